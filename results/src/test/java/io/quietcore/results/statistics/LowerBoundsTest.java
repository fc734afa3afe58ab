package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class LowerBoundsTest {
    /** Half the 5 % points of chi-squared with 2 k degrees of freedom, as tables have them. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.0513", "5, 1.9701", "10, 5.4254", "40, 30.1957", "100, 84.1393"})
    void theBoundOfARateIsGarwoods(long events, double bound) {
        assertThat(LowerBounds.ofRate(events, 1)).isCloseTo(bound, within(1e-4));
        assertThat(LowerBounds.ofRate(events, 10)).isCloseTo(bound / 10, within(1e-5));
    }

    /** For many events a Poisson count is normal: k - 1.645 sqrt(k) + (1.645² - 1) / 3. */
    @Test
    void theBoundOfManyEventsIsTheNormalOne() {
        assertThat(LowerBounds.ofRate(1_000_000, 1)).isCloseTo(1_000_000 - 1_644.85 + 0.57, within(1.0));
        assertThat(LowerBounds.ofRate(4_000_000_000L, 1)).isCloseTo(4e9 - 1.645 * Math.sqrt(4e9), within(2_000.0));
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "6, 1", "8, 2", "10, 2", "20, 6"})
    void theBoundOfAMedianIsAnOrderStatistic(int n, double order) {
        double[] values =
                IntStream.rangeClosed(1, n).mapToDouble(i -> n + 1 - i).toArray();
        assertThat(LowerBounds.ofMedian(values)).hasValue(order);
    }

    @Test
    void fewerThanFiveValuesHaveNone() {
        assertThat(LowerBounds.ofMedian(new double[] {1, 2, 3, 4})).isEmpty();
    }
}
