package io.quietcore.results.statistics;

import java.util.Arrays;

/**
 * The Hodges-Lehmann estimate of a shift between two samples, and the interval that inverting the Mann-Whitney statistic
 * gives (Hodges and Lehmann 1963; Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 4.3).
 */
public final class HodgesLehmann {
    /** Above this size of a sample the order statistic is taken from the normal approximation of the null distribution. */
    private static final int LARGEST_EXACT = 50;

    /** Upper 2.5 % point of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private HodgesLehmann() {}

    /**
     * A shift.
     *
     * @param shift side minus reference: the median of all pairwise differences
     * @param low of the interval
     * @param high of it
     * @param confidence that the interval has exactly; 0 where so few values have none, and the ends are then the
     *     extreme differences
     */
    public record Estimate(double shift, double low, double high, double confidence) {}

    /** The estimate with its 95 % interval, from at least one value on each side. */
    public static Estimate of(double[] reference, double[] side) {
        double[] differences = new double[reference.length * side.length];
        int n = 0;
        for (double a : reference) {
            for (double b : side) {
                differences[n++] = b - a;
            }
        }
        Arrays.sort(differences);
        double shift = Median.of(differences);
        int k = order(reference.length, side.length);
        return k == 0
                ? new Estimate(shift, differences[0], differences[n - 1], 0)
                : new Estimate(
                        shift, differences[k - 1], differences[n - k], confidence(reference.length, side.length, k));
    }

    /** Which smallest difference begins the 95 % interval, from 1; 0 where there is none. 6 v 6: 6; 10 v 10: 24. */
    static int order(int n, int m) {
        if (n > LARGEST_EXACT || m > LARGEST_EXACT) {
            return (int) Math.floor(n * (double) m / 2 - Z * Math.sqrt(n * (double) m * (n + m + 1) / 12));
        }
        int k = 0;
        while (confidence(n, m, k + 1) >= 0.95) {
            k++;
        }
        return k;
    }

    /** The exact confidence of the interval from the k-th smallest to the k-th largest difference. */
    private static double confidence(int n, int m, int k) {
        if (n > LARGEST_EXACT || m > LARGEST_EXACT) {
            return 0.95;
        }
        double[] counts = mannWhitney(n, m);
        double all = 0;
        double below = 0;
        for (int u = 0; u < counts.length; u++) {
            all += counts[u];
            below += u < k ? counts[u] : 0;
        }
        return 1 - 2 * below / all;
    }

    /** In how many arrangements the Mann-Whitney statistic takes each value from 0 to nm. */
    static double[] mannWhitney(int n, int m) {
        int[] ranks = new int[n + m];
        Arrays.setAll(ranks, i -> i + 1);
        double[] byRankSum = SubsetSums.counts(ranks, n);
        int lowest = n * (n + 1) / 2;
        return Arrays.copyOfRange(byRankSum, lowest, lowest + n * m + 1);
    }
}
