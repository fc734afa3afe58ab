package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A thread at one moment, out of its {@code stat} (proc_pid_stat(5)).
 *
 * @param pid of its process
 * @param threadId its own
 * @param parent of its process
 * @param name at most 15 bytes of a program, whatever it likes; the kernel's own threads have longer ones
 * @param kernel whether it is the kernel's own (PF_KTHREAD, {@code <linux/sched.h>})
 * @param startedTicks since boot: with the id it says that two moments tell of the same thread
 * @param ranTicks in user and kernel mode, of 10 ms each
 * @param cpu where it ran last
 * @param allowed its Cpus_allowed_list; empty for the kernel's own, and where it cannot be read
 */
record SeenThread(
        long pid,
        long threadId,
        long parent,
        String name,
        boolean kernel,
        long startedTicks,
        long ranTicks,
        int cpu,
        CpuSet allowed) {
    private static final long PF_KTHREAD = 0x0020_0000;

    /** Fields of {@code stat} after the name, which may hold anything, a bracket too; the state is number 0. */
    private static final int PARENT = 1;

    private static final int FLAGS = 6;
    private static final int USER_TICKS = 11;
    private static final int KERNEL_TICKS = 12;
    private static final int STARTED = 19;
    private static final int PROCESSOR = 36;

    /** Empty where it has ended, or is not shown to us. */
    static Optional<SeenThread> read(KernelText kernel, long pid, long threadId) {
        String folder = "proc/" + pid + "/task/" + threadId;
        return kernel.read(folder + "/stat").flatMap(stat -> {
            int open = stat.indexOf('(');
            int close = stat.lastIndexOf(')');
            String[] fields = stat.substring(close + 1).strip().split(" ", -1);
            if (open < 0 || close < open || fields.length <= PROCESSOR) {
                return Optional.empty();
            }
            String name = stat.substring(open + 1, close);
            OptionalLong flags = KernelText.count(fields[FLAGS]);
            OptionalLong parent = KernelText.count(fields[PARENT]);
            OptionalLong started = KernelText.count(fields[STARTED]);
            OptionalLong user = KernelText.count(fields[USER_TICKS]);
            OptionalLong system = KernelText.count(fields[KERNEL_TICKS]);
            OptionalLong cpu = KernelText.count(fields[PROCESSOR]);
            if (flags.isEmpty()
                    || parent.isEmpty()
                    || started.isEmpty()
                    || user.isEmpty()
                    || system.isEmpty()
                    || cpu.isEmpty()
                    || cpu.getAsLong() > CpuSet.MAX_CPU) {
                return Optional.empty();
            }
            boolean own = (flags.getAsLong() & PF_KTHREAD) != 0;
            return Optional.of(new SeenThread(
                    pid,
                    threadId,
                    parent.getAsLong(),
                    name,
                    own,
                    started.getAsLong(),
                    user.getAsLong() + system.getAsLong(),
                    (int) cpu.getAsLong(),
                    own ? CpuSet.EMPTY : allowed(kernel, folder)));
        });
    }

    private static CpuSet allowed(KernelText kernel, String folder) {
        return kernel.field(folder + "/status", "Cpus_allowed_list")
                .flatMap(KernelText::cpuList)
                .orElse(CpuSet.EMPTY);
    }

    boolean isSameAs(SeenThread other) {
        return threadId == other.threadId && startedTicks == other.startedTicks;
    }
}
