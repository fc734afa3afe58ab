package io.quietcore.runtime.suite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring from one producer to one consumer, of pairs of words (L. Lamport, "Proving the correctness of multiprocess
 * programs", 1977; with cached counters, as in J. Giacomoni et al., "FastForward", 2008). Allocates nothing.
 */
final class TickRing extends TickRingLayout.Back {
    private static final VarHandle PUBLISHED;
    private static final VarHandle CONSUMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUBLISHED = lookup.findVarHandle(TickRingLayout.Producer.class, "published", long.class);
            CONSUMED = lookup.findVarHandle(TickRingLayout.Consumer.class, "consumed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A ring of this many ticks, a power of two. */
    TickRing(int capacity) {
        super(capacity);
    }

    private int slot(long at) {
        return ((int) (at & mask) + TickRingLayout.SLOTS_PADDING) << 1;
    }

    /** Producer: false where the ring is full. */
    boolean offer(long dueNs, long price) {
        long at = published;
        if (at - consumedSeen > mask) {
            consumedSeen = (long) CONSUMED.getAcquire(this);
            if (at - consumedSeen > mask) {
                return false;
            }
        }
        int slot = slot(at);
        slots[slot] = dueNs;
        slots[slot + 1] = price;
        PUBLISHED.setRelease(this, at + 1);
        return true;
    }

    /** Consumer: whether a tick is there. */
    boolean available() {
        if (publishedSeen == consumed) {
            publishedSeen = (long) PUBLISHED.getAcquire(this);
        }
        return publishedSeen > consumed;
    }

    /** Consumer: the moment of the tick that is there. */
    long dueNs() {
        return slots[slot(consumed)];
    }

    /** Consumer: its price. */
    long price() {
        return slots[slot(consumed) + 1];
    }

    /** Consumer: done with it. */
    void take() {
        CONSUMED.setRelease(this, consumed + 1);
    }
}
