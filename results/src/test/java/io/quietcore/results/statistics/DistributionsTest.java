package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

/** The library's tails where intervals and tests take them, against tables and closed forms, far out too. */
class DistributionsTest {
    private static double twoSided(double t, double degrees) {
        return 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t));
    }

    /** Tables of Student's t: 97.5 % points, and the 99.95 % point of 9 degrees of freedom. */
    @Test
    void theTailsOfStudentsTAreThoseOfTheTables() {
        assertThat(twoSided(12.7062047, 1)).isCloseTo(0.05, within(1e-8));
        assertThat(twoSided(2.26215716, 9)).isCloseTo(0.05, within(1e-8));
        assertThat(twoSided(-4.78091259, 9)).isCloseTo(0.001, within(1e-9));
        assertThat(twoSided(1.95996398, 1e6)).isCloseTo(0.05, within(1e-6));
        assertThat(twoSided(0, 5)).isEqualTo(1);
        assertThat(twoSided(Double.NEGATIVE_INFINITY, 5)).isZero();
        assertThat(TDistribution.of(9).cumulativeProbability(2.26215716)).isCloseTo(0.975, within(1e-8));
        // Of 2 degrees of freedom: 1/2 - t / (2 sqrt(2 + t²)), which is 1 / (2 t²) far out.
        assertThat(TDistribution.of(2).survivalProbability(1e6)).isCloseTo(0.5e-12, withinPercentage(1e-6));
    }

    /** Of 2 and m degrees of freedom: (1 + 2 f / m)^(-m / 2). */
    @Test
    void theTailOfFishersFHasItsClosedForm() {
        assertThat(FDistribution.of(2, 10).survivalProbability(4)).isCloseTo(Math.pow(1.8, -5), within(1e-14));
        assertThat(FDistribution.of(2, 30).survivalProbability(100))
                .isCloseTo(Math.pow(1 + 200.0 / 30, -15), withinPercentage(1e-8));
        assertThat(FDistribution.of(3, 12).survivalProbability(0)).isEqualTo(1);
    }

    @Test
    void theNormalPointIsThatOfTheTables() {
        assertThat(NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025))
                .isCloseTo(1.959963984540054, within(1e-14));
    }

    /** Nothing seen: -ln(0.05) events, and a share of 1 - 0.05^(1/n). Everything seen is the mirror. */
    @Test
    void theBoundsOfNothingSeenHaveClosedForms() {
        assertThat(UpperBounds.ofRate(0, 60)).isCloseTo(-Math.log(0.05) / 60, withinPercentage(1e-10));
        assertThat(LowerBounds.ofRate(1, 60)).isCloseTo(-Math.log(0.95) / 60, withinPercentage(1e-10));
        for (int n : new int[] {1, 6, 60, 1_000_000}) {
            double none = -Math.expm1(Math.log(0.05) / n);
            assertThat(UpperBounds.ofShare(0, n)).isCloseTo(none, withinPercentage(1e-8));
            assertThat(LowerBounds.ofShare(n, n, 1)).isCloseTo(1 - none, withinPercentage(1e-8));
            assertThat(LowerBounds.ofShare(n, n, 10)).isCloseTo(Math.pow(0.05 / 10, 1.0 / n), withinPercentage(1e-8));
        }
        assertThat(UpperBounds.ofShare(3, 3)).isEqualTo(1);
        assertThat(LowerBounds.ofShare(0, 3, 1)).isZero();
        assertThat(LowerBounds.ofRate(0, 1, 5)).isZero();
    }
}
