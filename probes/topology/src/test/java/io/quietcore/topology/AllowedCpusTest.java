package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight CPUs, of which 2-7 are isolated, under what containers, systemd and cpusets make of them. */
@Tag("once")
class AllowedCpusTest {
    private static final String HYBRID = "12:freezer:/\n3:cpuset:/kubepods/pod1/c1\n0::/system.slice/kubelet.service\n";

    @TempDir
    private Path root;

    private Machine machine;

    @BeforeEach
    void eightCpus() throws IOException {
        machine = new Machine(root).online("0-7").isolated("2-7").node(0, "0-7", 1024);
        for (int cpu = 0; cpu < 8; cpu++) {
            machine.cpu(cpu, 0, cpu, Integer.toString(cpu));
        }
    }

    private static NodeTopology kept(String name) throws Exception {
        return TopologyReader.read(
                Path.of(Objects.requireNonNull(AllowedCpusTest.class.getResource("/machines/" + name))
                        .toURI()));
    }

    /** Of a Guaranteed pod of two CPUs. */
    private PodReport report(NodeTopology topology) {
        return PodReport.of(
                "boot",
                topology,
                TopologyReader.cpuset(root, topology),
                Map.of(PodOrders.CPU_REQUEST, "2000", PodOrders.CPU_LIMIT, "2000"));
    }

    private NodeTopology read(String allowed) throws IOException {
        return machine.allowed(allowed).read();
    }

    @Test
    void withoutCpusetFileThePathIsThatOfTheCgroupFile() throws Exception {
        assertThat(kept("v2-without-cpuset-file").allowed()).isEqualTo(CpuSet.parse("0-1,4-7"));
    }

    @Test
    void aMountPointMayHoldBlanks() throws Exception {
        assertThat(kept("blank-in-mount-point").allowed()).isEqualTo(CpuSet.parse("0-3"));
    }

    @Test
    void inAContainerOfVersion1ThePathIsTheHostsAndTheMountBeginsAtItsEnd() throws Exception {
        machine.file("proc/self/cpuset", "/kubepods/pod1/c1")
                .file("proc/self/cgroup", HYBRID)
                .file(
                        "proc/self/mountinfo",
                        "700 690 0:31 /kubepods/pod1/c1 /sys/fs/cgroup/cpuset ro,nosuid master:11 - cgroup cgroup rw,cpuset")
                .file("sys/fs/cgroup/cpuset/cpuset.effective_cpus", "0-1,4-5")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-1,4-5");

        assertThat(read("0-1,4-5").allowed()).isEqualTo(CpuSet.parse("0-1,4-5"));
    }

    /** A host of many containers: 10 MB of them, and the one that counts behind all. */
    @Test
    void aMountTableMayBeLong() throws Exception {
        String layer = "/var/lib/containers/storage/overlay/" + "a".repeat(200);
        StringBuilder mounts = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            mounts.append(i + " 1 0:31 / " + layer + i + " rw - overlay overlay rw\n");
        }
        machine.file("proc/self/cgroup", HYBRID)
                .file("proc/self/mountinfo", mounts + "9 1 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n")
                .file("sys/fs/cgroup/cpuset/kubepods/pod1/c1/cpuset.effective_cpus", "0-1,4-5");

        NodeTopology topology = read("0-1,4-5");

        assertThat(topology.allowed()).isEqualTo(CpuSet.parse("0-1,4-5"));
        assertThat(topology.notes()).isEmpty();
    }

    @Test
    void aContainerWithinAContainerOfVersion1IsFoundBelowTheMount() throws Exception {
        machine.file("proc/self/cgroup", "3:cpuset:/docker/abc/inner\n")
                .file(
                        "proc/self/mountinfo",
                        "700 690 0:31 /docker/abc /mnt/my\\040cpus rw - cgroup cgroup rw,cpuset,noprefix")
                .file("mnt/my cpus/cpus", "0-5")
                .file("mnt/my cpus/inner/cpus", "0-1,4");

        assertThat(read("0-1,4").allowed()).isEqualTo(CpuSet.parse("0-1,4"));
    }

    /** Of captures: /proc/mounts does not tell where a mount begins. */
    @Test
    void withoutMountInfoTheTopOfTheMountIsTheContainersOwn() throws Exception {
        machine.file("proc/self/cgroup", HYBRID)
                .file(
                        "proc/mounts",
                        "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
                                + "cgroup /sys/fs/cgroup/cpuset cgroup ro,nosuid,cpuset 0 0")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-1,6");

        assertThat(read("0-1,6").allowed()).isEqualTo(CpuSet.parse("0-1,6"));
    }

    @Test
    void onAHybridHostVersion1DecidesThoughVersion2IsMountedFirst() throws Exception {
        machine.file("proc/self/cgroup", "3:cpuset:/\n0::/user.slice\n")
                .file(
                        "proc/self/mountinfo",
                        "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
                                + "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset")
                .file("sys/fs/cgroup/unified/cpuset.cpus.effective", "0-7")
                .file("sys/fs/cgroup/cpuset/cpuset.effective_cpus", "0-3");

        assertThat(read("0-1").allowed())
                .as("isolcpus keeps 2-3 out of the mask")
                .isEqualTo(CpuSet.parse("0-3"));
    }

    @Test
    void aServiceIsHeldToTheCpusOfItsSlice() throws Exception {
        machine.file("proc/self/cpuset", "/bench.slice")
                .file("proc/self/cgroup", "0::/bench.slice/run-u7.service\n")
                .file("proc/self/mountinfo", "29 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate")
                .file("sys/fs/cgroup/cpuset.cpus.effective", "0-7")
                .file("sys/fs/cgroup/bench.slice/cpuset.cpus.effective", "0-1,4-5")
                .file("sys/fs/cgroup/bench.slice/run-u7.service/cgroup.procs", "1");

        assertThat(read("0-1,4-5").allowed()).isEqualTo(CpuSet.parse("0-1,4-5"));
        assertThat(read("0-1").allowed()).as("inherited under isolcpus").isEqualTo(CpuSet.parse("0-1,4-5"));
    }

    @Test
    void inACgroupNamespaceTheTopOfTheMountIsTheContainersOwn() throws Exception {
        machine.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", "900 890 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw")
                .file("sys/fs/cgroup/cpuset.cpus.effective", "2-3");

        NodeTopology topology = read("2-3");

        assertThat(topology.allowed()).isEqualTo(CpuSet.parse("2-3"));
        assertThat(report(topology).exclusive()).isTrue();
    }

    /** The host's cgroupfs in a container that has a namespace of its own: names above it are not told. */
    @Test
    void aMountFromAboveTheNamespaceSaysNothingAndTheMaskDecides() throws Exception {
        machine.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", "900 890 0:26 /../../.. /host/cgroup ro - cgroup2 cgroup rw")
                .file("host/cgroup/cpuset.cpus.effective", "0-7");

        assertThat(read("0-1,4").allowed()).isEqualTo(CpuSet.parse("0-1,4"));
    }

    /** The kernel gives nobody isolated CPUs unasked: this mask is that of an attach to a cpuset, or of taskset. */
    @Test
    void aMaskWithSomeIsolatedCpusWasMeant() throws Exception {
        assertThat(read("0-1,4-7").allowed()).isEqualTo(CpuSet.parse("0-1,4-7"));
    }

    @Test
    void whatIsolcpusTookFromTheMaskIsAllowedAndSaidToBeSupposedWhereNoCpusetIsSeen() throws Exception {
        NodeTopology topology = read("0-1");

        assertThat(topology.allowed()).isEqualTo(CpuSet.parse("0-7"));
        assertThat(topology.notes()).anyMatch(note -> note.contains("2-7") && note.contains("cannot be seen"));
    }

    @Test
    void twoCpusOfASharedPoolAreNotThePodsOwn() throws Exception {
        machine.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", "900 890 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw")
                .file("sys/fs/cgroup/cpuset.cpus.effective", "0-5");

        NodeTopology bound = read("4-5");
        PodReport report = report(bound);

        assertThat(bound.allowed()).isEqualTo(CpuSet.parse("4-5"));
        assertThat(report.exclusive()).isFalse();
        assertThat(report.why()).contains("the cpuset is 0-5");
    }

    @Test
    void aMaskOutsideOfTheCpusetIsNotBelieved() throws Exception {
        machine.file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", "900 890 0:26 / / ro,nosuid - cgroup2 cgroup rw")
                .file("cpuset.cpus.effective", "0-3");

        NodeTopology topology = read("4-5");

        assertThat(topology.allowed()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(topology.notes()).anyMatch(note -> note.contains("4-5 lies outside of the cpuset 0-3"));
    }

    @Test
    void namesThatNoFileCanHaveAreNoMountPoints() throws Exception {
        machine.file("proc/self/cgroup", "0::/a/../b\n1:cpuset\n")
                .file("proc/self/mountinfo", "- \n900 890 0:26 / /\\000 ro - cgroup2 cgroup rw\n900 - cgroup2 x y");

        assertThat(read("4-5").allowed()).isEqualTo(CpuSet.parse("4-5"));
    }
}
