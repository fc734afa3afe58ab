package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.util.Locale;

/** How far apart two CPUs are: the smallest thing that holds both. */
public enum Distance {
    /** Two hardware threads of one core. */
    SMT,
    /** Two cores that share a cache which not all of their NUMA node share. */
    CLUSTER,
    /** Two of one NUMA node. */
    NODE,
    /** Two NUMA nodes of one package. */
    PACKAGE,
    /** Two packages. */
    MACHINE;

    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Between two CPUs of a machine. */
    public static Distance between(NodeTopology topology, int a, int b) {
        CpuSet both = CpuSet.of(a).union(CpuSet.of(b));
        if (topology.siblings(a).contains(b)) {
            return SMT;
        }
        boolean oneNode = topology.numaNodes().stream()
                .anyMatch(node -> both.minus(node.cpus()).isEmpty());
        // A cache that a whole NUMA node shares tells no more than the node does.
        boolean cache = topology.caches().stream()
                .filter(each -> both.minus(each.cpus()).isEmpty())
                .anyMatch(each -> topology.numaNodes().stream()
                        .noneMatch(node -> node.cpus().minus(each.cpus()).isEmpty()));
        if (cache) {
            return CLUSTER;
        }
        if (oneNode) {
            return NODE;
        }
        return topology.packages().stream()
                        .anyMatch(each -> both.minus(each.cpus()).isEmpty())
                ? PACKAGE
                : MACHINE;
    }
}
