package io.quietcore.runtime.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Where the calling thread is and how often it was interrupted.
 *
 * @param cpu by sched_getcpu(3)
 * @param allowed its Cpus_allowed_list
 * @param voluntarySwitches since it began
 * @param involuntarySwitches since it began
 * @param migrations from CPU to CPU since it began ({@code se.nr_migrations}); -1 where the kernel does not tell
 */
public record ThreadState(int cpu, String allowed, long voluntarySwitches, long involuntarySwitches, long migrations) {
    private static final String STATUS = "proc/thread-self/status";

    /** The calling thread's. The files are read through the link {@code /proc/thread-self}. */
    public static ThreadState now() {
        KernelText kernel = KernelText.LIVE;
        return new ThreadState(
                Kernel.sched_getcpu(),
                kernel.field(STATUS, "Cpus_allowed_list").orElse("unreadable"),
                number(kernel, STATUS, "voluntary_ctxt_switches", 0),
                number(kernel, STATUS, "nonvoluntary_ctxt_switches", 0),
                number(kernel, "proc/thread-self/sched", "se.nr_migrations", -1));
    }

    /** The calling thread's id in its process's namespace (the link {@code /proc/thread-self}). */
    public static long threadId() throws IOException {
        return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString());
    }

    private static long number(KernelText kernel, String file, String key, long otherwise) {
        return kernel.field(file, key)
                .map(KernelText::count)
                .orElse(OptionalLong.empty())
                .orElse(otherwise);
    }
}
