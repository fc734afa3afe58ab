package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactHistogramTest {
    private static Histogram drawn(long seed, int digits, int values) {
        SplittableRandom random = new SplittableRandom(seed);
        Histogram histogram = new Histogram(1, 3_600_000_000_000L, digits);
        for (int i = 0; i < values; i++) {
            histogram.recordValueWithCount((long) Math.exp(random.nextDouble(28)), random.nextLong(1, 1L << 40));
        }
        return histogram;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everyAnswerIsHdrHistograms(int digits) {
        for (int values : List.of(0, 1, 2, 50, 3_000)) {
            Histogram histogram = drawn(values, digits, values);
            CompactHistogram compact = CompactHistogram.of(histogram);

            assertThat(compact.totalCount()).isEqualTo(histogram.getTotalCount());
            assertThat(compact.maxNs()).isEqualTo(histogram.getMaxValue());
            assertThat(compact.meanNs()).isCloseTo(histogram.getMean(), within(1e-9 * histogram.getMean()));
            for (double percentile : new double[] {0, 1e-9, 25, 50, 99, 99.9, 99.99, 99.9999, 100}) {
                assertThat(compact.valueAtPercentile(percentile)).isEqualTo(histogram.getValueAtPercentile(percentile));
            }
            assertThat(compact.toHistogram()).isEqualTo(histogram);
        }
    }

    @Test
    void aSumIsThatOfTheHistograms() {
        List<CompactHistogram> parts = new ArrayList<>();
        Histogram sum = new Histogram(1, 3_600_000_000_000L, 3);
        for (int i = 1; i <= 7; i++) {
            Histogram part = drawn(i, i == 5 ? 2 : 3, 40 * i);
            parts.add(CompactHistogram.of(part));
            sum.add(part);
        }

        assertThat(CompactHistogram.sum(parts)).isEqualTo(CompactHistogram.of(sum));
        assertThat(CompactHistogram.sum(parts.subList(0, 4)).totalCount())
                .isEqualTo(parts.subList(0, 4).stream()
                        .mapToLong(CompactHistogram::totalCount)
                        .sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 17})
    void aSumOfOnePrecisionIsThatOfTheHistograms(int n) {
        List<CompactHistogram> parts = new ArrayList<>();
        Histogram sum = new Histogram(1, 3_600_000_000_000L, 3);
        for (int i = 0; i < n; i++) {
            Histogram part = drawn(100 + i, 3, 30 * i);
            parts.add(CompactHistogram.of(part));
            sum.add(part);
        }

        CompactHistogram added = CompactHistogram.sum(parts);

        assertThat(added.toHistogram()).isEqualTo(sum);
        assertThat(added).isEqualTo(CompactHistogram.of(sum));
    }

    private static byte[] encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anEncodedOneIsReadAsTheLibraryReadsIt(int digits) throws Exception {
        for (int values : List.of(0, 1, 2, 50, 3_000)) {
            byte[] bytes = encoded(drawn(values, digits, values));

            assertThat(CompactHistogram.decode(bytes).toHistogram())
                    .isEqualTo(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 37})
    void encodedWindowsAreAddedUpAsHdrHistogramAddsThem(int windows) {
        HistogramSum sum = new HistogramSum();
        Histogram expected = drawn(0, 3, 0);
        for (int i = 0; i < windows; i++) {
            Histogram window = drawn(i, 3, 20 * i);
            sum.add(encoded(window));
            expected.add(window);
        }

        assertThat(sum.done()).isEqualTo(CompactHistogram.of(expected));
    }

    @Test
    void windowsOfAnotherPrecisionAreAddedTooWhereverTheyStand() {
        HistogramSum sum = new HistogramSum();
        long count = 0;
        for (int digits : List.of(3, 3, 2, 3, 2, 2, 3)) {
            Histogram window = drawn(digits, digits, 50);
            sum.add(encoded(window));
            count += window.getTotalCount();
        }

        assertThat(sum.done().totalCount()).isEqualTo(count);
    }

    @Test
    void damagedBytesAreNeverAnythingButAnIllegalArgument() {
        byte[] whole = encoded(drawn(7, 3, 200));
        for (int length = 8; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CompactHistogram.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] flipped = whole.clone();
            flipped[4 + random.nextInt(flipped.length - 4)] ^= (byte) (1 << random.nextInt(8));
            assertThatCode(() -> {
                        try {
                            CompactHistogram.decode(flipped);
                        } catch (IllegalArgumentException e) {
                            assertThat(e).hasMessageNotContaining("\n");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyValueLiesInOneBin() {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(0, 3);
        histogram.recordValueWithCount(9, 5);
        histogram.recordValueWithCount(10, 7);
        histogram.recordValueWithCount(5_000_000, 11);

        assertThat(CompactHistogram.of(histogram).countsBetween(new double[] {1, 10, 100, 1_000}))
                .containsExactly(8, 7, 11);
    }
}
