package io.quietcore.results.statistics;

import java.util.Arrays;

/**
 * The shift between two things that were measured in pairs: the Hodges-Lehmann estimate of the differences (the median of
 * all Walsh averages) with the interval that Wilcoxon's signed-rank statistic gives by inversion (J. L. Hodges and E. L.
 * Lehmann, Ann. Math. Statist. 34, 1963; J. W. Tukey, 1949). Pure.
 */
public final class PairedShift {
    /** Below this no interval of 95 % exists: 2 / 2^5 is 0.0625. */
    public static final int FEWEST_PAIRS = 6;

    private static final double ERROR = 0.05;

    private PairedShift() {}

    /**
     * A shift and its 95 % interval; the interval is unbounded for fewer than {@link #FEWEST_PAIRS} pairs.
     *
     * @param shift of the second against the first
     */
    public record Estimate(double shift, double low, double high) {}

    /** The shift of differences, of which there is at least one. */
    public static Estimate of(double[] differences) {
        int n = differences.length;
        double[] walsh = new double[n * (n + 1) / 2];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                walsh[next++] = (differences[i] + differences[j]) / 2;
            }
        }
        Arrays.sort(walsh);
        int cut = cut(n);
        return cut < 0
                ? new Estimate(Median.of(walsh), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                : new Estimate(Median.of(walsh), walsh[cut], walsh[walsh.length - 1 - cut]);
    }

    /** The largest k with 2 P(W &lt;= k) at most the error; -1 where there is none. */
    static int cut(int n) {
        int most = n * (n + 1) / 2;
        // The number of subsets of the ranks 1 to n with each sum.
        double[] ways = new double[most + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = most; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        double all = Math.pow(2, n);
        double below = 0;
        int cut = -1;
        for (int sum = 0; sum <= most; sum++) {
            below += ways[sum];
            if (2 * below / all > ERROR) {
                break;
            }
            cut = sum;
        }
        return cut;
    }
}
