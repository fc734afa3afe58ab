package io.quietcore.runtime.load;

import com.sun.jna.LastErrorException;
import io.quietcore.runtime.machine.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sleeps from deadline to deadline, 50 us apart. A deadline that has passed is left out: no burst makes up for it. */
final class Timers implements Work {
    private static final long PERIOD_NS = 50_000;

    /** 10 ms of deadlines. */
    private static final int SLEEPS_PER_ROUND = 200;

    /** {@code <asm-generic/errno-base.h>}. */
    private static final int EINTR = 4;

    private final ByteBuffer timespec = Kernel.directBuffer(16);
    private final long address = Kernel.address(timespec);
    private long deadlineNs;

    Timers() throws IOException {
        try {
            // The default slack of 50 us lets the kernel merge a deadline with the next.
            LoadCalls.prctl(LoadCalls.PR_SET_TIMERSLACK, 1, 0, 0, 0);
        } catch (LastErrorException e) {
            throw new IOException("the timer slack cannot be set: " + e.getMessage(), e);
        }
    }

    @Override
    public long round() throws IOException {
        long expired = 0;
        for (int i = 0; i < SLEEPS_PER_ROUND; i++) {
            long nowNs = System.nanoTime();
            long nextNs = deadlineNs + PERIOD_NS;
            deadlineNs = nextNs > nowNs ? nextNs : nowNs + PERIOD_NS;
            timespec.putLong(0, deadlineNs / 1_000_000_000L);
            timespec.putLong(8, deadlineNs % 1_000_000_000L);
            int error = Kernel.clock_nanosleep(Kernel.CLOCK_MONOTONIC, Kernel.TIMER_ABSTIME, address, 0);
            if (error == 0) {
                expired++;
            } else if (error != EINTR) {
                throw new IOException("clock_nanosleep failed with errno " + error);
            }
        }
        return expired;
    }
}
