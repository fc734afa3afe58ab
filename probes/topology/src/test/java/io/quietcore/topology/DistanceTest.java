package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistanceTest {
    /** Two packages; the first has two NUMA nodes, the first of which has two clusters of two cores with two threads. */
    private static final NodeTopology MACHINE = new NodeTopology(
            List.of(new NodeTopology.Socket(0, CpuSet.parse("0-9")), new NodeTopology.Socket(1, CpuSet.parse("10-11"))),
            List.of(
                    new NodeTopology.NumaNode(0, CpuSet.parse("0-7"), 1, Map.of()),
                    new NodeTopology.NumaNode(1, CpuSet.parse("8-9"), 1, Map.of()),
                    new NodeTopology.NumaNode(2, CpuSet.parse("10-11"), 1, Map.of())),
            List.of(
                    new NodeTopology.Core(0, 0, 0, CpuSet.parse("0-1")),
                    new NodeTopology.Core(1, 0, 0, CpuSet.parse("2-3")),
                    new NodeTopology.Core(2, 0, 0, CpuSet.parse("4-5")),
                    new NodeTopology.Core(3, 0, 0, CpuSet.parse("6-7"))),
            List.of(
                    new NodeTopology.Cache(2, "Unified", 1, CpuSet.parse("0-3")),
                    new NodeTopology.Cache(2, "Unified", 1, CpuSet.parse("4-7")),
                    new NodeTopology.Cache(3, "Unified", 1, CpuSet.parse("0-7"))),
            CpuSet.parse("0-11"),
            CpuSet.parse("0-11"),
            CpuSet.EMPTY,
            CpuSet.EMPTY,
            List.of());

    @Test
    void theSmallestThingThatHoldsBothIsTheDistance() {
        assertThat(Distance.between(MACHINE, 0, 1)).isEqualTo(Distance.SMT);
        assertThat(Distance.between(MACHINE, 0, 2)).isEqualTo(Distance.CLUSTER);
        assertThat(Distance.between(MACHINE, 3, 4)).isEqualTo(Distance.NODE);
        assertThat(Distance.between(MACHINE, 0, 8)).isEqualTo(Distance.PACKAGE);
        assertThat(Distance.between(MACHINE, 0, 10)).isEqualTo(Distance.MACHINE);
    }
}
