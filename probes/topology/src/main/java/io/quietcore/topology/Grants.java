package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The orders of roles that measure at the same time on one machine, with their places, loads and CPUs filled in. Pure; made
 * where the allowed CPUs are known: in the controller for processes of its own machine, in the pod on a cluster.
 */
public sealed interface Grants permits Grants.Granted, Grants.Refused {
    /**
     * Every role has its place.
     *
     * @param specs in the order of the roles
     */
    record Granted(List<ProbeSpec> specs) implements Grants {
        public Granted {
            specs = List.copyOf(specs);
        }
    }

    /**
     * They cannot be placed together.
     *
     * @param reasons in words
     */
    record Refused(List<String> reasons) implements Grants {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Places the roles.
     *
     * @param candidates the CPUs that pinned roles may measure on
     */
    static Grants of(NodeTopology topology, CpuSet candidates, List<ProbeSpec> roles) {
        Placement placement =
                Placement.place(topology, roles.stream().map(ProbeSpec::request).toList(), candidates);
        if (!(placement instanceof Placement.Placed placed)) {
            return new Refused(((Placement.Refused) placement).reasons());
        }
        List<ProbeSpec> granted = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            PlacementGrant grant = placed.grants().get(i);
            ProbeSpec role = withCpus(topology, candidates, roles.get(i)).granted(grant);
            granted.add(withLoad(topology, role, grant, placed.grants()));
        }
        return new Granted(granted);
    }

    /** A load runs on the allowed CPUs of its role's NUMA node, off every core that measures. */
    private static ProbeSpec withLoad(
            NodeTopology topology, ProbeSpec role, PlacementGrant own, List<PlacementGrant> all) {
        if (role.load().kind().equals(LoadOrder.NONE.kind())) {
            return role;
        }
        CpuSet measuring = CpuSet.EMPTY;
        for (PlacementGrant grant : all) {
            // Where nothing is pinned, no CPU is anybody's, and the load runs on all of them.
            for (int cpu : grant.pinned() ? grant.probeCpus().cpus() : List.<Integer>of()) {
                measuring = measuring.union(topology.siblings(cpu));
            }
        }
        CpuSet cpus = topology.numaNode(own.numaNode())
                .map(numaNode -> numaNode.cpus().intersect(topology.allowed()))
                .orElse(topology.allowed())
                .minus(measuring);
        return role.loaded(new LoadOrder(role.load().kind(), cpus));
    }

    /** A matrix pairs the CPUs that may measure; a single one with all others. */
    private static ProbeSpec withCpus(NodeTopology topology, CpuSet candidates, ProbeSpec role) {
        if (role.probe() != Probe.HANDOFF_MATRIX
                || !role.parameters().text(Parameter.CPUS).isEmpty()) {
            return role;
        }
        CpuSet named = topology.allowed().intersect(candidates);
        return role.told(Parameter.CPUS, (named.size() < 2 ? topology.allowed() : named).toString());
    }
}
