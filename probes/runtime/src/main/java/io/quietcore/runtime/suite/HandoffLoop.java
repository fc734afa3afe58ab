package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Two threads and two words: one thread writes a number into the first and spins until the other has copied it into the
 * second. No field is written: whatever changes is a {@linkplain SharedWords shared word} or a local variable. Allocates
 * nothing.
 */
final class HandoffLoop {
    /** Round trips that {@link #meet} makes at most. */
    private static final int MEETING = 1_000;

    /** No longer than this: where both threads share a CPU a round trip takes a slice of the scheduler. */
    private static final long MEETING_NS = 20_000_000;

    private static final int PING = 0;
    private static final int PONG = 1;
    private static final int CLOSED = 2;

    private final long[] words = SharedWords.make(3);

    /** The other end: copies until {@link #stop()}. */
    void answer() {
        long[] shared = words;
        long last = SharedWords.own(shared, PONG);
        while (SharedWords.read(shared, CLOSED) == 0) {
            long asked = SharedWords.read(shared, PING);
            if (asked != last) {
                SharedWords.write(shared, PONG, asked);
                last = asked;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    void stop() {
        SharedWords.write(words, CLOSED, 1);
    }

    /**
     * Has a partner answer until {@link #stop()}, and makes round trips that are not counted: he is awake, and both have the
     * lines, before the first that is.
     *
     * @return whether he came and answered
     */
    boolean meet(Partner partner) {
        long[] shared = words;
        SharedWords.write(shared, CLOSED, 0);
        if (!partner.ready(this::answer)) {
            return false;
        }
        partner.go();
        long asked = SharedWords.own(shared, PING);
        long untilNs = System.nanoTime() + MEETING_NS;
        for (int i = 0; i < MEETING && (i == 0 || System.nanoTime() < untilNs); i++) {
            if (!trip(shared, ++asked, System.nanoTime())) {
                return false;
            }
        }
        return true;
    }

    /** What {@link #meet} does, for a result. */
    static Evidence meeting() {
        return Evidence.seen("up to " + MEETING + " round trips in at most " + MEETING_NS / 1_000_000
                + " ms before the clock of each window starts, which are not counted");
    }

    /**
     * Asks until a moment.
     *
     * @return round trips; -1 when the partner is gone
     */
    long run(long untilNs, Latencies latencies, @Nullable Histogram also) {
        long[] shared = words;
        long asked = SharedWords.own(shared, PING);
        long count = 0;
        long nowNs = System.nanoTime();
        do {
            long beforeNs = Latencies.from(nowNs, System.nanoTime());
            if (!trip(shared, ++asked, beforeNs)) {
                return -1;
            }
            nowNs = System.nanoTime();
            latencies.record(nowNs - beforeNs);
            if (also != null) {
                latencies.record(also, nowNs - beforeNs);
            }
            count++;
        } while (nowNs < untilNs);
        return count;
    }

    private static boolean trip(long[] shared, long asked, long beforeNs) {
        SharedWords.write(shared, PING, asked);
        return SharedWords.await(shared, PONG, asked, beforeNs);
    }
}
