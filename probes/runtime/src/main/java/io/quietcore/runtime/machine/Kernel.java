package io.quietcore.runtime.machine;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.quietcore.contract.TemporaryFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * System calls, bound directly (JNA direct mapping): arguments are primitives, so that a call allocates nothing.
 * Structures are passed by the address of a direct buffer.
 */
public final class Kernel {
    /** {@code <time.h>}; what {@code System.nanoTime()} reads on Linux (HotSpot's os::javaTimeNanos). */
    public static final int CLOCK_MONOTONIC = 1;

    /** {@code <time.h>}: the request is a moment, not a span. */
    public static final int TIMER_ABSTIME = 1;

    static final int SCHED_OTHER = 0;
    static final int SCHED_FIFO = 1;

    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int PR_GET_TIMERSLACK = 30;
    private static final int PR_SET_THP_DISABLE = 41;

    static {
        TemporaryFolder.tellLibraries();
        Native.register(Kernel.class, Platform.C_LIBRARY_NAME);
    }

    private static final long MPOL_PREFERRED = 1;

    /** {@code asm/unistd.h}: set_mempolicy. */
    private static final Map<String, Long> SET_MEMPOLICY = Map.of("amd64", 238L, "aarch64", 237L, "riscv64", 237L);

    private static final int MASK_BITS = 1_024;

    private Kernel() {}

    /**
     * clock_nanosleep(2), the way of cyclictest.
     *
     * @return 0, or an errno; EINTR among them
     */
    public static native int clock_nanosleep(int clock, int flags, long requestAddress, long remainderAddress);

    /** getppid(2): a system call that does next to nothing. */
    public static native int getppid();

    /** mmap(2). */
    public static native long mmap(long address, long bytes, int protection, int flags, int file, long offset)
            throws LastErrorException;

    /** munmap(2). */
    public static native int munmap(long address, long bytes) throws LastErrorException;

    /** madvise(2). */
    public static native int madvise(long address, long bytes, int advice) throws LastErrorException;

    /** syscall(2), for those without a wrapper: the kernel's result, or -1 with an errno. */
    public static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** getrusage(2). */
    static native int getrusage(int who, long usageAddress) throws LastErrorException;

    /** sched_getcpu(3). */
    public static native int sched_getcpu();

    /** waitid(2), without its last argument, which the C library has not. */
    static native int waitid(int idType, int id, long infoAddress, int options) throws LastErrorException;

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    private static native int sched_setaffinity(int threadId, long maskBytes, byte[] mask) throws LastErrorException;

    private static native int sched_setscheduler(int threadId, int policy, int[] priority) throws LastErrorException;

    private static native int sched_getscheduler(int threadId) throws LastErrorException;

    private static native int sched_getparam(int threadId, int[] priority) throws LastErrorException;

    private static native int mlockall(int flags) throws LastErrorException;

    private static native int prctl(int option, long a, long b, long c, long d) throws LastErrorException;

    /** Loads the binding, so that nothing is left to load when it matters. */
    public static void load() {
        sched_getcpu();
    }

    /** The address of a direct buffer, which must be kept as long as the address is used. */
    public static long address(ByteBuffer direct) {
        return com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** A direct buffer in the machine's byte order. */
    public static ByteBuffer directBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Binds a thread, 0 for the caller, to the CPUs of a mask of whole longs. */
    static void bind(int threadId, byte[] mask) throws LastErrorException {
        sched_setaffinity(threadId, mask.length, mask);
    }

    /** Gives the calling thread SCHED_FIFO at this priority. */
    static void fifo(int priority) throws LastErrorException {
        sched_setscheduler(0, SCHED_FIFO, new int[] {priority});
    }

    /** The calling thread's policy and priority, as in {@code FIFO 95}. */
    static String scheduling() throws LastErrorException {
        int[] priority = new int[1];
        sched_getparam(0, priority);
        int policy = sched_getscheduler(0) & 0xff;
        return switch (policy) {
            case SCHED_OTHER -> "SCHED_OTHER";
            case SCHED_FIFO -> "SCHED_FIFO " + priority[0];
            default -> "policy " + policy + ", priority " + priority[0];
        };
    }

    static void lockMemory() throws LastErrorException {
        mlockall(MCL_CURRENT | MCL_FUTURE);
    }

    /** Sets the calling thread's timer slack, and reads it back. */
    static long timerSlackNs(long wantedNs) throws LastErrorException {
        prctl(PR_SET_TIMERSLACK, wantedNs, 0, 0, 0);
        return prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    }

    /** No transparent huge pages for this process and what it starts (inherited over fork and exec, prctl(2)). */
    static void disableTransparentHugePages() throws LastErrorException {
        prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }

    /**
     * The calling thread, and every thread and process that it starts, takes its memory from this NUMA node as long as the
     * node has any (set_mempolicy(2), MPOL_PREFERRED).
     *
     * @return whether the kernel did it
     */
    static boolean preferMemoryOf(int numaNode) {
        Long number = SET_MEMPOLICY.get(System.getProperty("os.arch", ""));
        if (number == null || numaNode >= MASK_BITS) {
            return false;
        }
        ByteBuffer mask = directBuffer(MASK_BITS / Byte.SIZE);
        mask.putLong(numaNode / Long.SIZE * Long.BYTES, 1L << (numaNode % Long.SIZE));
        return syscall(number, MPOL_PREFERRED, address(mask), MASK_BITS, 0, 0, 0) == 0;
    }

    /** Transparent huge pages again, where memory asks for them. */
    static void allowTransparentHugePages() throws LastErrorException {
        prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
    }
}
