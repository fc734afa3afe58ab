package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;

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
        int n = sorted.length;
        // P(the k-th smallest lies above the median) = P(at most k - 1 of n lie below it).
        double below = 0;
        double ways = Math.pow(0.5, n);
        for (int k = 1; k <= n; k++) {
            below += ways;
            if (below >= 1 - ERROR) {
                return OptionalDouble.of(sorted[k - 1]);
            }
            ways = ways * (n - k + 1) / k;
        }
        return OptionalDouble.empty();
    }

    /**
     * Of the rate of events that come independently (F. Garwood, "Fiducial limits for the Poisson distribution",
     * Biometrika 28, 1936). Of none it is 3.0 / seconds.
     *
     * @param events counted, from 0
     * @param seconds above 0
     */
    public static double ofRate(long events, double seconds) {
        double low = 0;
        double high = events + 10 + 10 * Math.sqrt((double) events);
        // The mean of which so few events are seen in 5 of 100 cases.
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (probabilityOfAtMost(events, middle) > ERROR) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high / seconds;
    }

    /** Summed from the likeliest term down, in logarithms: a mean of thousands underflows otherwise. */
    static double probabilityOfAtMost(long events, double mean) {
        double log = -mean + events * Math.log(mean) - logFactorial(events);
        double term = 1;
        double sum = 0;
        for (long k = events; k >= 0 && term > 1e-18 * sum; k--) {
            sum += term;
            term = term * k / mean;
        }
        return Math.exp(log + Math.log(sum));
    }

    /** By Stirling's series beyond what is summed in no time. */
    private static double logFactorial(long n) {
        if (n > 1_000) {
            double x = n;
            return x * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI * x) + 1 / (12 * x) - 1 / (360 * x * x * x);
        }
        double log = 0;
        for (long i = 2; i <= n; i++) {
            log += Math.log((double) i);
        }
        return log;
    }
}
