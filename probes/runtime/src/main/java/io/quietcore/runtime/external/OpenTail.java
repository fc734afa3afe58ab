package io.quietcore.runtime.external;

import io.quietcore.contract.Stated;
import org.HdrHistogram.Histogram;

/**
 * Values that a program counts together because they are longer than its histogram reaches: their number, the longest of them,
 * and what its mean says of their sum.
 *
 * @param count 1 or more
 * @param fromNs that none of them is below
 * @param maxNs the longest
 * @param sumNs as the program's mean gives it; NaN where it states none
 * @param errorNs by how much that may be wrong, since the mean is printed with so many digits
 */
record OpenTail(long count, long fromNs, long maxNs, double sumNs, double errorNs) {
    private double leastNs() {
        return (double) maxNs + (double) (count - 1) * fromNs;
    }

    /** A sum that so many values between these bounds cannot have is not believed. */
    boolean sumIsTold() {
        return count == 1 || (sumNs >= leastNs() - errorNs && sumNs <= (double) count * maxNs + errorNs);
    }

    /**
     * Records the longest as it is, and the others at their mean; where their sum is not told, at the least that they may be.
     */
    void record(Histogram histogram) {
        histogram.recordValue(maxNs);
        if (count > 1) {
            double meanNs = sumIsTold() ? (sumNs - maxNs) / (count - 1) : (double) fromNs;
            long othersNs = Math.min(maxNs, Math.max(fromNs, Math.round(meanNs)));
            histogram.recordValueWithCount(othersNs, count - 1);
        }
    }

    /** What the values come to as they are recorded. */
    double recordedNs() {
        return sumIsTold() ? Math.max(leastNs(), count == 1 ? maxNs : sumNs) : leastNs();
    }

    Stated stated() {
        return count == 1 ? new Stated(maxNs, Long.MAX_VALUE, true) : new Stated(maxNs, fromNs, sumIsTold());
    }
}
