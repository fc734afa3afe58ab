package io.quietcore.runtime.suite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Two threads and two words, each word on a pair of cache lines of its own: one thread writes a number into the first and
 * spins until the other has copied it into the second. Allocates nothing.
 */
final class HandoffLoop {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** 128 bytes apart and more: adjacent lines are fetched in pairs (Intel 64 optimisation manual, spatial prefetcher). */
    private static final int PING = 32;

    private static final int PONG = 64;

    /** Spins between two looks at the clock while an answer is missing. */
    private static final int PATIENCE = 1 << 16;

    /** A partner that is silent for so long is gone; its stalls are shorter. */
    private static final long GONE_NS = 10_000_000_000L;

    private final long[] words = new long[128];
    private long sequence;
    private volatile boolean answering;

    /** The other end: copies until {@link #stop()}. */
    void answer() {
        answering = true;
        long last = (long) WORDS.getAcquire(words, PONG);
        while (answering) {
            long asked = (long) WORDS.getAcquire(words, PING);
            if (asked != last) {
                WORDS.setRelease(words, PONG, asked);
                last = asked;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    void stop() {
        answering = false;
    }

    /**
     * Asks until a moment.
     *
     * @return round trips; -1 when the partner is gone
     */
    long run(long untilNs, Latencies latencies, @Nullable Histogram also) {
        long count = 0;
        long nowNs = System.nanoTime();
        do {
            long asked = ++sequence;
            long beforeNs = Latencies.from(nowNs, System.nanoTime());
            WORDS.setRelease(words, PING, asked);
            int patience = PATIENCE;
            while ((long) WORDS.getAcquire(words, PONG) != asked) {
                Thread.onSpinWait();
                if (--patience == 0) {
                    if (System.nanoTime() - beforeNs > GONE_NS) {
                        return -1;
                    }
                    patience = PATIENCE;
                }
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
}
