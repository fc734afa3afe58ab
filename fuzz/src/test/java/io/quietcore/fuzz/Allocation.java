package io.quietcore.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread has allocated: a bound on memory, and on work, that does not depend on how busy the machine is. */
final class Allocation {
    /** What a reader may take whatever its input is, such as the ranges of a histogram. */
    private static final long FLAT_BYTES = 256L << 20;

    /** And for each byte of input. */
    private static final long FOR_EACH_BYTE = 32L << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    static boolean isMuch(int inputBytes, long allocatedBytes) {
        return allocatedBytes > FLAT_BYTES + FOR_EACH_BYTE * inputBytes;
    }

    static void check(String name, int inputBytes, long allocatedBytes) {
        if (isMuch(inputBytes, allocatedBytes)) {
            throw new AssertionError(
                    name + ": " + inputBytes + " bytes of input made it allocate " + (allocatedBytes >> 20) + " MiB");
        }
    }
}
