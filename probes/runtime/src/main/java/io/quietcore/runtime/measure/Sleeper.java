package io.quietcore.runtime.measure;

import io.quietcore.runtime.machine.Kernel;
import java.nio.ByteBuffer;

/** Sleeps until a moment of {@code System.nanoTime()}. */
interface Sleeper {
    /**
     * Returns at the moment or later; at once where it lies in the past.
     *
     * @return 0, or an errno
     */
    int sleepUntil(long deadlineNs);

    /** An absolute clock_nanosleep(2): what cyclictest does. Owned by one thread; allocates nothing. */
    static Sleeper clockNanosleep() {
        ByteBuffer timespec = Kernel.directBuffer(16);
        long address = Kernel.address(timespec);
        return deadlineNs -> {
            timespec.putLong(0, deadlineNs / 1_000_000_000L);
            timespec.putLong(8, deadlineNs % 1_000_000_000L);
            return Kernel.clock_nanosleep(Kernel.CLOCK_MONOTONIC, Kernel.TIMER_ABSTIME, address, 0);
        };
    }
}
