package io.quietcore.runtime.suite;

import io.quietcore.runtime.machine.Kernel;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

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

    /** The JVM's own: LockSupport.parkNanos, relative and repeated where it returns early (its documentation allows that). */
    static Sleeper parkNanos() {
        return deadlineNs -> {
            for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            return 0;
        };
    }
}
