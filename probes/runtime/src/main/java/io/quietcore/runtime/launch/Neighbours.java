package io.quietcore.runtime.launch;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.CpuTime;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.SeenThreads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the SMT siblings of the measuring CPU did meanwhile, and what the hypervisor took from it: {@code /proc/stat}
 * before and after, in ticks of 10 ms. And which processes of others had the probe's CPUs: all threads are looked at before the
 * measuring JVM begins, so that no window has begun, and when the last window is over, from the housekeeping CPU.
 */
final class Neighbours {
    private final Map<Integer, CpuTime> siblings = new TreeMap<>();
    private final Map<Integer, CpuTime> measuring = new TreeMap<>();
    private final KernelText kernel;
    private final PlacementGrant grant;
    private final @Nullable SeenThreads before;
    private @Nullable SeenThreads after;

    /** Looks for the first time. */
    Neighbours(KernelText kernel, PlacementGrant grant) {
        this.kernel = kernel;
        this.grant = grant;
        // Where nothing is pinned every CPU is the probe's.
        this.before = grant.pinned() ? SeenThreads.look(kernel) : null;
        for (int cpu : grant.measuringCpus().cpus()) {
            look(cpu, measuring);
            if (grant.pinned()) {
                siblingsOf(cpu).minus(grant.measuringCpus()).cpus().forEach(sibling -> look(sibling, siblings));
            }
        }
    }

    private CpuSet siblingsOf(int cpu) {
        return kernel.cpus("sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list")
                .orElse(CpuSet.EMPTY);
    }

    private void look(int cpu, Map<Integer, CpuTime> into) {
        CpuTime.of(kernel, cpu).ifPresent(time -> into.put(cpu, time));
    }

    /** Looks at the processes for the second time: the windows are over. What comes after is nobody's neighbour. */
    synchronized void windowsAreOver() {
        if (before != null && after == null) {
            after = SeenThreads.look(kernel);
        }
    }

    /** Looks again where that was not done, and says what happened in between. */
    synchronized Map<String, Evidence> evidence() {
        Map<String, Evidence> evidence = new TreeMap<>();
        windowsAreOver();
        if (before != null && after != null) {
            List<Neighbour> others = after.since(
                    before, grant.probeCpus(), ProcessHandle.current().pid());
            String none = "; none of them was pinned to CPU " + grant.probeCpus() + " or found there";
            evidence.put(Neighbour.LOOKED_AT, Evidence.seen(after.words() + (others.isEmpty() ? none : "")));
            if (!others.isEmpty()) {
                evidence.put(Neighbour.EVIDENCE, Neighbour.evidence(others));
            }
        }
        evidence.put(
                "smtSiblings",
                Evidence.seen(siblings.isEmpty() ? "none of the measuring CPU is online" : told(siblings, true)));
        evidence.put("steal", Evidence.seen(measuring.isEmpty() ? "unreadable" : told(measuring, false)));
        return evidence;
    }

    private String told(Map<Integer, CpuTime> before, boolean busy) {
        StringBuilder words = new StringBuilder();
        before.forEach((cpu, then) -> {
            Optional<CpuTime> change = CpuTime.of(kernel, cpu).map(now -> now.since(then));
            words.append(words.isEmpty() ? "" : "; ").append("CPU ").append(cpu).append(": ");
            words.append(
                    change.map(ticks -> busy ? ticks.busyTicks() + " ticks busy" : ticks.stealTicks() + " ticks stolen")
                            .orElse("unreadable"));
        });
        return words + " (ticks of 10 ms)";
    }
}
