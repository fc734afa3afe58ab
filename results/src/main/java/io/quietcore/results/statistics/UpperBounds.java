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

    /**
     * Of the share of trials that fail, where each fails alike and by itself (C. J. Clopper, E. S. Pearson, "The use of
     * confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934). Of none in n it is 1 -
     * 0.05^(1/n), nearly 3 / n.
     *
     * @param failed from 0 to {@code trials}
     * @param trials above 0
     */
    public static double ofShare(long failed, long trials) {
        return ofShare(failed, trials, ERROR);
    }

    static double ofShare(long failed, long trials, double error) {
        if (failed >= trials) {
            return 1;
        }
        double low = (double) failed / trials;
        double high = 1;
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (probabilityOfAtMost(failed, trials, middle) > error) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Of a binomial share above failed / trials, so that the terms fall from the last one down. */
    private static double probabilityOfAtMost(long failed, long trials, double share) {
        double log = failed * Math.log(share)
                + (trials - failed) * Math.log1p(-share)
                + logFactorial(trials)
                - logFactorial(failed)
                - logFactorial(trials - failed);
        double odds = (1 - share) / share;
        double term = 1;
        double sum = 0;
        for (long k = failed; k >= 0 && term > 1e-18 * sum; k--) {
            sum += term;
            term = term * k / (trials - k + 1) * odds;
        }
        return Math.exp(log + Math.log(sum));
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
