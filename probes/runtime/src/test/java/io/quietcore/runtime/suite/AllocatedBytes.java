package io.quietcore.runtime.suite;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates while something runs. */
final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /**
     * The least of several runs: the JVM itself allocates now and then on a thread that was just compiled for; a loop that
     * allocates does so every time.
     */
    static long leastBy(Runnable code) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 5 && least > 0; run++) {
            least = Math.min(least, by(code));
        }
        return least;
    }

    static long by(Runnable code) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        code.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
