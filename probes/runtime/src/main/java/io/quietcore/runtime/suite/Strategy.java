package io.quietcore.runtime.suite;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The trading side: takes ticks, keeps a moving average and a small book, writes an order for each tick. Owned by the
 * measuring thread.
 */
final class Strategy {
    private static final int LEVELS = 32;
    private static final int ORDERS = 1_024;

    /** Objects that live on for a while, so that a collector has survivors to copy. */
    private static final int KEPT = 4_096;

    private static final long GONE_NS = 10_000_000_000L;
    private static final int PATIENCE = 1 << 16;

    private final long[] book = new long[LEVELS];
    private final long[] orders = new long[2 * ORDERS];
    private final byte[][] kept = new byte[KEPT][];
    private long average;
    private long order;

    /**
     * Takes this many ticks.
     *
     * @param bytesPerTick to allocate for each; 0 for none
     * @return how many came; fewer where the feed fell silent
     */
    long run(TickRing ring, long count, int bytesPerTick, Latencies latencies, @Nullable Histogram also) {
        for (long i = 0; i < count; i++) {
            if (!ring.available() && !await(ring)) {
                return i;
            }
            long dueNs = ring.dueNs();
            decide(ring.price());
            if (bytesPerTick > 0) {
                kept[(int) (i % KEPT)] = new byte[bytesPerTick];
            }
            ring.take();
            long ns = System.nanoTime() - dueNs;
            latencies.record(ns);
            if (also != null) {
                latencies.record(also, ns);
            }
        }
        return count;
    }

    private static boolean await(TickRing ring) {
        long sinceNs = System.nanoTime();
        int patience = PATIENCE;
        while (!ring.available()) {
            Thread.onSpinWait();
            if (--patience == 0) {
                if (System.nanoTime() - sinceNs > GONE_NS) {
                    return false;
                }
                patience = PATIENCE;
            }
        }
        return true;
    }

    private void decide(long price) {
        average += (price - average) >> 4;
        int level = (int) (price & (LEVELS - 1));
        book[level] += price > average ? 1 : -1;
        int slot = (int) (order++ & (ORDERS - 1)) << 1;
        orders[slot] = price;
        orders[slot + 1] = book[level];
    }
}
