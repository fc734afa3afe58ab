package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramStatisticsTest {
    private final Histogram histogram = new Histogram(1, 1_000_000_000L, 3);

    @Test
    void aQuantileWithTooFewSamplesIsNoNumber() {
        histogram.recordValueWithCount(1_000, Statistic.P99.samplesNeeded() - 1);
        assertThat(HistogramStatistics.of(Statistic.P99, histogram, 0)).isEmpty();

        histogram.recordValue(1_000);
        assertThat(HistogramStatistics.of(Statistic.P99, histogram, 0)).hasValue(1_000);
    }

    @Test
    void lostTimeIsTheShareOfGapsOverTheThreshold() {
        histogram.recordValueWithCount(100, 9_000);
        histogram.recordValueWithCount(1_000, 100);

        assertThat(HistogramStatistics.of(Statistic.LOST, histogram, 999).orElseThrow())
                .isCloseTo(10, within(1e-9));
        assertThat(HistogramStatistics.of(Statistic.LOST, histogram, 1_000)).hasValue(0);
    }

    @Test
    void spikesAreCountedForEachSecondThatWasMeasured() {
        histogram.recordValueWithCount(1_000, 500_000);
        histogram.recordValueWithCount(50_000, 10_000);

        // 0.5 s and 0.5 s: one second.
        assertThat(HistogramStatistics.of(Statistic.SPIKES_20US, histogram, 0).orElseThrow())
                .isCloseTo(10_000, within(20.0));
        assertThat(HistogramStatistics.events(Statistic.SPIKES_20US, histogram)).isEqualTo(10_000);
    }

    @Test
    void anEmptyHistogramHasNoStatistics() {
        for (Statistic statistic : Statistic.values()) {
            assertThat(HistogramStatistics.of(statistic, histogram, 1_000)).isEmpty();
        }
    }

    private Map<Statistic, Double> all(Probe probe, Stated stated) {
        return HistogramStatistics.all(
                probe.statistics(), CompactHistogram.of(histogram).stating(stated), 1_000);
    }

    /** Half of the time in gaps of 25 ns, half in 500 of 1 ms each, of which all is told but how long each was. */
    @Test
    void whatLiesInAnOpenColumnIsNotToldAndAllElseIs() {
        histogram.recordValueWithCount(25, 20_000_000);
        histogram.recordValueWithCount(1_000_000, 500);

        Map<Statistic, Double> told = all(Probe.OSLAT, new Stated(7_000_000, 900_000, true));
        Map<Statistic, Double> sumNotTold = all(Probe.OSLAT, new Stated(7_000_000, 900_000, false));

        assertThat(told).containsEntry(Statistic.MAX, 7e6).doesNotContainKey(Statistic.ARRIVAL_P99);
        assertThat(told.get(Statistic.LOST)).isCloseTo(50, within(0.1));
        assertThat(told.get(Statistic.ARRIVAL_P50)).isLessThan(1_000);
        assertThat(told.get(Statistic.SPIKES_100US)).isCloseTo(500, within(1.0));
        assertThat(sumNotTold.keySet())
                .containsExactlyInAnyOrder(
                        Statistic.MAX,
                        Statistic.SPIKES_5US,
                        Statistic.SPIKES_10US,
                        Statistic.SPIKES_20US,
                        Statistic.SPIKES_50US,
                        Statistic.SPIKES_100US);
    }

    @Test
    void aLatencyQuantileInAnOpenColumnIsNoNumber() {
        histogram.recordValueWithCount(10_000, 99_500);
        histogram.recordValueWithCount(4_000_000, 500);

        Map<Statistic, Double> told = all(Probe.CYCLICTEST, new Stated(9_000_000, 4_000_000, true));

        assertThat(told.keySet()).containsExactlyInAnyOrder(Statistic.P50, Statistic.P95, Statistic.P99, Statistic.MAX);
        assertThat(told).containsEntry(Statistic.MAX, 9e6);
    }

    @Test
    void noQuantileIsHigherThanTheMaximumThatIsStated() {
        histogram.recordValueWithCount(100_500, 5_000);

        assertThat(histogram.getMaxValue()).isGreaterThan(100_500);
        assertThat(all(Probe.FIO, new Stated(100_500, Long.MAX_VALUE, true)))
                .containsEntry(Statistic.P50, 100_500.0)
                .containsEntry(Statistic.P99, 100_500.0)
                .containsEntry(Statistic.MAX, 100_500.0);
    }

    @Test
    void aSumIsAsOpenAsItsParts() {
        histogram.recordValueWithCount(25, 1_000);
        CompactHistogram closed = CompactHistogram.of(histogram);
        CompactHistogram sum = CompactHistogram.sum(List.of(
                closed.stating(new Stated(5_000_000, 2_000_000, true)),
                closed.stating(new Stated(9_000_000, 4_000_000, false)),
                closed));

        assertThat(sum.maxNs()).isEqualTo(9_000_000);
        assertThat(sum.openFromNs()).isEqualTo(2_000_000);
        assertThat(sum.sumIsTold()).isFalse();
        assertThat(sum.totalCount()).isEqualTo(3_000);
    }
}
