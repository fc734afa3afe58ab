package io.quietcore.results.statistics;

import io.quietcore.results.statistics.BlockPermutation.Block;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Hodges-Lehmann estimate of a shift between two samples, and the interval that inverting the Mann-Whitney statistic
 * gives (Hodges and Lehmann 1963; Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 4.3). Of
 * several strata, such as the nodes of a cluster, only differences within a stratum count: the interval then inverts the
 * sum of the strata's statistics (van Elteren 1960).
 */
public final class HodgesLehmann {
    /**
     * Above this size of a sample, or the square of it in pairs over all strata, the order statistic is taken from the
     * normal approximation of the null distribution.
     */
    private static final int LARGEST_EXACT = 50;

    private static final double Z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025);

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
        return of(List.of(new Block(reference, side)));
    }

    /** The estimate with its 95 % interval, from at least one stratum. */
    public static Estimate of(List<Block> strata) {
        int pairs = strata.stream()
                .mapToInt(stratum -> stratum.reference().length * stratum.side().length)
                .sum();
        double[] differences = new double[pairs];
        int n = 0;
        for (Block stratum : strata) {
            for (double a : stratum.reference()) {
                for (double b : stratum.side()) {
                    differences[n++] = b - a;
                }
            }
        }
        Arrays.sort(differences);
        double shift = Median.of(differences);
        Interval interval = interval(strata);
        int k = Math.max(1, interval.order());
        return new Estimate(shift, differences[k - 1], differences[n - k], interval.confidence());
    }

    /** Which smallest difference begins the 95 % interval, from 1; 0 where there is none. 6 v 6: 6; 10 v 10: 24. */
    static int order(int n, int m) {
        return interval(List.of(new Block(new double[n], new double[m]))).order();
    }

    /** Where an interval begins, and the confidence that this gives; 0 and 0 where there is none. */
    private record Interval(int order, double confidence) {}

    private static Interval interval(List<Block> strata) {
        double pairs = 0;
        double variance = 0;
        int largest = 0;
        for (Block stratum : strata) {
            double n = stratum.reference().length;
            double m = stratum.side().length;
            pairs += n * m;
            variance += n * m * (n + m + 1) / 12;
            largest = Math.max(largest, Math.max(stratum.reference().length, stratum.side().length));
        }
        if (largest > LARGEST_EXACT || pairs > LARGEST_EXACT * LARGEST_EXACT) {
            int k = (int) Math.floor(pairs / 2 - Z * Math.sqrt(variance));
            // One value against any number of others has no such order statistic.
            return k < 1 ? new Interval(0, 0) : new Interval(k, 0.95);
        }
        double[] counts = {1};
        for (Block stratum : strata) {
            counts = SubsetSums.convolved(counts, mannWhitney(stratum.reference().length, stratum.side().length));
        }
        double all = Arrays.stream(counts).sum();
        Interval widest = new Interval(0, 0);
        double below = 0;
        for (int k = 1; k <= counts.length; k++) {
            below += counts[k - 1];
            double confidence = 1 - 2 * below / all;
            if (confidence < 0.95) {
                break;
            }
            widest = new Interval(k, confidence);
        }
        return widest;
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
