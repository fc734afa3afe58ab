package io.quietcore.workloads;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a side asks for differently from the reference, in the words that the report lists. Whether the machine is another one
 * ({@link Side#changes}) is not known before it is measured, and told by the comparison. Pure.
 */
public final class DeclaredDifferences {
    private DeclaredDifferences() {}

    /** Every difference, from the reference's to the side's; empty for two sides that ask for the same. */
    public static List<String> between(Side reference, Side side) {
        List<String> differences = new ArrayList<>();
        if (side.pinned() != reference.pinned()) {
            differences.add(
                    side.pinned()
                            ? "pinned: each measuring thread has a CPU to itself"
                            : "not pinned: the scheduler moves the measuring thread over its NUMA node");
            differences.add(
                    side.pinned() ? "housekeeping off the measuring CPU" : "housekeeping may share the measuring CPU");
        }
        Settings theirs = reference.settings();
        Settings ours = side.settings();
        if (!scheduling(ours).equals(scheduling(theirs))) {
            differences.add(scheduling(ours) + " instead of " + scheduling(theirs));
        }
        if (ours.lockMemory() != theirs.lockMemory()) {
            differences.add(ours.lockMemory() ? "memory locked" : "memory not locked");
        }
        if (ours.holdIdleStates() != theirs.holdIdleStates()) {
            differences.add(
                    ours.holdIdleStates() ? "idle states held (/dev/cpu_dma_latency at 0)" : "idle states not held");
        }
        differences.addAll(side.pod().differencesFrom(reference.pod()));
        return List.copyOf(differences);
    }

    private static String scheduling(Settings settings) {
        if (!settings.fifo()) {
            return "SCHED_OTHER";
        }
        if (settings.priority() != null) {
            return "SCHED_FIFO " + settings.priority();
        }
        return "SCHED_FIFO (" + Probe.JITTER.fifoPriority() + " for busy loops, " + Probe.WAKEUP.fifoPriority()
                + " for others)";
    }
}
