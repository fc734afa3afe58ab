package io.quietcore.runtime.load;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.quietcore.contract.TemporaryFolder;

/** The system calls of the load, bound as {@link io.quietcore.runtime.machine.Kernel} binds its own. */
final class LoadCalls {
    /** {@code <asm-generic/errno-base.h>}: the thread has ended. */
    static final int ESRCH = 3;

    /** {@code <linux/mman.h>} and {@code <asm-generic/mman-common.h>}, as on x86-64 and arm64. */
    static final int PROT_READ_WRITE = 0x1 | 0x2;

    static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
    static final int MADV_DONTNEED = 4;
    static final int MADV_NOHUGEPAGE = 15;

    static final int SCHED_OTHER = 0;
    static final int PRIO_PROCESS = 0;
    static final int PR_SET_TIMERSLACK = 29;

    static {
        TemporaryFolder.tellLibraries();
        Native.register(LoadCalls.class, Platform.C_LIBRARY_NAME);
    }

    private LoadCalls() {}

    static native long mmap(long address, long bytes, int protection, int flags, int file, long offset)
            throws LastErrorException;

    static native int munmap(long address, long bytes) throws LastErrorException;

    static native int madvise(long address, long bytes, int advice) throws LastErrorException;

    static native int getpagesize();

    static native int prctl(int option, long a, long b, long c, long d) throws LastErrorException;

    static native int sched_setaffinity(int threadId, long maskBytes, byte[] mask) throws LastErrorException;

    static native int sched_setscheduler(int threadId, int policy, int[] priority) throws LastErrorException;

    static native int getpriority(int which, int threadId) throws LastErrorException;

    static native int setpriority(int which, int threadId, int nice) throws LastErrorException;
}
