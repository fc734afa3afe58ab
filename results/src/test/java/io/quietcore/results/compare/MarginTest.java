package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Comparer.Identity;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes below a microsecond. The results of these runs say: floor 31 ns, a reading of the clock 23.5 ns, its step 10 ns. */
@Tag("once")
class MarginTest {
    private static Comparison compare(Metric metric, @Nullable Long marginNs, Runs before, Runs after) {
        Method method = new Method(List.of(metric), 5, marginNs, 6, 1, List.of());
        return Comparer.compare(new Identity("margin", ""), before.input(), after.input(), method);
    }

    private static Runs latencies(Probe probe, String side, double p99Ns) {
        return Runs.of(side).measured(probe, 0, 6, i -> Runs.latencies((p99Ns + i) / 1.49));
    }

    /** A busy loop whose gaps are so long, all of them: an arrival at a random moment waits up to that. */
    private static Runs gaps(String side, long gapNs) {
        return Runs.of(side).measured(Probe.JITTER, 0, 6, i -> {
            Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
            histogram.recordValueWithCount(gapNs + i, 1_000_000);
            return histogram;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HANDOFF, 350, 1_000, REGRESSED",
        "SYSCALL, 500, 100, IMPROVED",
        "MEMORY, 300, 340, EQUIVALENT",
        "HANDOFF, 350, 360, EQUIVALENT"
    })
    void aMicrosecondHidWhatTheMeasurementResolves(Probe probe, double beforeNs, double afterNs, Verdict verdict) {
        Metric p99 = new Metric(probe, Statistic.P99);
        Runs before = latencies(probe, "before", beforeNs);
        Runs after = latencies(probe, "after", afterNs);

        assertThat(compare(p99, 1_000L, before, after).overall()).isEqualTo(Verdict.EQUIVALENT);
        Comparison resolved = compare(p99, null, before, after);
        assertThat(resolved.overall()).isEqualTo(verdict);
        assertThat(resolved.marginsNs()).containsExactly(Map.entry(probe.spelling(), 62.0));
    }

    /** What {@code clock} measures is the floor: that moves with it, and so does the smallest distance of two readings. */
    @ParameterizedTest
    @CsvSource({"27, 54, REGRESSED", "35, 400, REGRESSED", "400, 27, IMPROVED", "27, 40, EQUIVALENT"})
    void theClockIsNotHeldAgainstItself(int beforeNs, int afterNs, Verdict verdict) {
        Comparison found = compare(
                new Metric(Probe.CLOCK, Statistic.P50), null, clock("before", beforeNs), clock("after", afterNs));

        assertThat(found.overall()).isEqualTo(verdict);
        assertThat(found.marginsNs()).containsExactly(Map.entry("clock", beforeNs == 35 ? 34.0 : 26.0));
    }

    private static Runs clock(String side, int costNs) {
        return Runs.of(side).clock(costNs - 0.4, costNs - 1L).measured(Probe.CLOCK, 0, 6, i -> {
            Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
            histogram.recordValueWithCount(costNs, 100_000L + i);
            histogram.recordValueWithCount(costNs + 1L, 10L * i);
            return histogram;
        });
    }

    /** 40 ns between the ticks of a counter of 25 MHz, which is read in 12. */
    @Test
    void aClockThatTicksSlowerThanItIsReadHasItsStep() {
        Runs coarse = Runs.of("a").clock(12, 40).measured(Probe.CLOCK, 0, 1, i -> Runs.gaps(1));

        assertThat(Resolution.of(Probe.CLOCK, coarse.run())).isEqualTo(new Resolution(0, 40));
    }

    @Test
    void anArrivalDelayOfHundredsOfNanosecondsIsAChange() {
        Metric arrival = new Metric(Probe.JITTER, Statistic.ARRIVAL_P99);

        assertThat(compare(arrival, 1_000L, gaps("before", 30), gaps("after", 900))
                        .overall())
                .isEqualTo(Verdict.EQUIVALENT);
        assertThat(compare(arrival, null, gaps("before", 30), gaps("after", 900))
                        .overall())
                .isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void theAbsolutePartIsTwiceTheFloorOrTheClocksStep() {
        assertThat(new Resolution(31, 10).ns()).isEqualTo(62);
        assertThat(new Resolution(23.5, 100).ns()).isEqualTo(200);
        assertThat(Resolution.of(Probe.JITTER, gaps("a", 30).run()).ns()).isEqualTo(62);
        // oslat counts in columns of a microsecond, however fine its clock is.
        assertThat(Resolution.of(
                                Probe.OSLAT,
                                Runs.of("a")
                                        .measured(Probe.OSLAT, 0, 1, i -> Runs.gaps(1))
                                        .run())
                        .ns())
                .isEqualTo(2_000);
    }

    @Test
    void whatIsDeclaredStandsButNeverBelowTwoStepsOfTheClock() {
        Resolution coarse = new Resolution(31, 100);

        assertThat(method(1_000L).absoluteNs(coarse)).isEqualTo(1_000);
        assertThat(method(20L).absoluteNs(coarse)).isEqualTo(200);
        assertThat(method(null).absoluteNs(coarse)).isEqualTo(200);
    }

    /** 1 µs in each second is 0.0001 %. */
    @Test
    void ofLostTimeItIsAMicrosecondASecond() {
        double[] nothing = {0, 0};

        assertThat(Effects.margin(method(null), Unit.PERCENT, nothing, new Resolution(31, 10)))
                .isCloseTo(1e-4, within(1e-12));
        assertThat(Effects.margin(method(20_000L), Unit.PERCENT, nothing, new Resolution(31, 10)))
                .isCloseTo(2e-3, within(1e-12));
    }

    private static Method method(@Nullable Long marginNs) {
        return new Method(List.of(), 5, marginNs, 2, 1, List.of());
    }

    @Test
    void theTerminalSaysWhichMarginWasUsed() {
        Metric p99 = new Metric(Probe.HANDOFF, Statistic.P99);
        Runs before = latencies(Probe.HANDOFF, "before", 350);
        Runs after = latencies(Probe.HANDOFF, "after", 1_000);

        assertThat(ComparisonText.table(compare(p99, null, before, after)))
                .contains(
                        "margin: the larger of 5.00 % and handoff 62.0 ns (twice the floor or the clock's step); of lost"
                                + " time 1.00 µs a second");
        assertThat(ComparisonText.table(compare(p99, 2_000L, before, after)))
                .contains(
                        "margin: the larger of 5.00 % and handoff 2.00 µs (as declared); of lost time 2.00 µs a second");
    }
}
