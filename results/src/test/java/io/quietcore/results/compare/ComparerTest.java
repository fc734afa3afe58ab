package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer.SideInput;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ComparerTest {
    private static final Metric LOST = new Metric(Probe.JITTER, Statistic.LOST);
    private static final Metric P99 = new Metric(Probe.WAKEUP, Statistic.P99);
    private static final Comparer.Identity IDENTITY = new Comparer.Identity("a-test", "c-1");

    private static Method method(Metric... primary) {
        return new Method(List.of(primary), 5, 1_000L, 2, 1, List.of());
    }

    private static Comparison compare(Runs reference, Runs side, Metric... primary) {
        return Comparer.compare(IDENTITY, reference.input(), side.input(), method(primary));
    }

    private static MetricComparison only(Comparison comparison, Metric metric, String place) {
        return comparison.metrics().stream()
                .filter(each -> each.metric().equals(metric))
                .filter(each -> Objects.equals(each.place(), place))
                .findFirst()
                .orElseThrow();
    }

    private static Runs wakeups(String side, double medianNs, double stepNs) {
        return Runs.of(side).measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(medianNs + i * stepNs));
    }

    @Test
    void halfTheLatencyIsAnImprovementThatIsCertain() {
        MetricComparison metric =
                only(compare(wakeups("baseline", 40_000, 100), wakeups("tuned", 20_000, 100), P99), P99, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(metric.certain()).isTrue();
        assertThat(metric.effect().kind()).isEqualTo(Kind.RATIO);
        assertThat(metric.effect().estimate()).isCloseTo(0.5, within(0.01));
        assertThat(metric.p()).isCloseTo(2.0 / 216, within(1e-12));
    }

    @Test
    void twiceTheLatencyIsARegression() {
        MetricComparison metric =
                only(compare(wakeups("baseline", 20_000, 100), wakeups("tuned", 40_000, 100), P99), P99, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(metric.effect().estimate()).isCloseTo(2, within(0.02));
    }

    @Test
    void sidesWithinTheMarginAreEquivalent() {
        MetricComparison metric =
                only(compare(wakeups("baseline", 40_000, 50), wakeups("tuned", 40_100, 50), P99), P99, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.EQUIVALENT);
    }

    @Test
    void anIntervalThatHoldsEverythingIsInconclusiveAndSaysHowManyWouldDo() {
        Runs noisy = Runs.of("tuned")
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(i % 2 == 0 ? 30_000 + i * 10 : 60_000 + i * 10));

        MetricComparison metric = only(compare(wakeups("baseline", 40_000, 3_000), noisy, P99), P99, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(metric.reason()).contains("repetitions a side would settle it");
    }

    @Test
    void aChangeOfLessThanAMicrosecondIsInsideTheMarginOfATime() {
        MetricComparison metric =
                only(compare(wakeups("baseline", 2_000, 10), wakeups("tuned", 1_600, 10), P99), P99, null);

        assertThat(metric.effect().marginLow()).isLessThan(0.8);
        assertThat(metric.verdict()).isEqualTo(Verdict.EQUIVALENT);
    }

    @Test
    void noLostTimeAtAllIsComparedByADifference() {
        Runs none = Runs.of("tuned").measured(Probe.JITTER, 0, 6, i -> Runs.gaps(0));
        Runs some = Runs.of("baseline").measured(Probe.JITTER, 0, 6, i -> Runs.gaps(1 + i * 0.01));

        MetricComparison metric = only(compare(some, none, LOST), LOST, null);

        assertThat(metric.effect().kind()).isEqualTo(Kind.DIFFERENCE);
        assertThat(metric.effect().estimate()).isCloseTo(-1.035, within(0.01));
        assertThat(metric.verdict()).isEqualTo(Verdict.IMPROVED);
    }

    @Test
    void aQuantileWithoutItsSamplesHasNoNumberAndNoVerdict() {
        Metric p999 = new Metric(Probe.WAKEUP, Statistic.P999);

        MetricComparison metric =
                only(compare(wakeups("baseline", 40_000, 10), wakeups("tuned", 20_000, 10), p999), p999, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(metric.effect()).isNull();
        assertThat(metric.referenceMedian()).isNull();
        assertThat(metric.reason()).contains("needs 36,880 values", "has 5,000");
    }

    @Test
    void placesAreMergedByAddingHistogramsAndTheWorstOneIsNamed() {
        Runs two = wakeups("baseline", 20_000, 0).measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(60_000));
        Runs other = wakeups("tuned", 20_000, 0).measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(60_000));

        Comparison comparison = compare(two, other, P99);

        RepetitionValue merged = only(comparison, P99, null).reference().get(0);
        assertThat(merged.samples()).isEqualTo(10_000);
        assertThat(merged.worstPlace()).isEqualTo("worker-1-numa1");
        assertThat(merged.worstValue()).isGreaterThan(merged.value());
        MetricComparison alone = only(comparison, P99, "worker-1-numa1");
        assertThat(alone.verdict()).isNull();
        assertThat(alone.p()).isNull();
        assertThat(alone.effect()).isNotNull();
    }

    @Test
    void aPlaceThatOneSideDidNotMeasureIsLeftOutOfWhatIsMergedAndSaid() {
        Runs slowPlaceToo =
                wakeups("baseline", 20_000, 10).measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(60_000 + i * 10));

        Comparison comparison = compare(slowPlaceToo, wakeups("tuned", 20_000, 10), P99);

        assertThat(only(comparison, P99, null).verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(only(comparison, P99, null).reference().get(0).samples()).isEqualTo(5_000);
        assertThat(comparison.warnings())
                .anyMatch(warning ->
                        warning.contains("only side baseline measured") && warning.contains("worker-1-numa1"));
    }

    @Test
    void sidesThatShareNoPlaceAreComparedEachWithItsOwn() {
        Runs local = wakeups("local", 20_000, 10);
        Runs remote = Runs.of("remote").measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(40_000 + i * 10));

        assertThat(only(compare(local, remote, P99), P99, null).verdict()).isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void maximaAreNotComparedWhereOneSideMeasuredOnMorePlaces() {
        Metric max = new Metric(Probe.WAKEUP, Statistic.MAX);
        Runs one = wakeups("baseline", 20_000, 10);
        Runs two = Runs.of("tuned")
                .measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(20_000 + i))
                .measured(Probe.WAKEUP, 2, 6, i -> Runs.latencies(20_000 + i));

        MetricComparison metric = only(compare(one, two, max), max, null);

        assertThat(metric.effect()).isNull();
        assertThat(metric.reason()).contains("measured for different times");
    }

    @Test
    void aRepetitionThatLacksAPlaceIsLeftOutAndSaid() {
        Runs whole = wakeups("baseline", 20_000, 10).measured(Probe.WAKEUP, 1, 6, i -> Runs.latencies(60_000));
        Runs cut = wakeups("tuned", 20_000, 10).measured(Probe.WAKEUP, 1, 5, i -> Runs.latencies(60_000));

        Comparison comparison = compare(whole, cut, P99);

        assertThat(only(comparison, P99, null).side())
                .extracting(RepetitionValue::repetition)
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(comparison.warnings())
                .anyMatch(warning -> warning.contains("repetition [6] of wakeup lacks a place"));
    }

    @Test
    void blocksOfOneSideOnlyAreSaid() {
        Runs four = Runs.of("tuned").measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(20_000 + i));

        assertThat(compare(wakeups("baseline", 20_000, 10), four, P99).warnings())
                .anyMatch(warning -> warning.contains("wakeup: of block [3] only one side is there"));
        assertThat(compare(wakeups("baseline", 20_000, 10), wakeups("tuned", 20_000, 10), P99)
                        .warnings())
                .isEmpty();
    }

    @Test
    void aMachineThatChangedOnBothSidesIsWarnedOfThoughTheSidesAreAlike() {
        Runs reference = changing("baseline");

        assertThat(compare(reference, changing("tuned"), P99).warnings())
                .filteredOn(warning -> warning.contains("governor of worker-1 changed while it was measured"))
                .hasSize(2);
    }

    private static Runs changing(String side) {
        return wakeups(side, 20_000, 10)
                .fingerprint("governor", "powersave")
                .measured(Probe.JITTER, 0, 6, i -> Runs.gaps(1));
    }

    @Test
    void othersThanThePrimaryMetricsGetNoVerdict() {
        Comparison comparison = compare(wakeups("baseline", 40_000, 10), wakeups("tuned", 20_000, 10), P99);

        assertThat(comparison.metrics())
                .filteredOn(metric -> !metric.primary())
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(metric.verdict()).isNull());
    }

    @Test
    void theNoiseOfTheReferenceIsTheShareOfItsOwnSplits() {
        Runs bimodal = Runs.of("baseline").measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(i <= 3 ? 20_000 : 40_000));

        Comparison comparison = compare(bimodal, wakeups("tuned", 20_000, 10), P99);

        // Of the ten splits, one puts all of one mode on one side; in the other nine the medians of differences are 0
        // or
        // a whole mode away.
        NoiseControl noise = comparison.noise().get(0);
        assertThat(noise.splits()).isEqualTo(10);
        assertThat(noise.beyondMargin()).isBetween(1, 10);
        NoiseControl quiet = compare(wakeups("baseline", 40_000, 1), wakeups("tuned", 20_000, 1), P99)
                .noise()
                .get(0);
        assertThat(quiet.beyondMargin()).isZero();
    }

    @Test
    void whatTheCampaignDidNotMeanToChangeIsWarnedOf() {
        Runs side = wakeups("tuned", 20_000, 10).fingerprint("x", "y");
        Runs reference = Runs.of("baseline")
                .fingerprint("governor", "powersave")
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(40_000));

        assertThat(compare(reference, side, P99).warnings())
                .anyMatch(warning -> warning.contains("differ in governor")
                        && warning.contains("'powersave'")
                        && warning.contains("'performance'"));
        SideInput meant = new SideInput(side.run(), List.of(), List.of(), List.of("governor"));
        assertThat(Comparer.compare(IDENTITY, reference.input(), meant, method(P99))
                        .warnings())
                .noneMatch(warning -> warning.contains("governor"));
    }

    @Test
    void refusalsShortSidesBootsAndLostSpikesAreWarnedOf() {
        Runs side = Runs.of("tuned")
                .evidence("lockMemory", Evidence.denied("mlockall: Operation not permitted"))
                .boot("b1")
                .spikesLost(7)
                .measured(Probe.WAKEUP, 0, 5, i -> Runs.latencies(20_000));
        SideInput input = new SideInput(side.run(), List.of("06-wakeup-numa0.invalid-1: lost"), List.of(), List.of());

        List<String> warnings = Comparer.compare(
                        IDENTITY, wakeups("baseline", 40_000, 10).input(), input, method(P99))
                .warnings();

        assertThat(warnings)
                .anyMatch(warning -> warning.contains("lockMemory was denied for wakeup")
                        && warning.contains("Operation not permitted")
                        && warning.contains("5 of its repetitions"))
                .anyMatch(warning -> warning.contains("different numbers of repetitions"))
                .anyMatch(warning -> warning.contains(
                        "1 set aside and not compared, of 6 measured: 06-wakeup-numa0.invalid-1: lost"))
                .anyMatch(warning -> warning.contains("boot-to-boot variance not estimated"))
                .anyMatch(warning -> warning.contains("35 spikes"));
    }

    @Test
    void aSideWithoutRepetitionsIsToldAndNotCompared() {
        MetricComparison metric = only(compare(wakeups("baseline", 1, 0), Runs.of("tuned"), P99), P99, null);

        assertThat(metric.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(metric.reason()).contains("there is no whole repetition of wakeup");
    }

    @Test
    void aSideWithoutRepetitionsHasNoMachineToDiffer() {
        assertThat(compare(wakeups("baseline", 20_000, 0), Runs.of("tuned"), P99)
                        .warnings())
                .hasSize(1)
                .allMatch(warning -> warning.contains("different numbers of repetitions"));
    }

    @Test
    void aMachineAgainstItselfSeldomRaisesAnAlarmAndATwofoldChangeIsFound() {
        SplittableRandom random = new SplittableRandom(42);
        int alarms = 0;
        int found = 0;
        int campaigns = 300;
        for (int i = 0; i < campaigns; i++) {
            alarms += isDecided(noisy(random, "baseline", 40_000), noisy(random, "tuned", 40_000)) ? 1 : 0;
            found += isDecided(noisy(random, "baseline", 40_000), noisy(random, "tuned", 20_000)) ? 1 : 0;
        }

        assertThat(alarms / (double) campaigns).isLessThan(0.06);
        assertThat(found / (double) campaigns).isGreaterThan(0.8);
    }

    private static boolean isDecided(Runs reference, Runs side) {
        Verdict verdict = only(compare(reference, side, P99), P99, null).verdict();
        return verdict == Verdict.IMPROVED || verdict == Verdict.REGRESSED;
    }

    /** Repetitions that differ by 10 % or so, as those of a shared machine do. */
    private static Runs noisy(SplittableRandom random, String side, double medianNs) {
        return Runs.of(side).measured(Probe.WAKEUP, 0, 6, i -> {
            double normal = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
            return Runs.latencies(medianNs * Math.exp(0.2 * normal));
        });
    }

    /** Of many nodes another one was disturbed to the end in each repetition. */
    @Test
    void nodesAreComparedWhereNoRepetitionHasThemAll() {
        Comparer.SideInput[] sides = new Comparer.SideInput[2];
        for (int i = 0; i < 2; i++) {
            double percent = 2.0 - i;
            Runs made = Runs.of(i == 0 ? "baseline" : "tuned");
            for (String node : List.of("a", "b")) {
                made.on(node).measured(Probe.JITTER, 0, 8, n -> Runs.gaps(percent + n / 100.0));
            }
            StoredRun whole = made.run();
            List<StoredRepetition> some = whole.repetitions().stream()
                    .filter(each -> each.result().spec().request().node().equals(each.number() % 2 == 0 ? "a" : "b"))
                    .toList();
            sides[i] = new Comparer.SideInput(
                    new StoredRun(whole.folder(), whole.uuid(), whole.side(), some, List.of()),
                    List.of(),
                    List.of(),
                    List.of());
        }

        Comparison comparison = Comparer.compare(
                new Comparer.Identity("test", "c-1"),
                sides[0],
                sides[1],
                new Method(List.of(new Metric(Probe.JITTER, Statistic.LOST)), 5, 1_000L, 2, 1, List.of()));

        MetricComparison lost = comparison.metrics().get(0);
        assertThat(lost.referenceMedian()).isNull();
        assertThat(Objects.requireNonNull(lost.effect()).estimate()).isCloseTo(0.5, within(0.05));
        assertThat(ComparisonText.table(comparison)).contains("jitter-lost");
    }
}
