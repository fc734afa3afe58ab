package io.quietcore.runtime.machine;

import com.sun.jna.LastErrorException;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.openhft.affinity.Affinity;

/** Asks something of the kernel, and says what came of it: done and read back, refused, or not there. */
public final class Requests {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** {@code <errno.h>}. */
    private static final int EPERM = 1;

    private static final int ESRCH = 3;
    private static final int EACCES = 13;
    private static final int ENOMEM = 12;
    private static final int EAGAIN = 11;

    /** {@code <sched.h>}: the CPUs of a cpu_set_t. */
    private static final int CPU_SETSIZE = 1_024;

    private Requests() {}

    /** Binds every thread of this process; threads and processes that start later inherit it. */
    public static Evidence bindAllThreads(CpuSet cpus) {
        byte[] mask = cpus.toAffinityMask();
        return asked("sched_setaffinity", () -> {
            int threads = 0;
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
                for (Path task : tasks) {
                    threads += bind(Integer.parseInt(task.getFileName().toString()), mask);
                }
            } catch (IOException e) {
                return Evidence.unavailable(TASKS + ": " + e.getMessage());
            }
            return Evidence.used(threads + " threads of the launcher on CPU " + cpus + ", the probe born there");
        });
    }

    /**
     * Binds the calling thread; threads and processes that it starts later inherit it. OpenHFT Affinity does it, by {@code
     * setAffinity} and not by {@code AffinityLock.acquireLock}, which chooses among the CPUs that this process is not allowed.
     * It carries the C library's cpu_set_t, which ends at CPU 1,023; a mask beyond that goes to the kernel directly, which takes
     * any length (sched_setaffinity(2)).
     *
     * @return where it was done, by what, in words that follow "by"
     */
    public static Evidence bindCaller(CpuSet cpus) {
        return bindCaller(cpus, Affinity::setAffinity);
    }

    static Evidence bindCaller(CpuSet cpus, Consumer<BitSet> library) {
        BitSet bits = cpus.toBitSet();
        if (bits.length() > CPU_SETSIZE) {
            return asked("sched_setaffinity", () -> {
                Kernel.bind(0, cpus.toAffinityMask());
                return Evidence.used("sched_setaffinity(2), because OpenHFT Affinity ends at CPU " + (CPU_SETSIZE - 1));
            });
        }
        return asked("sched_setaffinity of OpenHFT Affinity", () -> {
            try {
                library.accept(bits);
            } catch (IllegalStateException e) {
                // The library's way to say what the kernel said.
                if (e.getCause() instanceof LastErrorException refusal) {
                    throw refusal;
                }
                return Evidence.unavailable("OpenHFT Affinity: " + e.getMessage());
            }
            return Evidence.used("OpenHFT Affinity");
        });
    }

    /** Binds one thread: 1, or 0 for one that has ended since it was listed. */
    private static int bind(int threadId, byte[] mask) {
        try {
            Kernel.bind(threadId, mask);
            return 1;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ESRCH) {
                return 0;
            }
            throw e;
        }
    }

    /** SCHED_FIFO for the calling thread. */
    public static Evidence fifo(int priority) {
        return asked("sched_setscheduler(SCHED_FIFO, " + priority + ")", () -> {
            Kernel.fifo(priority);
            return Evidence.used(Kernel.scheduling());
        });
    }

    /** All memory of this process, and what it maps later, stays in RAM. */
    public static Evidence lockMemory() {
        return asked("mlockall", () -> {
            Kernel.lockMemory();
            return Evidence.used("mlockall(MCL_CURRENT | MCL_FUTURE)");
        });
    }

    /** A timer slack of 1 ns for the calling thread, so that the kernel does not gather its timers (prctl(2)). */
    public static Evidence timerSlack() {
        return asked("prctl(PR_SET_TIMERSLACK)", () -> Evidence.used(Kernel.timerSlackNs(1) + " ns"));
    }

    /** No transparent huge pages from here on, in this process and its children. */
    public static Evidence noTransparentHugePages() {
        return asked("prctl(PR_SET_THP_DISABLE)", () -> {
            Kernel.disableTransparentHugePages();
            return Evidence.used("disabled for the probe (PR_SET_THP_DISABLE)");
        });
    }

    /**
     * Memory of this NUMA node for what the calling thread starts from here on. Without it the heap lies where the JVM's
     * first thread runs, which is another node where all of this one's CPUs are isolated.
     */
    public static Evidence memoryOf(int numaNode) {
        return Kernel.preferMemoryOf(numaNode)
                ? Evidence.used("set_mempolicy(MPOL_PREFERRED, node " + numaNode + ")")
                : Evidence.denied("set_mempolicy(MPOL_PREFERRED, node " + numaNode + ") was refused");
    }

    private static Evidence asked(String call, Supplier<Evidence> ask) {
        try {
            return ask.get();
        } catch (LastErrorException e) {
            String said = call + ": " + e.getMessage();
            return switch (e.getErrorCode()) {
                case EPERM, EACCES, ENOMEM, EAGAIN -> Evidence.denied(said);
                default -> Evidence.unavailable(said);
            };
        }
    }
}
