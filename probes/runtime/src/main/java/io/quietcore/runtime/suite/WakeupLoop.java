package io.quietcore.runtime.suite;

import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * The periodic loop: sleeps until each deadline of a fixed schedule and records how late it wakes.
 *
 * <p>No deadline is ever skipped, unlike cyclictest: after a stall of 10 ms at a period of 1 ms, ten wake-ups are late,
 * and ten are recorded ({@code planned}: what a user of the schedule meets; coordinated omission, G. Tene). The {@code raw}
 * series holds only those deadlines that still lay ahead when the sleep began, as cyclictest records them.
 */
final class WakeupLoop {
    /** The highest lateness that is told apart. */
    static final long HIGHEST_NS = Gaps.HIGHEST_NS;

    /** {@code <errno.h>}: a signal came; the deadline is absolute, so the same call goes on. */
    private static final int EINTR = 4;

    private final Sleeper sleeper;
    private final LongSupplier nanoTime;
    private final long periodNs;
    private long overflow;
    private int failure;

    /**
     * A loop of one thread.
     *
     * @param nanoTime the clock that the sleeper goes by
     */
    WakeupLoop(Sleeper sleeper, LongSupplier nanoTime, long periodNs) {
        this.sleeper = sleeper;
        this.nanoTime = nanoTime;
        this.periodNs = periodNs;
    }

    /**
     * Meets deadlines {@code startNs + period}, {@code startNs + 2 * period}, …
     *
     * @param count how many
     * @return the last reading of the clock
     */
    long run(long startNs, long count, Histogram planned, Histogram raw) {
        long deadlineNs = startNs;
        long nowNs = nanoTime.getAsLong();
        for (long i = 0; i < count; i++) {
            deadlineNs += periodNs;
            boolean ahead = deadlineNs > nowNs;
            int errno = sleeper.sleepUntil(deadlineNs);
            while (errno == EINTR) {
                errno = sleeper.sleepUntil(deadlineNs);
            }
            if (errno != 0) {
                failure = errno;
            }
            nowNs = nanoTime.getAsLong();
            long lateNs = Math.max(0, nowNs - deadlineNs);
            if (lateNs > HIGHEST_NS) {
                overflow++;
                lateNs = HIGHEST_NS;
            }
            planned.recordValue(lateNs);
            if (ahead) {
                raw.recordValue(lateNs);
            }
        }
        return nowNs;
    }

    long overflow() {
        return overflow;
    }

    /** The errno of a sleep that failed, or 0. */
    int failure() {
        return failure;
    }
}
