package io.quietcore.results.statistics;

/**
 * How many subsets of a given size have each sum: the exact null distribution of a rank sum (the shift algorithm;
 * Streitberg and Röhmel 1986). Counts are doubles: exact up to 2^53, with a relative error of 1e-16 or so beyond.
 */
final class SubsetSums {
    private SubsetSums() {}

    /**
     * The counts.
     *
     * @param values not negative
     * @param size of the subsets, 0 to {@code values.length}
     * @return by sum
     */
    static double[] counts(int[] values, int size) {
        int highest = 0;
        for (int value : values) {
            highest += value;
        }
        double[][] bySize = new double[size + 1][highest + 1];
        bySize[0][0] = 1;
        int reached = 0;
        for (int value : values) {
            for (int k = size; k >= 1; k--) {
                for (int sum = reached; sum >= 0; sum--) {
                    if (bySize[k - 1][sum] > 0) {
                        bySize[k][sum + value] += bySize[k - 1][sum];
                    }
                }
            }
            reached += value;
        }
        return bySize[size];
    }

    /** The counts of sums of two independent parts. */
    static double[] convolved(double[] a, double[] b) {
        double[] sums = new double[a.length + b.length - 1];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; a[i] > 0 && j < b.length; j++) {
                sums[i + j] += a[i] * b[j];
            }
        }
        return sums;
    }
}
