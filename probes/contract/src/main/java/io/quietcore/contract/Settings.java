package io.quietcore.contract;

import org.jspecify.annotations.Nullable;

/**
 * What the measuring JVM asks of the kernel on one side of a campaign. Each is used where allowed, and reported as
 * used, denied or unavailable; none is ever assumed.
 *
 * @param fifo SCHED_FIFO for the measuring thread
 * @param priority the FIFO priority, 1 to 99, or null for the probe's own ({@link Probe#fifoPriority()})
 * @param lockMemory mlockall(MCL_CURRENT | MCL_FUTURE)
 * @param holdIdleStates hold {@code /dev/cpu_dma_latency} at 0 while measuring (kernel: PM QoS interface)
 */
public record Settings(boolean fifo, @Nullable Integer priority, boolean lockMemory, boolean holdIdleStates) {
    /** Nothing asked for. */
    public static final Settings NONE = new Settings(false, null, false, false);

    public Settings {
        if (priority != null && (priority < 1 || priority > 99)) {
            throw new IllegalArgumentException("a FIFO priority lies between 1 and 99, not at " + priority);
        }
    }

    /** The FIFO priority that a probe shall take. */
    public int priorityFor(Probe probe) {
        return priority == null ? probe.fifoPriority() : priority;
    }
}
