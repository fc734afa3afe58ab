package io.quietcore.runtime.machine;

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

    private static long number(KernelText kernel, String file, String key, long otherwise) {
        return kernel.field(file, key).map(Long::parseLong).orElse(otherwise);
    }
}
