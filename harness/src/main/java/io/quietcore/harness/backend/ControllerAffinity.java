package io.quietcore.harness.backend;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps this controller's own threads off the CPUs that measure, on every side alike: a controller that prints its
 * progress on a measuring CPU would be part of the result.
 */
final class ControllerAffinity {
    /** {@code <errno.h>}: no such thread. */
    private static final int ESRCH = 3;

    private static final Path TASKS = Path.of("/proc/self/task");

    private ControllerAffinity() {}

    /** sched_setaffinity(2), bound directly: the C library's wrapper takes a thread's id, and 0 for the caller. */
    @SuppressWarnings("unused") // Bound by name.
    private static final class LibC {
        static {
            Native.register("c");
        }

        static native int sched_setaffinity(int threadId, long maskBytes, byte[] mask) throws LastErrorException;
    }

    /** Binds every thread of this process; threads that start later inherit it. */
    static Evidence bindTo(CpuSet cpus) {
        byte[] mask = cpus.toAffinityMask();
        int threads = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                threads += bind(Integer.parseInt(task.getFileName().toString()), mask);
            }
            return Evidence.used(threads + " threads of the controller on CPU " + cpus);
        } catch (LastErrorException e) {
            return Evidence.denied("sched_setaffinity: " + e.getMessage());
        } catch (IOException | UnsatisfiedLinkError e) {
            return Evidence.unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** Binds the calling thread. */
    static void bindCaller(CpuSet cpus) {
        byte[] mask = cpus.toAffinityMask();
        LibC.sched_setaffinity(0, mask.length, mask);
    }

    /** Binds one thread: 1, or 0 for one that has ended since it was listed. */
    private static int bind(int threadId, byte[] mask) {
        try {
            LibC.sched_setaffinity(threadId, mask.length, mask);
            return 1;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ESRCH) {
                return 0;
            }
            throw e;
        }
    }
}
