package io.quietcore.runtime.suite;

import java.util.concurrent.atomic.AtomicLong;

/** Market data: publishes a tick at each moment of a plan, and never skips one. */
final class Feed {
    private Feed() {}

    /**
     * Spins from moment to moment. A tick that finds the ring full waits; its moment, and those of all after it, stay.
     *
     * @param ring where to
     * @param fromNs the plan's start
     * @param rateHz ticks a second
     * @param count how many
     * @param late counts ticks that were published more than a microsecond after their moment
     */
    static void publish(TickRing ring, long fromNs, long rateHz, long count, AtomicLong late) {
        long price = 100_000;
        long lateTicks = 0;
        for (long i = 1; i <= count; i++) {
            // Multiplied first: a period in whole nanoseconds would drift. 9.2e18 is reached after 920 s at 1e7 Hz.
            long dueNs = fromNs + i / rateHz * 1_000_000_000L + i % rateHz * 1_000_000_000L / rateHz;
            long nowNs = System.nanoTime();
            if (nowNs - dueNs > 1_000) {
                lateTicks++;
            }
            while (nowNs < dueNs) {
                Thread.onSpinWait();
                nowNs = System.nanoTime();
            }
            price += (((i * 2_654_435_761L) >>> 29) & 3) - 1;
            while (!ring.offer(dueNs, price)) {
                Thread.onSpinWait();
            }
        }
        late.set(lateTicks);
    }
}
