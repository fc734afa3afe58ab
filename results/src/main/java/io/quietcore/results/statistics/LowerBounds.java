package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;

/** One-sided lower 95 % confidence bounds, the mirror of {@link UpperBounds}. Pure. */
public final class LowerBounds {
    private LowerBounds() {}

    /**
     * Of the median of what the values are drawn from: the largest order statistic that lies below it in 95 of 100
     * samples. 5 values have one, their smallest.
     *
     * @return empty for fewer than 5
     */
    public static OptionalDouble ofMedian(double[] values) {
        OptionalDouble mirrored =
                UpperBounds.ofMedian(Arrays.stream(values).map(value -> -value).toArray());
        return mirrored.isPresent() ? OptionalDouble.of(-mirrored.getAsDouble()) : mirrored;
    }

    /**
     * Of the share of trials that fail (Clopper and Pearson 1934, as {@link UpperBounds#ofShare}). Of none it is 0.
     *
     * @param failed from 0 to {@code trials}
     * @param trials above 0
     * @param looks how many shares are looked at for one that is too large: the error of 5 % is that of all of them
     *     (Bonferroni)
     */
    public static double ofShare(long failed, long trials, int looks) {
        return failed == 0
                ? 0
                : BetaDistribution.of((double) failed, trials - failed + 1.0)
                        .inverseCumulativeProbability(UpperBounds.ERROR / looks);
    }

    /**
     * Of the rate of events that come independently (Garwood 1936, as {@link UpperBounds#ofRate}). Of none it is 0.
     *
     * @param events counted, from 0
     * @param seconds above 0
     */
    public static double ofRate(long events, double seconds) {
        return ofRate(events, seconds, 1);
    }

    /**
     * Of one of several rates.
     *
     * @param looks how many rates are looked at for one that is too large: the error of 5 % is that of all of them
     *     (Bonferroni)
     */
    public static double ofRate(long events, double seconds, int looks) {
        // The mean of which so many events are seen in 5 of 100 cases.
        return events == 0
                ? 0
                : GammaDistribution.of((double) events, 1).inverseCumulativeProbability(UpperBounds.ERROR / looks)
                        / seconds;
    }
}
