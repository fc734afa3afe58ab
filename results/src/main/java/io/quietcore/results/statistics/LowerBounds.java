package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;

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
     * Of the rate of events that come independently (Garwood 1936, as {@link UpperBounds#ofRate}). Of none it is 0.
     *
     * @param events counted, from 0
     * @param seconds above 0
     */
    public static double ofRate(long events, double seconds) {
        if (events == 0) {
            return 0;
        }
        double low = Math.max(0, events - 10 - 10 * Math.sqrt((double) events));
        double high = events;
        // The mean of which so many events are seen in 5 of 100 cases.
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (UpperBounds.probabilityOfAtMost(events - 1, middle) > 1 - UpperBounds.ERROR) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low / seconds;
    }
}
