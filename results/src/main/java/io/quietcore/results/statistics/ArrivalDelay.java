package io.quietcore.results.statistics;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * The arrival delay of a gap histogram: what an arrival at a random moment waits until the loop next looks. The time is
 * weighed, not the iterations: P(delay &gt; x) = sum over gaps of max(0, gap - x) / T, where T is the sum of all gaps
 * (inspection paradox; measurement: "What a gap loop may say"). Exact but for the histogram's buckets, each of which
 * stands for its {@link Histogram#medianEquivalentValue}.
 */
public final class ArrivalDelay {
    /** A quantile needs this many gaps longer than itself: fewer stalls than this are anecdotes. */
    public static final long GAPS_NEEDED = 10;

    /** The gap of each bucket that holds any, ascending, in nanoseconds. */
    private final double[] gapNs;

    private final double[] counts;

    /** For each bucket: the sum of it and of all longer gaps. */
    private final double[] tailTimeNs;

    /** For each bucket: the number of gaps in it and in all longer ones. */
    private final double[] tailCount;

    ArrivalDelay(double[] gapNs, double[] counts) {
        this.gapNs = gapNs;
        this.counts = counts;
        int n = gapNs.length;
        tailTimeNs = new double[n + 1];
        tailCount = new double[n + 1];
        for (int i = n - 1; i >= 0; i--) {
            tailTimeNs[i] = tailTimeNs[i + 1] + gapNs[i] * counts[i];
            tailCount[i] = tailCount[i + 1] + counts[i];
        }
    }

    /** The arrival delay of these gaps, in nanoseconds. */
    public static ArrivalDelay of(Histogram gaps) {
        return of(CompactHistogram.of(gaps));
    }

    /** The arrival delay of these gaps, in nanoseconds. */
    public static ArrivalDelay of(CompactHistogram gaps) {
        return gaps.arrivalDelay();
    }

    /** The sum of all gaps. */
    public double totalNs() {
        return tailTimeNs[0];
    }

    /** The share of the time that lies in gaps longer than a threshold, 0 to 1. */
    public double shareInGapsOver(long thresholdNs) {
        return totalNs() == 0 ? 0 : tailTimeNs[firstOver((double) thresholdNs)] / totalNs();
    }

    /** How many gaps are longer than a threshold. */
    public double gapsOver(long thresholdNs) {
        return tailCount[firstOver((double) thresholdNs)];
    }

    /** The longest gap. */
    public double maxNs() {
        return gapNs.length == 0 ? 0 : gapNs[gapNs.length - 1];
    }

    /** The mean delay: sum of gap² / 2T. */
    public double meanNs() {
        double squares = 0;
        for (int i = 0; i < gapNs.length; i++) {
            squares += gapNs[i] * gapNs[i] * counts[i];
        }
        return totalNs() == 0 ? 0 : squares / (2 * totalNs());
    }

    /** The share of arrivals that wait longer than this, 0 to 1. */
    public double shareOver(double delayNs) {
        int first = firstOver(delayNs);
        return totalNs() == 0 ? 0 : (tailTimeNs[first] - delayNs * tailCount[first]) / totalNs();
    }

    /**
     * The delay that a share q of all arrivals does not exceed. Between two gaps the share falls on a straight line, so
     * the quantile is solved for and not searched.
     *
     * @param q between 0 and 1
     * @return empty where fewer than {@link #GAPS_NEEDED} gaps are longer than it
     */
    public OptionalDouble quantileNs(double q) {
        double exceeding = (1 - q) * totalNs();
        // From the longest gap down, until the delay lies between the gap below and this one.
        for (int i = gapNs.length - 1; i >= 0; i--) {
            double delayNs = (tailTimeNs[i] - exceeding) / tailCount[i];
            double belowNs = i == 0 ? 0 : gapNs[i - 1];
            if (delayNs >= belowNs) {
                return tailCount[i] >= GAPS_NEEDED ? OptionalDouble.of(delayNs) : OptionalDouble.empty();
            }
        }
        return OptionalDouble.empty();
    }

    private int firstOver(double thresholdNs) {
        int low = 0;
        int high = gapNs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gapNs[middle] > thresholdNs) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
