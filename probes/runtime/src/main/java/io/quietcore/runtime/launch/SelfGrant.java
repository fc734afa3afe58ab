package io.quietcore.runtime.launch;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.Placement;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The place of a spec that came without one: in a pod nobody but the probe knows which CPUs the kubelet picked. By the same
 * rules as the local backend's, of the CPUs that this process is allowed.
 */
final class SelfGrant {
    private SelfGrant() {}

    /**
     * The spec's own grant, or one of this process's CPUs.
     *
     * @throws IOException saying why there is none: a NUMA node that was asked for and not reached is not measured, and
     *     never taken for another
     */
    static PlacementGrant of(ProbeSpec spec) throws IOException {
        PlacementGrant given = spec.grant();
        if (given != null) {
            return given;
        }
        NodeTopology topology = TopologyReader.read(Path.of("/"));
        Placement outcome = Placement.place(topology, List.of(spec.request()), topology.allowed());
        if (outcome instanceof Placement.Placed placed) {
            return placed.grants().get(0);
        }
        throw new IOException("not measured: " + spec.role() + " was not reached with CPUs " + topology.allowed() + ": "
                + String.join("; ", ((Placement.Refused) outcome).reasons()));
    }
}
