package io.quietcore.results.statistics;

import java.util.Arrays;

/**
 * Whether one more value belongs to those before it: the two-sided prediction interval of Student's t for a single
 * future observation (G. J. Hahn, "Factors for calculating two-sided prediction intervals for samples from a normal
 * distribution", JASA 64, 1969). Of logarithms where all values lie above 0, for times are skewed and change by factors.
 *
 * @param level the usual one: the geometric mean of the values before, or their mean where one of them is not above 0
 * @param newest the value that is judged
 * @param p two-sided
 */
public record LevelShift(double level, double newest, double p) {
    /** Below this many there is no telling how much values differ anyway. */
    public static final int FEWEST = 6;

    /**
     * Judges a value.
     *
     * @param before {@link #FEWEST} or more, all of one machine in one state
     */
    public static LevelShift of(double[] before, double newest) {
        if (before.length < FEWEST) {
            throw new IllegalArgumentException(FEWEST + " values or more, not " + before.length);
        }
        boolean logarithms = newest > 0 && Arrays.stream(before).allMatch(value -> value > 0);
        double[] scaled = logarithms ? Arrays.stream(before).map(Math::log).toArray() : before;
        double mean = Arrays.stream(scaled).average().orElseThrow();
        int n = scaled.length;
        double variance = Arrays.stream(scaled)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (n - 1);
        double difference = (logarithms ? Math.log(newest) : newest) - mean;
        double level = logarithms ? Math.exp(mean) : mean;
        // Values that never differed: rounding is no change.
        double p = Math.abs(newest - level) <= 1e-12 * Math.abs(level)
                ? 1
                : StudentT.twoSidedP(difference / Math.sqrt(variance * (1 + 1.0 / n)), n - 1);
        return new LevelShift(level, newest, p);
    }
}
