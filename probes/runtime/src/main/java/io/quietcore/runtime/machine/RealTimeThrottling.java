package io.quietcore.runtime.machine;

import io.quietcore.contract.Evidence;
import java.util.Optional;

/**
 * The kernel's limit on real-time threads ({@code sched_rt_runtime_us} of each {@code sched_rt_period_us}; kernel
 * documentation: sched-rt-group). A FIFO busy loop under it loses 50 ms of each second by default, which would pass for
 * jitter of the machine.
 */
public final class RealTimeThrottling {
    private static final String RUNTIME = "proc/sys/kernel/sched_rt_runtime_us";
    private static final String PERIOD = "proc/sys/kernel/sched_rt_period_us";

    private RealTimeThrottling() {}

    /** Why a real-time busy loop would be throttled here; empty where there is no limit. */
    public static Optional<String> limit(KernelText kernel) {
        String runtime = kernel.read(RUNTIME).map(String::strip).orElse("unreadable");
        return runtime.equals("-1")
                ? Optional.empty()
                : Optional.of("sched_rt_runtime_us is " + runtime + " of "
                        + kernel.read(PERIOD).map(String::strip).orElse("1000000"));
    }

    public static Evidence evidence(KernelText kernel) {
        return Evidence.seen(limit(kernel).orElse("off (sched_rt_runtime_us is -1)"));
    }
}
