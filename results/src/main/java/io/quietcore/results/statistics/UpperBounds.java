package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;

/** One-sided upper 95 % confidence bounds. Pure. */
public final class UpperBounds {
    static final double ERROR = 0.05;

    private UpperBounds() {}

    /**
     * Of the median of what the values are drawn from: the smallest order statistic that lies above it in 95 of 100
     * samples, whatever the distribution (H. A. David, Order Statistics, section 7.1). 5 values have one, their largest;
     * of 10 it is the second largest.
     *
     * @return empty for fewer than 5
     */
    public static OptionalDouble ofMedian(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // P(the k-th smallest lies above the median) = P(at most k - 1 of n lie below it).
        int below = BinomialDistribution.of(sorted.length, 0.5).inverseCumulativeProbability(1 - ERROR);
        return below < sorted.length ? OptionalDouble.of(sorted[below]) : OptionalDouble.empty();
    }

    /**
     * Of the rate of events that come independently (F. Garwood, "Fiducial limits for the Poisson distribution",
     * Biometrika 28, 1936). Of none it is 3.0 / seconds.
     *
     * @param events counted, from 0
     * @param seconds above 0
     */
    public static double ofRate(long events, double seconds) {
        // The mean of which so few events are seen in 5 of 100 cases.
        return GammaDistribution.of(events + 1.0, 1).inverseSurvivalProbability(ERROR) / seconds;
    }

    /**
     * Of the share of trials that fail, where each fails alike and by itself (C. J. Clopper, E. S. Pearson, "The use of
     * confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934). Of none in n it is 1 -
     * 0.05^(1/n), nearly 3 / n.
     *
     * @param failed from 0 to {@code trials}
     * @param trials above 0
     */
    public static double ofShare(long failed, long trials) {
        return failed >= trials
                ? 1
                : BetaDistribution.of(failed + 1.0, (double) trials - failed).inverseSurvivalProbability(ERROR);
    }
}
