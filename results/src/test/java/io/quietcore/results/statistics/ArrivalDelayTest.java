package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalDelayTest {
    private final Histogram gaps = new Histogram(1, 3_600_000_000_000L, 3);

    @Test
    void aStallIsWeighedByItsTimeAndNotCountedAsOne() {
        // 940 ms in gaps of 100 ns, and 20 stalls of 3 ms: 6 % of the time.
        gaps.recordValueWithCount(100, 9_400_000);
        gaps.recordValueWithCount(3_000_000, 20);

        ArrivalDelay delay = ArrivalDelay.of(gaps);

        assertThat(delay.shareInGapsOver(1_000)).isCloseTo(0.06, within(0.0001));
        // One arrival in a hundred waits longer than x: 0.06 * (1 - x / 3 ms) = 0.01.
        assertThat(delay.quantileNs(0.99).orElseThrow()).isCloseTo(2_500_000, within(5_000.0));
        assertThat(gaps.getValueAtPercentile(99.99)).isLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aQuantileIsWhatSoManyArrivalsDoNotExceed(long seed) {
        record(seed, 20_000);
        ArrivalDelay delay = ArrivalDelay.of(gaps);

        for (double q : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            double x = delay.quantileNs(q).orElseThrow();
            assertThat(delay.shareOver(x)).isCloseTo(1 - q, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theShareIsTheOneThatArrivalsDrawnAtRandomSee(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] lengths = new long[400];
        long totalNs = 0;
        for (int i = 0; i < lengths.length; i++) {
            // Below 2,048 a bucket is one nanosecond wide: no rounding comes between.
            lengths[i] = 1L + random.nextInt(2_000);
            gaps.recordValue(lengths[i]);
            totalNs += lengths[i];
        }
        // Every nanosecond of the whole is an arrival; it waits for the end of its gap.
        double exceeding = 0;
        long thresholdNs = 700;
        for (long length : lengths) {
            exceeding += Math.max(0, length - thresholdNs);
        }

        assertThat(ArrivalDelay.of(gaps).shareOver((double) thresholdNs)).isCloseTo(exceeding / totalNs, within(1e-12));
        assertThat(ArrivalDelay.of(gaps).totalNs()).isEqualTo((double) totalNs);
    }

    private void record(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            gaps.recordValue(random.nextInt(50) == 0 ? random.nextLong(1_000, 100_000) : random.nextLong(20, 60));
        }
    }

    @Test
    void aQuantileRestsOnAtLeastTenLongerGaps() {
        gaps.recordValueWithCount(100, 1_000_000);
        gaps.recordValueWithCount(1_000_000, 9);

        assertThat(ArrivalDelay.of(gaps).quantileNs(0.99)).isEmpty();
        gaps.recordValue(1_000_000);
        assertThat(ArrivalDelay.of(gaps).quantileNs(0.99)).isPresent();
    }

    @Test
    void theMeanIsHalfTheMeanSquareOverTheMean() {
        gaps.recordValue(100);
        gaps.recordValue(300);

        assertThat(ArrivalDelay.of(gaps).meanNs()).isCloseTo((100.0 * 100 + 300.0 * 300) / (2 * 400), within(1e-9));
    }

    @Test
    void anEmptyHistogramHasNoQuantile() {
        assertThat(ArrivalDelay.of(gaps).quantileNs(0.5)).isEmpty();
        assertThat(ArrivalDelay.of(gaps).shareInGapsOver(1)).isZero();
    }
}
