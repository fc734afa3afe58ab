package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticTest {
    @ParameterizedTest
    @CsvSource({"P50, 60", "P99, 3680", "P999, 36880", "P9999, 368870", "P99999, 3688870"})
    void aLatencyQuantileNeedsTenTimesTheSamplesOfAFiniteInterval(Statistic quantile, long samples) {
        assertThat(quantile.samplesNeeded()).isEqualTo(samples);
    }

    @Test
    void whatIsNotAQuantileOfALatencyHistogramNeedsNoNumberOfSamples() {
        assertThat(Statistic.LOST.samplesNeeded()).isZero();
        assertThat(Statistic.ARRIVAL_P999.samplesNeeded()).isZero();
        assertThat(Statistic.MAX.samplesNeeded()).isZero();
    }
}
