package io.quietcore.runtime.suite;

import org.HdrHistogram.Histogram;

/** {@link WakeupLoop} in windows. */
final class WakeupProbe extends LatencyProbe {
    /** The series of deadlines that lay ahead when the sleep began. */
    static final String RAW = "raw";

    private static final int PAST_DEADLINES = 5_000;
    private static final int AHEAD_DEADLINES = 20;

    private final WakeupLoop loop;
    private final long periodNs;
    private final Histogram planned = latencies.series("");
    private final Histogram raw = latencies.series(RAW);

    WakeupProbe(Sleeper sleeper, long periodNs) {
        super(RAW);
        this.periodNs = periodNs;
        this.loop = new WakeupLoop(sleeper, System::nanoTime, periodNs);
    }

    /** Sleeps for most of the time, and runs through deadlines of the past for the compiler, as after a stall. */
    @Override
    public void warmUp(long lengthNs) {
        long untilNs = System.nanoTime() + lengthNs;
        while (System.nanoTime() < untilNs) {
            loop.run(System.nanoTime() - PAST_DEADLINES * periodNs, PAST_DEADLINES, planned, raw);
            loop.run(System.nanoTime(), AHEAD_DEADLINES, planned, raw);
        }
        latencies.reset();
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long count = lengthNs / periodNs;
        loop.run(fromNs, count, planned, raw);
        if (loop.failure() != 0) {
            problem("clock_nanosleep failed with errno " + loop.failure() + ": wake-ups were not timed");
        }
        return count;
    }

    @Override
    public long overflow() {
        return loop.overflow();
    }
}
