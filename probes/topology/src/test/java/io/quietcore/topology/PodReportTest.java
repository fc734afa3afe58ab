package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod on a node of four CPUs. */
@Tag("once")
class PodReportTest {
    @TempDir
    private Path root;

    private Machine machine;

    @BeforeEach
    void fourCpus() throws IOException {
        machine = new Machine(root).online("0-3").node(0, "0-3", 1024);
        for (int cpu = 0; cpu < 4; cpu++) {
            machine.cpu(cpu, 0, cpu, Integer.toString(cpu));
        }
    }

    private PodReport report(String allowed, String request, String limit) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put(PodOrders.NODE, "node1");
        environment.put(PodOrders.CPU_REQUEST, request);
        environment.put(PodOrders.CPU_LIMIT, limit);
        NodeTopology topology = machine.allowed(allowed).read();
        return PodReport.of("boot", topology, TopologyReader.cpuset(root, topology), environment);
    }

    @Test
    void aCpusetAsLargeAsTheWholeLimitIsThePodsOwn() throws Exception {
        PodReport report = report("2-3", "2000", "2000");

        assertThat(report.exclusive()).isTrue();
        assertThat(report.why()).contains("2-3");
        assertThat(report.node()).isEqualTo("node1");
        assertThat(report.bootId()).isEqualTo("boot");
    }

    @Test
    void aRequestThatIsNotTheLimitIsShared() throws Exception {
        PodReport report = report("0-3", "100", "4000");

        assertThat(report.exclusive()).isFalse();
        assertThat(report.why()).contains("100m", "4000m", "Guaranteed");
    }

    @Test
    void aLimitOfNoWholeCpusIsShared() throws Exception {
        assertThat(report("0-3", "1500", "1500").why()).contains("1500m", "whole number");
    }

    @Test
    void aCpusetThatIsLargerThanTheLimitHasNoStaticCpuManager() throws Exception {
        PodReport report = report("0-3", "2000", "2000");

        assertThat(report.exclusive()).isFalse();
        assertThat(report.why()).contains("0-3", "2 CPUs", "static");
    }

    /** The static policy keeps a CPU for the system, so that all CPUs are never one pod's. */
    @Test
    void allCpusOfTheNodeAreNeverExclusive() throws Exception {
        assertThat(report("0-3", "4000", "4000").exclusive()).isFalse();
    }

    @Test
    void whatTheDownwardApiDoesNotSayIsNoGuarantee() throws Exception {
        assertThat(PodReport.of("boot", machine.allowed("2").read(), CpuSet.of(2), Map.of())
                        .exclusive())
                .isFalse();
        assertThat(report("2", "many", "").exclusive()).isFalse();
    }

    @Test
    void aProcessWithoutTheDownwardApiIsInNoPod() {
        assertThat(PodReport.inPod(Map.of("PATH", "/bin"))).isFalse();
        assertThat(PodReport.inPod(Map.of(PodOrders.CPU_LIMIT, "1000"))).isTrue();
    }
}
