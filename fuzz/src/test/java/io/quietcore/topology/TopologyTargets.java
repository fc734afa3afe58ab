package io.quietcore.topology;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.util.List;

/** A machine's files, and what a pod says of its machine. */
public final class TopologyTargets {
    private TopologyTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("topology", TopologyException.class, TopologyTargets::topology),
                Target.refusing("pod-report", MalformedJsonException.class, ContractTargets.stored(PodReport.class)));
    }

    private static void topology(byte[] input) throws Exception {
        FolderInput.with(input, root -> {
            NodeTopology topology = TopologyReader.read(root);
            Holds.that(!topology.online().isEmpty(), "no CPU is online");
            Holds.that(topology.online().containsAll(topology.allowed()), "a CPU is allowed that is not online");
            Holds.equal(
                    "a topology and itself, written and read",
                    topology,
                    CanonicalJson.read(CanonicalJson.bytes(topology), NodeTopology.class));
        });
    }
}
