package io.quietcore.runtime.suite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring from one producer to one consumer, of pairs of words (L. Lamport, "Proving the correctness of multiprocess
 * programs", 1977; with cached counters, as in J. Giacomoni et al., "FastForward", 2008). Allocates nothing.
 */
final class TickRing {
    private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Each counter on cache lines of its own. */
    private static final int PUBLISHED = 16;

    private static final int CONSUMED = 48;

    private final long[] counters = new long[64];
    private final long[] slots;
    private final int mask;
    private long publishedByProducer;
    private long consumedSeenByProducer;
    private long consumedByConsumer;
    private long publishedSeenByConsumer;

    /** A ring of this many ticks, a power of two. */
    TickRing(int capacity) {
        slots = new long[2 * capacity];
        mask = capacity - 1;
    }

    /** Producer: false where the ring is full. */
    boolean offer(long dueNs, long price) {
        long at = publishedByProducer;
        if (at - consumedSeenByProducer > mask) {
            consumedSeenByProducer = (long) COUNTERS.getAcquire(counters, CONSUMED);
            if (at - consumedSeenByProducer > mask) {
                return false;
            }
        }
        int slot = (int) (at & mask) << 1;
        slots[slot] = dueNs;
        slots[slot + 1] = price;
        publishedByProducer = at + 1;
        COUNTERS.setRelease(counters, PUBLISHED, at + 1);
        return true;
    }

    /** Consumer: whether a tick is there. */
    boolean available() {
        if (publishedSeenByConsumer == consumedByConsumer) {
            publishedSeenByConsumer = (long) COUNTERS.getAcquire(counters, PUBLISHED);
        }
        return publishedSeenByConsumer > consumedByConsumer;
    }

    /** Consumer: the moment of the tick that is there. */
    long dueNs() {
        return slots[(int) (consumedByConsumer & mask) << 1];
    }

    /** Consumer: its price. */
    long price() {
        return slots[((int) (consumedByConsumer & mask) << 1) + 1];
    }

    /** Consumer: done with it. */
    void take() {
        consumedByConsumer++;
        COUNTERS.setRelease(counters, CONSUMED, consumedByConsumer);
    }
}
