package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.util.List;
import java.util.Map;

/** Facts of a machine, out of files that a kernel, or a container's runtime, wrote. */
public final class MachineTargets {
    private static final CpuSet CPUS = CpuSet.of(0, 1);

    private MachineTargets() {}

    public static List<Target> all() {
        return List.of(Target.telling("machine", MachineTargets::read));
    }

    private static boolean read(byte[] input) throws Exception {
        FolderInput.with(input, root -> {
            KernelText kernel = new KernelText(root);
            Holds.that(!HostFactsReader.read(kernel, "a JVM").fingerprint().isEmpty(), "no facts");
            Holds.that(!Caches.workingSets(kernel, 0).isEmpty(), "no working set");
            var unused = List.of(
                    HostFactsReader.stalldRuns(kernel),
                    ControlGroup.of(kernel),
                    MemoryNodes.of(kernel).remoteShare(0),
                    RealTimeThrottling.limit(kernel));
            MachineCounters counters = new MachineCounters(kernel, CPUS, "proc/thread-self", () -> -1);
            Map<String, Long> counted = MachineCounters.between(counters.read(), counters.read());
            Holds.that(counted.values().stream().allMatch(count -> count >= 0), "a count below 0");
            SeenThreads seen = SeenThreads.look(kernel);
            List<Neighbour> neighbours = seen.since(SeenThreads.look(new KernelText(root.resolve("before"))), CPUS, 1);
            Holds.equal(
                    "who was stored and who is read again",
                    neighbours,
                    Neighbour.in(Map.of(Neighbour.EVIDENCE, Neighbour.evidence(neighbours))));
        });
        return true;
    }
}
