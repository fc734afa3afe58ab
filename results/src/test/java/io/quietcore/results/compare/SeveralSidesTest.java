package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer.Arm;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.Step.StepEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More than two sides, control arms, several nodes, control nodes. */
@Tag("once")
class SeveralSidesTest {
    private static final Metric P99 = new Metric(Probe.WAKEUP, Statistic.P99);
    private static final Comparer.Identity IDENTITY = new Comparer.Identity("a-test", "c-1");
    private static final Method METHOD = method(List.of());

    private static Method method(List<String> controlNodes) {
        return new Method(List.of(P99), 5, 1_000L, 2, 1, controlNodes);
    }

    private static Runs wakeups(String side, double medianNs) {
        return Runs.of(side).measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(medianNs + 100 * i));
    }

    private static Arm arm(Runs side, boolean control) {
        return new Arm(side.input(), METHOD, control);
    }

    private static MetricComparison primary(Comparison comparison) {
        return comparison.metrics().get(0);
    }

    @Test
    void holmGoesOverTheVerdictsOfAllSidesTogether() {
        List<Comparison> comparisons = Comparer.compareAll(
                IDENTITY,
                wakeups("shared", 40_000).input(),
                List.of(
                        arm(wakeups("pinned", 30_000), false),
                        arm(wakeups("fifo", 20_000), false),
                        arm(wakeups("held", 10_000), false)));

        // Three tests, each at its smallest p of 2/216: three times that.
        assertThat(comparisons).hasSize(3).allSatisfy(comparison -> {
            assertThat(primary(comparison).p()).isCloseTo(2.0 / 216, within(1e-12));
            assertThat(primary(comparison).adjustedP()).isCloseTo(6.0 / 216, within(1e-12));
            assertThat(primary(comparison).verdict()).isEqualTo(Verdict.IMPROVED);
        });
        assertThat(Comparer.compare(
                                IDENTITY,
                                wakeups("shared", 40_000).input(),
                                wakeups("held", 10_000).input(),
                                METHOD)
                        .metrics()
                        .get(0)
                        .adjustedP())
                .isCloseTo(2.0 / 216, within(1e-12));
    }

    @Test
    void theWaterfallSaysWhatEachStepBroughtBeyondTheOneBefore() {
        List<Comparison> comparisons = Comparer.compareAll(
                IDENTITY,
                wakeups("shared", 40_000).input(),
                List.of(arm(wakeups("pinned", 30_000), false), arm(wakeups("fifo", 10_000), false)));

        Step last = comparisons.get(1).step();
        assertThat(last.previous()).isEqualTo("pinned");
        StepEffect effect = last.effects().get(0);
        assertThat(effect.effect().estimate()).isCloseTo(1.0 / 3, within(0.02));
        assertThat(effect.before()).isEqualTo(primary(comparisons.get(0)).sideMedian());
        assertThat(WaterfallText.of(comparisons))
                .contains("Step by step, wakeup-P99", "shared", "x0.34")
                .hasLineCount(5);
    }

    @Test
    void twoSidesHaveNoWaterfall() {
        Comparison two = Comparer.compare(
                IDENTITY, wakeups("a", 40_000).input(), wakeups("b", 20_000).input(), METHOD);

        assertThat(two.step()).isNull();
        assertThat(WaterfallText.of(List.of(two))).isEmpty();
    }

    @Test
    void aControlThatMovesTakesEveryVerdictWithIt() {
        List<Comparison> moved = Comparer.compareAll(
                IDENTITY,
                wakeups("baseline", 40_000).input(),
                List.of(arm(wakeups("again", 30_000), true), arm(wakeups("tuned", 10_000), false)));

        assertThat(primary(moved.get(0)).verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(primary(moved.get(1)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(primary(moved.get(1)).reason()).isEqualTo("the control moved too");
        assertThat(moved.get(1).overall()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aControlThatHoldsStillChangesNothingAndIsNoStep() {
        List<Comparison> still = Comparer.compareAll(
                IDENTITY,
                wakeups("baseline", 40_000).input(),
                List.of(arm(wakeups("again", 40_010), true), arm(wakeups("tuned", 10_000), false)));

        assertThat(primary(still.get(0)).verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(primary(still.get(1)).verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(primary(still.get(1)).adjustedP())
                .isEqualTo(primary(still.get(1)).p());
        assertThat(still.get(1).step()).isNull();
    }

    private static Runs nodes(String side, int count, IntToDoubleFunction medianNs) {
        Runs runs = Runs.of(side);
        for (int node = 1; node <= count; node++) {
            double own = medianNs.applyAsDouble(node);
            Random random = new Random(31L * node + side.hashCode());
            runs.on("node-" + node)
                    .measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(own * (1 + 0.02 * random.nextDouble())));
        }
        return runs;
    }

    /** Nodes of 20 to 160 µs: between nodes there is nothing to be seen, within each there is. */
    @Test
    void valuesOfSeveralNodesAreComparedWithinEachNode() {
        Runs reference = nodes("baseline", 4, node -> 20_000 * Math.pow(2, node - 1));
        Runs side = nodes("tuned", 4, node -> 0.8 * 20_000 * Math.pow(2, node - 1));

        MetricComparison metric = primary(Comparer.compare(IDENTITY, reference.input(), side.input(), METHOD));

        assertThat(metric.effect().estimate()).isCloseTo(0.8, within(0.02));
        assertThat(metric.effect().high()).isLessThan(0.85);
        // Two blocks of two against two: 36 arrangements, however many nodes take part in each.
        assertThat(metric.p()).isCloseTo(2.0 / 36, within(1e-12));
        assertThat(metric.pStandardError()).isZero();
    }

    /** A disturbance of a moment that all nodes share is one event, not as many as there are nodes. */
    @Test
    void whatAllNodesShareIsNoEvidenceOfItsOwn() {
        Random random = new Random(11);
        int significant = 0;
        int campaigns = 400;
        for (int campaign = 0; campaign < campaigns; campaign++) {
            double[] moments = random.doubles(12).toArray();
            List<MetricTest.Stratum> nodes = new ArrayList<>();
            for (int node = 0; node < 8; node++) {
                List<RepetitionValue> a = new ArrayList<>();
                List<RepetitionValue> b = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    a.add(value(i + 1, moments[i] + 0.3 * random.nextDouble()));
                    b.add(value(i + 1, moments[6 + i] + 0.3 * random.nextDouble()));
                }
                nodes.add(new MetricTest.Stratum("node-" + node, a, b));
            }
            MetricTest.Outcome outcome = MetricTest.of(P99.statistic().unit(), nodes, METHOD, new Resolution(0, 1));
            significant += outcome.p().p() <= 0.05 ? 1 : 0;
        }

        // Four standard errors of 5 % of 400 are 4.4 %. Nodes exchanged by themselves gave several times that.
        assertThat(significant / (double) campaigns).isLessThan(0.094);
    }

    private static RepetitionValue value(int repetition, double log) {
        return new RepetitionValue(repetition, 40_000 * Math.exp(0.1 * log), 1, null, null);
    }

    @Test
    void nodesAreRankedByTheirEffectsWithTheRanksThatTheirIntervalsAllow() {
        Runs reference = nodes("baseline", 4, node -> 40_000);
        Runs side = nodes("tuned", 4, node -> node == 3 ? 60_000 : node == 1 ? 20_000 : 40_000);

        NodeRanking ranking = Comparer.compare(IDENTITY, reference.input(), side.input(), METHOD)
                .rankings()
                .get(0);

        assertThat(ranking.nodes())
                .extracting(NodeEffect::node)
                .startsWith("node-3")
                .endsWith("node-1");
        assertThat(ranking.nodes()).extracting(NodeEffect::highestRank).containsExactly(1, 2, 2, 4);
        assertThat(ranking.nodes()).extracting(NodeEffect::lowestRank).containsExactly(1, 3, 3, 4);
    }

    @Test
    void theWorstPlaceOfEachRepetitionIsComparedToo() {
        Comparison comparison = Comparer.compare(
                IDENTITY,
                nodes("baseline", 2, node -> node * 20_000).input(),
                nodes("tuned", 2, node -> node * 10_000).input(),
                METHOD);

        MetricComparison worst = comparison.metrics().stream()
                .filter(each -> MetricComparison.WORST.equals(each.place()))
                .findFirst()
                .orElseThrow();
        assertThat(worst.reference()).allMatch(each -> "node-2-numa0".equals(each.worstPlace()));
        assertThat(worst.effect().estimate()).isCloseTo(0.5, within(0.02));
        assertThat(worst.verdict()).isNull();
    }

    /** Every node got 30 % slower by itself between the two days; the tuned ones only 5 %. */
    @Test
    void withControlNodesTheEffectIsTheDifferenceOfDifferences() {
        Runs before = nodes("before", 8, node -> 40_000);
        Runs after = nodes("after", 8, node -> node > 4 ? 52_000 : 42_000);
        Method controlled = method(List.of("node-5", "node-6", "node-7", "node-8"));

        Comparison comparison = Comparer.compare(IDENTITY, before.input(), after.input(), controlled);

        MetricComparison metric = primary(comparison);
        assertThat(metric.effect().kind()).isEqualTo(Kind.RATIO);
        assertThat(metric.effect().estimate()).isCloseTo(42.0 / 52, within(0.02));
        // Four against four nodes: 70 ways to choose.
        assertThat(metric.p()).isCloseTo(2.0 / 70, within(1e-12));
        assertThat(metric.verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(metric.reference()).allMatch(each -> each.samples() == 4 * 5_000);
        assertThat(comparison.rankings().get(0).nodes())
                .filteredOn(NodeEffect::control)
                .hasSize(4)
                .allSatisfy(node -> assertThat(node.effect().estimate()).isCloseTo(1.3, within(0.03)));
    }

    @Test
    void tooFewControlNodesDecideNothingAndSaySo() {
        Runs before = nodes("before", 3, node -> 40_000);
        Runs after = nodes("after", 3, node -> node == 3 ? 40_000 : 20_000);

        MetricComparison few =
                primary(Comparer.compare(IDENTITY, before.input(), after.input(), method(List.of("node-3"))));
        MetricComparison none =
                primary(Comparer.compare(IDENTITY, before.input(), after.input(), method(List.of("node-9"))));

        assertThat(few.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(few.reason()).contains("1 node of each group, tuned and controls, has no 95 % interval; 4 nodes");
        assertThat(none.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(none.reason()).contains("no control node (node-9) has wakeup on both sides");
    }

    @Test
    void theNoiseOfManyRepetitionsUsesAllOfThem() {
        // Of 30 the first 16 are alike: a figure of those would know nothing of the others.
        List<RepetitionValue> values = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            values.add(new RepetitionValue(i, (i > 16 ? 80_000.0 : 40_000.0) + i, 1, null, null));
        }

        NoiseControl noise = NoiseControls.of(P99, values, METHOD, new Resolution(0, 1));

        assertThat(noise.drawn()).isTrue();
        assertThat(noise.splits()).isEqualTo(10_000);
        assertThat(noise.beyondMargin()).isBetween(1, 5_000);
        assertThat(NoiseControls.of(P99, values.subList(0, 16), METHOD, new Resolution(0, 1)))
                .isEqualTo(new NoiseControl(P99, 6_435, 0, false));
        assertThat(NoiseControls.of(P99, values.subList(0, 10), METHOD, new Resolution(0, 1))
                        .splits())
                .isEqualTo(126);
    }

    /** Twice as wide in logarithms takes four times as many repetitions, on both sides of 1 alike. */
    @Test
    void howManyRepetitionsWouldSettleARatioFollowsItsLogarithm() {
        Sample ten = new Sample(10, 1, Sample.Unit.REPETITIONS);
        double log = Math.log(1.2);
        Effect up = new Effect(Kind.RATIO, 1.2, Math.exp(log - 2 * log), Math.exp(log + 2 * log), 0.95, 0.95, 1.05);
        Effect down =
                new Effect(Kind.RATIO, 1 / 1.2, Math.exp(-log - 2 * log), Math.exp(-log + 2 * log), 0.95, 0.95, 1.05);

        assertThat(Judgement.of(up, 0.5, ten).reason()).containsPattern("about 4[01] repetitions a side");
        assertThat(Judgement.of(down, 0.5, ten).reason()).containsPattern("about 4[01] repetitions a side");
    }
}
