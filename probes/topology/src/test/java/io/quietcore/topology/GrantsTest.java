package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two NUMA nodes of two cores with two threads each: cores (0,4) (1,5) on node 0, (2,6) (3,7) on node 1. */
@Tag("once")
class GrantsTest {
    @TempDir
    private Path root;

    private Machine machine;

    @BeforeEach
    void eightThreads() throws IOException {
        machine = new Machine(root);
        machine.online("0-7").allowed("0-7").node(0, "0-1,4-5", 1024).node(1, "2-3,6-7", 1024);
        for (int cpu = 0; cpu < 8; cpu++) {
            machine.cpu(cpu, cpu % 4 / 2, cpu % 2, cpu % 4 + "," + (cpu % 4 + 4));
        }
    }

    private static ProbeSpec role(Probe probe, int numaNode, boolean pinned, String load) {
        return new ProbeSpec(
                "run",
                "tuned",
                probe.spelling(),
                "numa" + numaNode,
                1,
                1,
                probe,
                new PlacementRequest("host", numaNode, 1, probe.threads() - 1, pinned),
                null,
                Settings.NONE,
                new Schedule(2, 2, 50_000_000, 0, 0, 1_000),
                Parameters.NONE,
                new LoadOrder(load, CpuSet.EMPTY),
                List.of());
    }

    private List<ProbeSpec> granted(CpuSet candidates, ProbeSpec... roles) throws TopologyException {
        Grants grants = Grants.of(machine.read(), candidates, List.of(roles));
        assertThat(grants).isInstanceOf(Grants.Granted.class);
        return ((Grants.Granted) grants).specs();
    }

    private List<ProbeSpec> granted(ProbeSpec... roles) throws TopologyException {
        return granted(CpuSet.parse("0-7"), roles);
    }

    private static PlacementGrant grant(ProbeSpec spec) {
        PlacementGrant grant = spec.grant();
        assertThat(grant).isNotNull();
        return grant;
    }

    @Test
    void rolesMeasureOnTheirOwnNumaNodesInTheirOrder() throws Exception {
        List<ProbeSpec> specs = granted(
                role(Probe.JITTER, 1, true, LoadOrder.NONE.kind()), role(Probe.JITTER, 0, true, LoadOrder.NONE.kind()));

        assertThat(specs).extracting(ProbeSpec::role).containsExactly("numa1", "numa0");
        assertThat(grant(specs.get(0)).numaNode()).isEqualTo(1);
        assertThat(CpuSet.parse("2-3,6-7").containsAll(grant(specs.get(0)).measuringCpus()))
                .isTrue();
        assertThat(CpuSet.parse("0-1,4-5").containsAll(grant(specs.get(1)).measuringCpus()))
                .isTrue();
    }

    @Test
    void whatCannotBePlacedIsRefusedForAll() throws Exception {
        machine.allowed("0-1");

        assertThat(Grants.of(
                        machine.read(),
                        CpuSet.parse("0-1"),
                        List.of(role(Probe.JITTER, 0, true, "none"), role(Probe.JITTER, 1, true, "none"))))
                .isInstanceOfSatisfying(Grants.Refused.class, refused -> assertThat(refused.reasons())
                        .isNotEmpty());
    }

    @Test
    void aLoadKeepsOffEveryCoreThatMeasures() throws Exception {
        ProbeSpec spec = granted(role(Probe.JITTER, 0, true, "cpu")).get(0);

        CpuSet measuringCore =
                machine.read().siblings(grant(spec).measuringCpus().first());
        assertThat(spec.load().cpus().isEmpty()).isFalse();
        assertThat(spec.load().cpus().intersects(measuringCore)).isFalse();
        assertThat(CpuSet.parse("0-1,4-5").containsAll(spec.load().cpus())).isTrue();
    }

    @Test
    void besideAProbeThatIsNotPinnedALoadMayRunAnywhereOnItsNumaNode() throws Exception {
        assertThat(granted(role(Probe.JITTER, 0, false, "cpu")).get(0).load().cpus())
                .isEqualTo(CpuSet.parse("0-1,4-5"));
    }

    @Test
    void aMatrixPairsTheCandidatesAndAllCpusWhereThereAreNotTwo() throws Exception {
        ProbeSpec matrix = role(Probe.HANDOFF_MATRIX, 0, true, LoadOrder.NONE.kind());

        assertThat(granted(CpuSet.parse("0-2"), matrix).get(0).parameters().text(Parameter.CPUS))
                .isEqualTo("0-2");
        assertThat(granted(CpuSet.parse("1"), matrix).get(0).parameters().text(Parameter.CPUS))
                .isEqualTo("0-7");
    }
}
