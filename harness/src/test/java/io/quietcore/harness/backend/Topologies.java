package io.quietcore.harness.backend;

import io.quietcore.contract.CpuSet;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import io.quietcore.topology.NodeTopology.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A machine of two sockets, each a NUMA node of two cores without SMT: the first two of the captured 16amd64-8n2c (hwloc). */
public final class Topologies {
    private static final CpuSet ALL = CpuSet.parse("0-3");
    private static final long MEMORY_BYTES = 4L << 30;

    private Topologies() {}

    /** That machine, for a process that may use these of its CPUs 0-3. */
    public static NodeTopology twoNumaNodes(String allowed) {
        return new NodeTopology(
                List.of(new Socket(0, CpuSet.parse("0-1")), new Socket(1, CpuSet.parse("2-3"))),
                List.of(
                        new NumaNode(0, CpuSet.parse("0-1"), MEMORY_BYTES, Map.of()),
                        new NumaNode(1, CpuSet.parse("2-3"), MEMORY_BYTES, Map.of())),
                IntStream.range(0, 4)
                        .mapToObj(cpu -> new Core(cpu % 2, cpu / 2, cpu / 2, CpuSet.of(cpu)))
                        .toList(),
                List.of(),
                ALL,
                CpuSet.parse(allowed),
                CpuSet.EMPTY,
                CpuSet.EMPTY,
                List.of());
    }

    /** A machine of one NUMA node with two CPUs, for a process that may use these of its CPUs 0-1. */
    public static NodeTopology oneNumaNode(String allowed) {
        CpuSet all = CpuSet.parse("0-1");
        return new NodeTopology(
                List.of(new Socket(0, all)),
                List.of(new NumaNode(0, all, MEMORY_BYTES, Map.of())),
                List.of(new Core(0, 0, 0, CpuSet.of(0)), new Core(1, 0, 0, CpuSet.of(1))),
                List.of(),
                all,
                CpuSet.parse(allowed),
                CpuSet.EMPTY,
                CpuSet.EMPTY,
                List.of());
    }
}
