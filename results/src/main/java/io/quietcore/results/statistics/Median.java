package io.quietcore.results.statistics;

import java.util.Arrays;

/** The median of repetitions: the middle value, or the mean of the two in the middle. */
public final class Median {
    private Median() {}

    /** Of at least one value. */
    public static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
