package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class UpperBoundsTest {
    /** Half the 95 % points of chi-squared with 2 (k + 1) degrees of freedom, as tables have them. */
    @ParameterizedTest
    @CsvSource({"0, 2.9957", "1, 4.7439", "5, 10.5130", "10, 16.9622", "40, 52.0694", "100, 118.0793"})
    void theBoundOfARateIsGarwoods(long events, double bound) {
        assertThat(UpperBounds.ofRate(events, 1)).isCloseTo(bound, within(1e-4));
        assertThat(UpperBounds.ofRate(events, 10)).isCloseTo(bound / 10, within(1e-5));
    }

    /** For many events a Poisson count is normal: k + 1.645 sqrt(k) + (1.645² + 2) / 3. */
    @Test
    void theBoundOfManyEventsIsTheNormalOne() {
        assertThat(UpperBounds.ofRate(1_000_000, 1)).isCloseTo(1_000_000 + 1_644.85 + 1.6, within(1.0));
    }

    /** As summed from whole binomial coefficients in Python. */
    @ParameterizedTest
    @CsvSource({
        "0, 60, 0.048703",
        "0, 6, 0.393038",
        "3, 60, 0.124187",
        "23, 60, 0.497567",
        "60, 60, 1",
        "1, 10, 0.394163"
    })
    void theBoundOfAShareIsClopperAndPearsons(long failed, long trials, double bound) {
        assertThat(UpperBounds.ofShare(failed, trials)).isCloseTo(bound, within(1e-5));
        assertThat(LowerBounds.ofShare(trials - failed, trials, 1)).isCloseTo(1 - bound, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "6, 6", "8, 7", "10, 9", "20, 15"})
    void theBoundOfAMedianIsAnOrderStatistic(int n, double order) {
        double[] values =
                IntStream.rangeClosed(1, n).mapToDouble(i -> n + 1 - i).toArray();
        assertThat(UpperBounds.ofMedian(values)).hasValue(order);
    }

    @Test
    void fewerThanFiveValuesHaveNone() {
        assertThat(UpperBounds.ofMedian(new double[] {1, 2, 3, 4})).isEmpty();
        assertThat(UpperBounds.ofMedian(new double[0])).isEmpty();
    }

    @Test
    void theMedianLiesBelowTheBoundInNineteenOfTwentySamples() {
        SplittableRandom random = new SplittableRandom(9);
        int held = 0;
        for (int i = 0; i < 4_000; i++) {
            double[] skewed = random.doubles(10).map(u -> -Math.log(u)).toArray();
            held += Math.log(2) <= UpperBounds.ofMedian(skewed).getAsDouble() ? 1 : 0;
        }
        // 0.9893 exactly; four standard errors are 0.0065.
        assertThat(held / 4_000.0).isBetween(0.982, 0.997);
    }
}
