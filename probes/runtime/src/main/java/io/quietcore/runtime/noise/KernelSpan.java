package io.quietcore.runtime.noise;

import io.quietcore.contract.Explanation.Cause;

/**
 * Something that the kernel did on the measuring CPU, by its tracepoints.
 *
 * @param cause as what it counts
 * @param startNs by CLOCK_MONOTONIC, which is {@code System.nanoTime()}; the text form gives microseconds
 * @param endNs likewise
 * @param detail which handler, or which thread
 */
public record KernelSpan(Cause cause, long startNs, long endNs, String detail) {
    long overlapNs(long fromNs, long untilNs) {
        return Math.max(0, Math.min(endNs, untilNs) - Math.max(startNs, fromNs));
    }
}
