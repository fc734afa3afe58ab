package io.quietcore.harness.kubernetes;

import java.time.Duration;

/** When to look again at what has not come: after a while, and then after longer ones. One thread's. */
final class Interval {
    private static final long LONGEST_NS = Duration.ofSeconds(30).toNanos();

    private long lengthNs;
    private long beginNs = System.nanoTime();

    Interval(Duration first) {
        lengthNs = first.toNanos();
    }

    /** Whether it is over; then the next one begins, which is twice as long. */
    boolean isOver() {
        long now = System.nanoTime();
        if (now - beginNs < lengthNs) {
            return false;
        }
        beginNs = now;
        lengthNs = Math.max(lengthNs, Math.min(2 * lengthNs, LONGEST_NS));
        return true;
    }
}
