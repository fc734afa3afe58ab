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

    /**
     * Why a thread shall not run at SCHED_FIFO although that was asked for; empty where it may be tried.
     *
     * @param busy whether it never gives its CPU away
     * @param sharesHousekeeping whether the rest of its JVM lives on its CPU
     */
    public static Optional<String> refusal(KernelText kernel, boolean busy, boolean sharesHousekeeping) {
        if (busy && sharesHousekeeping) {
            return Optional.of("a FIFO busy loop would starve the rest of its JVM: there is no housekeeping CPU");
        }
        return busy
                ? limit(kernel)
                        .map(words -> "SCHED_OTHER kept: " + words
                                + ", so a FIFO busy loop would be throttled, which is not the machine's jitter")
                : Optional.empty();
    }

    public static Evidence evidence(KernelText kernel) {
        return Evidence.seen(limit(kernel).orElse("off (sched_rt_runtime_us is -1)"));
    }
}
