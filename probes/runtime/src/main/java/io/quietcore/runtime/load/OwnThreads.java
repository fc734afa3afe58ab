package io.quietcore.runtime.load;

import com.sun.jna.LastErrorException;
import io.quietcore.contract.CpuSet;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.ThreadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this process's threads run and how. A load must not depend on who starts it: a mask, SCHED_FIFO and a nice value
 * are all inherited over fork and exec (sched(7), setpriority(2)).
 */
final class OwnThreads {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** A thread that is born while the first pass goes on may have inherited what was before. */
    private static final int PASSES = 2;

    private OwnThreads() {}

    /**
     * Lets every thread run on these CPUs only, at SCHED_OTHER and nice 0; those of the collector and the compiler too,
     * which would run on the measuring CPUs otherwise.
     *
     * @throws IOException naming the CPU that is refused, or what else is
     */
    static void settle(CpuSet cpus) throws IOException {
        // One by one: the kernel drops what it refuses from a mask of several without a word.
        for (int cpu : cpus.cpus()) {
            holdCaller(cpu);
        }
        byte[] mask = cpus.toAffinityMask();
        for (int pass = 0; pass < PASSES; pass++) {
            for (int threadId : threadIds()) {
                settle(threadId, mask);
            }
        }
    }

    private static void settle(int threadId, byte[] mask) throws IOException {
        try {
            LoadCalls.sched_setaffinity(threadId, mask.length, mask);
            LoadCalls.sched_setscheduler(threadId, LoadCalls.SCHED_OTHER, new int[] {0});
            if (LoadCalls.getpriority(LoadCalls.PRIO_PROCESS, threadId) != 0) {
                LoadCalls.setpriority(LoadCalls.PRIO_PROCESS, threadId, 0);
            }
        } catch (LastErrorException e) {
            if (e.getErrorCode() != LoadCalls.ESRCH) {
                throw new IOException(
                        "the load's threads cannot be set to SCHED_OTHER and nice 0 on its CPUs: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Holds the calling thread on one CPU.
     *
     * @throws IOException naming the CPU and why it is refused
     */
    static void holdCaller(int cpu) throws IOException {
        byte[] mask = CpuSet.of(cpu).toAffinityMask();
        try {
            LoadCalls.sched_setaffinity(0, mask.length, mask);
        } catch (LastErrorException e) {
            throw new IOException(
                    "CPU " + cpu + " is refused: sched_setaffinity says " + e.getMessage()
                            + "; it is offline, or outside of this process's cpuset (online: " + online() + ")",
                    e);
        }
        String allowed = ThreadState.now().allowed();
        if (!allowed.equals(Integer.toString(cpu))) {
            throw new IOException(
                    "CPU " + cpu + " is refused: Cpus_allowed_list is " + allowed + " after binding to it");
        }
    }

    private static String online() {
        return KernelText.LIVE
                .read("sys/devices/system/cpu/online")
                .map(String::strip)
                .orElse("unreadable");
    }

    private static List<Integer> threadIds() throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.map(task -> Integer.valueOf(task.getFileName().toString()))
                    .toList();
        }
    }
}
