package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Statistic;
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
}
