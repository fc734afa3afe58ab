package io.quietcore.harness.run;

import io.quietcore.contract.Schedule;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
import java.time.Duration;

/** How long a campaign should take, by its schedules. Pure; only for the person who waits. */
public final class ExpectedTime {
    /** Two JVM starts and JMH, seen on a small machine; corrected by what the first steps really take. */
    private static final Duration JVM_START = Duration.ofMillis(1_500);

    private ExpectedTime() {}

    /** The mean over the probes. */
    public static Duration ofStep(Campaign campaign) {
        long ns = 0;
        for (ProbeLoad load : campaign.probes()) {
            Schedule schedule = load.schedule();
            ns += schedule.windows() * (schedule.windowNs() + schedule.discardNs());
        }
        return JVM_START.plusNanos(ns / campaign.probes().size());
    }
}
