package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootUnitsTest {
    private static final Metric P99 = new Metric(Probe.WAKEUP, Statistic.P99);
    private static final int REPETITIONS = 10;

    /** Each boot has its own level, 5 % apart from the others, and repetitions that differ by 2 %. */
    private static Runs measured(Runs side, String node, String boot, double factor, Random random) {
        double level = 40_000 * factor * Math.exp(0.05 * random.nextGaussian());
        return side.on(node)
                .boot(boot)
                .measured(
                        Probe.WAKEUP,
                        0,
                        REPETITIONS,
                        i -> Runs.latencies(level * Math.exp(0.02 * random.nextGaussian())));
    }

    private static MetricComparison compared(Runs reference, Runs side) {
        return Comparer.compare(
                        new Comparer.Identity("tuning", "c"),
                        reference.input(),
                        side.input(),
                        new Method(List.of(P99), 5, 1_000L, REPETITIONS, 1, List.of()))
                .metrics()
                .get(0);
    }

    private static boolean decided(MetricComparison metric) {
        return metric.verdict() == Verdict.IMPROVED || metric.verdict() == Verdict.REGRESSED;
    }

    /** As the repetitions of one boot, which is how all of them were judged, half of unchanged campaigns had a verdict. */
    @Test
    void oneBootASideIsSeenAndNotJudged() {
        Random random = new Random(1);
        int asRepetitions = 0;
        for (int campaign = 0; campaign < 50; campaign++) {
            MetricComparison booted = compared(
                    measured(Runs.of("baseline"), "n", "b0", 1, random),
                    measured(Runs.of("tuned"), "n", "b1", 1, random));
            asRepetitions += decided(compared(
                            measured(Runs.of("baseline"), "n", "b", 1, random),
                            measured(Runs.of("tuned"), "n", "b", 1, random)))
                    ? 1
                    : 0;

            assertThat(booted.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(booted.effect()).isNotNull();
            assertThat(booted.reason())
                    .isEqualTo("1 boot a side has no 95 % interval (the sides had different boots, and boots differ by"
                            + " themselves); 4 boots a side would do");
        }
        assertThat(asRepetitions).isBetween(12, 35);
    }

    @Test
    void ofSeveralMachinesTheMachineIsTheUnit() {
        Random random = new Random(2);
        int alarms = 0;
        int found = 0;
        for (int campaign = 0; campaign < 40; campaign++) {
            alarms += decided(compared(fleet("baseline", 1, random), fleet("tuned", 1, random))) ? 1 : 0;
            found += decided(compared(fleet("baseline", 1, random), fleet("tuned", 1.3, random))) ? 1 : 0;
        }

        assertThat(alarms).isLessThanOrEqualTo(6);
        assertThat(found).isGreaterThan(35);
    }

    private static Runs fleet(String side, double factor, Random random) {
        Runs all = Runs.of(side);
        for (int node = 0; node < 7; node++) {
            measured(all, "n" + node, side + node, factor, random);
        }
        return all;
    }

    @Test
    void ofOneMachineFourBootsASideAreEnough() {
        List<MetricTest.Stratum> strata = new ArrayList<>();
        strata.add(new MetricTest.Stratum("n", values(1), values(2)));
        Boots before = Boots.of(boots("baseline", 4).run());
        Boots after = Boots.of(boots("tuned", 4).run());

        BootUnits units = BootUnits.of(Probe.WAKEUP, strata, before, after).orElseThrow();

        assertThat(units.strata().get(0).reference())
                .extracting(RepetitionValue::value)
                .containsExactly(1.5, 3.5, 5.5, 7.5);
        assertThat(units.strata().get(0).side())
                .extracting(RepetitionValue::value)
                .containsExactly(3.0, 7.0, 11.0, 15.0);
        assertThat(units.sample(1)).isEqualTo(new Sample(4, 1, Sample.Unit.BOOTS, 4));
        assertThat(BootUnits.of(Probe.WAKEUP, strata, before, before)).isEmpty();
    }

    /** 2 of C(8, 4) arrangements are enough for one test; Holm over two needs 2 of C(10, 5). */
    @Test
    void howManyBootsWouldDoDependsOnTheMachinesAndTheVerdicts() {
        assertThat(PlanPower.bootsForAVerdict(1, 1)).isEqualTo(4);
        assertThat(PlanPower.bootsForAVerdict(1, 2)).isEqualTo(5);
        assertThat(PlanPower.bootsForAVerdict(1, 12)).isEqualTo(6);
        assertThat(PlanPower.bootsForAVerdict(2, 1)).isEqualTo(3);
        assertThat(PlanPower.nodesForAVerdict(1)).isEqualTo(6);
        assertThat(PlanPower.nodesForAVerdict(4)).isEqualTo(8);
    }

    /** Taken turns with a boot each: 4 boots a side find a large change, and 2 repetitions each change nothing in that. */
    @Test
    void fourBootsASideHaveAVerdictAndThreeHaveNone() {
        assertThat(compared(boots("baseline", 4), boots("slower", 4, 3)).verdict())
                .isEqualTo(Verdict.REGRESSED);
        MetricComparison three = compared(boots("baseline", 3), boots("slower", 3, 3));
        assertThat(three.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(three.reason())
                .startsWith("3 boots a side have no 95 % interval (")
                .endsWith("); 4 boots a side would do");
    }

    /** The repetitions of one boot made each place and each node certain of its rank. */
    @Test
    void neitherSinglePlacesNorRanksTakeRepetitionsOfOneBootForUnits() {
        Random random = new Random(3);
        Runs reference = Runs.of("baseline");
        Runs side = Runs.of("tuned");
        for (String node : List.of("n1", "n2", "n3")) {
            measured(reference, node, "b-" + node, 1, random);
            measured(side, node, "t-" + node, node.equals("n2") ? 2 : 1, random);
        }

        Comparison comparison = Comparer.compare(
                new Comparer.Identity("tuning", "c"),
                reference.input(),
                side.input(),
                new Method(List.of(P99), 5, 1_000L, REPETITIONS, 1, List.of()));

        assertThat(comparison.metrics().stream().filter(each -> each.place() != null))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(each ->
                        assertThat(each.effect()).extracting(Effect::confidence).isEqualTo(0.0));
        assertThat(comparison.rankings()).singleElement().satisfies(ranking -> {
            assertThat(ranking.nodes().get(0).node()).isEqualTo("n2");
            assertThat(ranking.nodes()).allSatisfy(each -> {
                assertThat(each.highestRank()).isEqualTo(1);
                assertThat(each.lowestRank()).isEqualTo(3);
            });
        });
        assertThat(comparison.metrics().get(0).reason())
                .isEqualTo("3 machines have no 95 % interval (the sides had different boots, and boots differ by"
                        + " themselves); 6 machines would do");
    }

    /** A reboot between the sides that came a repetition early, or that one result does not tell, is one all the same. */
    @Test
    void aBootThatBothSidesHaveAShareOfIsNoBootInCommon() {
        Runs early = repetitions(Runs.of("baseline"), "b0", 1, 5, 1);
        repetitions(early, "b1", 6, 6, 1);
        Runs unknown = repetitions(Runs.of("baseline"), "b0", 1, 5, 1);
        repetitions(unknown, "", 6, 6, 1);
        Runs tuned = repetitions(Runs.of("tuned"), "b1", 1, 6, 0.5);

        assertThat(compared(early, tuned).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(compared(unknown, tuned).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** Sides that take turns lose part of a block to a machine that was booted meanwhile. */
    @Test
    void sidesThatTookTurnsUnderEachBootAreComparedByTheirRepetitions() {
        Runs baseline = repetitions(Runs.of("baseline"), "b0", 1, 3, 1);
        repetitions(baseline, "b1", 4, 6, 1);
        Runs tuned = repetitions(Runs.of("tuned"), "b0", 1, 2, 0.5);
        repetitions(tuned, "b1", 3, 6, 0.5);

        assertThat(compared(baseline, tuned).verdict()).isEqualTo(Verdict.IMPROVED);
    }

    private static Runs repetitions(Runs side, String boot, int first, int last, double factor) {
        return side.on("n")
                .boot(boot)
                .repetitions(Probe.WAKEUP, 0, first, last, i -> Runs.latencies(factor * (40_000 + 100 * i)));
    }

    private static List<RepetitionValue> values(double factor) {
        List<RepetitionValue> values = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            values.add(new RepetitionValue(i, factor * i, 1, null, null));
        }
        return values;
    }

    /** Two repetitions a boot. */
    private static Runs boots(String side, int boots) {
        return boots(side, boots, 1);
    }

    private static Runs boots(String side, int boots, double factor) {
        Runs run = Runs.of(side).on("n");
        for (int boot = 0; boot < boots; boot++) {
            run.boot(side + boot)
                    .repetitions(
                            Probe.WAKEUP,
                            0,
                            2 * boot + 1,
                            2 * boot + 2,
                            i -> Runs.latencies(factor * (40_000 + 100 * i)));
        }
        return run;
    }
}
