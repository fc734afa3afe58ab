package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.sun.management.ThreadMXBean;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.topology.NodeTopology.HugePages;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class TopologyReaderTest {
    @TempDir
    private Path root;

    private Machine machine;

    @BeforeEach
    void newMachine() {
        machine = new Machine(root);
    }

    private void fourCpusOnTwoNodes() throws IOException {
        machine.online("0-3").allowed("0-3").node(0, "0,2", 1024).node(1, "1,3", 2048);
        for (int cpu = 0; cpu < 4; cpu++) {
            machine.cpu(cpu, cpu % 2, cpu / 2, Integer.toString(cpu));
        }
    }

    @Test
    void theJsonHasTheDocumentedShape() throws Exception {
        fourCpusOnTwoNodes();
        machine.isolated("3").file("sys/devices/system/cpu/nohz_full", "3");
        machine.file("sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "8")
                .file("sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages", "6");

        assertThat(CanonicalJson.write(machine.read()))
                .isEqualTo("{\"allowed\":[0,1,2,3],\"caches\":[],\"cores\":["
                        + "{\"cpus\":[0],\"id\":0,\"numaNode\":0,\"package\":0},"
                        + "{\"cpus\":[1],\"id\":0,\"numaNode\":1,\"package\":1},"
                        + "{\"cpus\":[2],\"id\":1,\"numaNode\":0,\"package\":0},"
                        + "{\"cpus\":[3],\"id\":1,\"numaNode\":1,\"package\":1}],"
                        + "\"isolated\":[3],\"nohzFull\":[3],\"notes\":[],\"numaNodes\":["
                        + "{\"cpus\":[0,2],\"hugePages\":{},\"id\":0,\"memoryBytes\":1048576},"
                        + "{\"cpus\":[1,3],\"hugePages\":{\"2048kB\":{\"free\":6,\"total\":8}},\"id\":1,"
                        + "\"memoryBytes\":2097152}],\"online\":[0,1,2,3],\"packages\":["
                        + "{\"cpus\":[0,2],\"id\":0},{\"cpus\":[1,3],\"id\":1}]}");
    }

    @Test
    void offlineCpusAndSparseNumbersAreLeftOutEverywhere() throws Exception {
        machine.online("0,6")
                .allowed("0-7")
                .node(0, "0,2,6", 1)
                .cpu(0, 0, 0, "0,2")
                .cpu(6, 7, 33, "6");
        machine.isolated("2,6");

        NodeTopology topology = machine.read();

        assertThat(topology.online()).isEqualTo(CpuSet.of(0, 6));
        assertThat(topology.allowed()).isEqualTo(CpuSet.of(0, 6));
        assertThat(topology.siblings(0)).isEqualTo(CpuSet.of(0));
        assertThat(topology.isolated()).isEqualTo(CpuSet.of(6));
        assertThat(topology.notes()).anyMatch(note -> note.contains("isolated names CPU 2"));
        assertThat(topology.cores()).extracting(NodeTopology.Core::id).containsExactly(0, 33);
    }

    @Test
    void aKernelWithoutNumaHasOneNode() throws Exception {
        machine.online("0-1")
                .file("proc/meminfo", "MemTotal:  2048 kB")
                .cpu(0, -1, 0, "0")
                .cpu(1, -1, 1, "1");
        machine.file("sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "2");

        NodeTopology topology = machine.read();

        assertThat(topology.numaNodes())
                .containsExactly(
                        new NumaNode(0, CpuSet.of(0, 1), 2048L << 10, Map.of("1048576kB", new HugePages(2, 0))));
        assertThat(topology.packages()).hasSize(1);
        assertThat(topology.allowed()).as("nothing restricts it").isEqualTo(CpuSet.of(0, 1));
    }

    @Test
    void nodesWithoutMemoryOrWithoutCpusAreKept() throws Exception {
        fourCpusOnTwoNodes();
        machine.node(4, "", 4096).node(0, "0,2", 0);

        assertThat(machine.read().numaNodes())
                .extracting(
                        NumaNode::id, NumaNode::memoryBytes, node -> node.cpus().size())
                .containsExactly(tuple(0, 0L, 2), tuple(1, 2048L << 10, 2), tuple(4, 4096L << 10, 0));
    }

    @Test
    void nodesThatOverlapAreReportedAndTakenAsOne() throws Exception {
        fourCpusOnTwoNodes();
        machine.node(1, "0,1,3", 2048).node(2, "2", 1);

        NodeTopology topology = machine.read();

        assertThat(topology.numaNodes())
                .extracting(NumaNode::id, NumaNode::cpus)
                .containsExactly(tuple(0, CpuSet.of(0, 1, 2, 3)));
        assertThat(topology.notes()).hasSize(2).allMatch(note -> note.contains("taken as one node"));
    }

    @Test
    void cpusThatNoNodeNamesAreReportedAndPartOfTheFirst() throws Exception {
        fourCpusOnTwoNodes();
        machine.node(1, "1", 2048);

        NodeTopology topology = machine.read();

        assertThat(topology.numaNode(0).orElseThrow().cpus()).isEqualTo(CpuSet.of(0, 2, 3));
        assertThat(topology.notes()).anyMatch(note -> note.contains("CPU 3 belongs to no NUMA node"));
    }

    @Test
    void masksOfOldKernelsAreRead() throws Exception {
        machine.file("sys/devices/system/cpu/cpu0/online", "1")
                .file("sys/devices/system/cpu/cpu1/online", "0")
                .file("sys/devices/system/cpu/cpu33/topology/thread_siblings", "00000002,00000001")
                .file("sys/devices/system/cpu/cpu0/topology/thread_siblings", "00000002,00000001")
                .file("sys/devices/system/node/node0/cpumap", "00000002,00000003");

        NodeTopology topology = machine.read();

        assertThat(topology.online()).isEqualTo(CpuSet.of(0, 33));
        assertThat(topology.siblings(0)).isEqualTo(CpuSet.of(0, 33));
        assertThat(topology.numaNodes().get(0).cpus()).isEqualTo(CpuSet.of(0, 33));
    }

    @Test
    void aCaptureIsAllowedWhatItsCgroupSays() throws Exception {
        fourCpusOnTwoNodes();
        Files.delete(root.resolve("proc/self/status"));
        machine.file("proc/self/cpuset", "/pod")
                .file("proc/mounts", "none /sys/fs/cgroup cgroup2 rw 0 0")
                .file("sys/fs/cgroup/pod/cpuset.cpus.effective", "1-2");

        assertThat(machine.read().allowed()).isEqualTo(CpuSet.of(1, 2));
    }

    @Test
    void aMachineOfManyCpusIsReadAndDrawn() throws Exception {
        machine.online("0-1023").allowed("0-1023");
        for (int cpu = 0; cpu < 1024; cpu++) {
            machine.cpu(cpu, cpu / 256 % 2, cpu % 512, cpu % 512 + "," + (cpu % 512 + 512));
        }
        for (int node = 0; node < 8; node++) {
            machine.node(
                    node,
                    node * 64 + "-" + (node * 64 + 63) + "," + (512 + node * 64) + "-" + (575 + node * 64),
                    1 << 20);
        }

        NodeTopology topology = machine.read();

        assertThat(topology.cores()).hasSize(512).allMatch(core -> core.cpus().size() == 2);
        assertThat(TopologyText.draw(topology).lines()).allMatch(line -> line.length() <= 100);
        assertThat(TopologyText.draw(topology)).contains("[511 1023]");
    }

    @Test
    void aFileThatNoKernelWroteIsNamed() throws Exception {
        fourCpusOnTwoNodes();
        machine.online("0-x");

        assertThatThrownBy(machine::read)
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("cpu/online")
                .hasMessageContaining("'0-x'")
                .hasMessageContaining("expected a CPU list");
    }

    @Test
    void emptyListsOfOldKernelsAreEmpty() throws Exception {
        NodeTopology topology = TopologyReader.read(
                Path.of(Objects.requireNonNull(TopologyReaderTest.class.getResource("/machines/nul-lists"))
                        .toURI()));

        assertThat(topology.online()).isEqualTo(CpuSet.parse("0-7"));
        assertThat(topology.nohzFull()).isEqualTo(CpuSet.EMPTY);
        assertThat(topology.notes()).isEmpty();
    }

    @Test
    void nulsBehindAListEndIt() throws Exception {
        fourCpusOnTwoNodes();
        machine.online("0-3\0\0").isolated("1\n\0").file("sys/devices/system/cpu/nohz_full", "(null)");
        machine.file("sys/devices/system/cpu/cpu0/topology/core_id", "7\0");

        NodeTopology topology = machine.read();

        assertThat(topology.online()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(topology.isolated()).isEqualTo(CpuSet.of(1));
        assertThat(topology.nohzFull()).isEqualTo(CpuSet.EMPTY);
        assertThat(topology.cores().get(0).id()).isEqualTo(7);
        assertThat(topology.notes()).isEmpty();
    }

    @Test
    void anEmptyListOfCpusOnlineIsANoteAndTheFoldersCount() throws Exception {
        fourCpusOnTwoNodes();
        machine.online("").file("sys/devices/system/cpu/cpu3/online", "0");

        NodeTopology topology = machine.read();

        assertThat(topology.online()).isEqualTo(CpuSet.of(0, 1, 2));
        assertThat(topology.notes()).anyMatch(note -> note.contains("online is empty"));
    }

    @Test
    void coreNumbersThatAreMissingOrOddAreNotes() throws Exception {
        fourCpusOnTwoNodes();
        machine.file("sys/devices/system/cpu/cpu1/topology/core_id", "-1")
                .file("sys/devices/system/cpu/cpu2/topology/core_id", "4294967295");
        Files.delete(root.resolve("sys/devices/system/cpu/cpu3/topology/core_id"));

        NodeTopology topology = machine.read();

        assertThat(topology.cores()).extracting(NodeTopology.Core::id).containsExactly(0, 1, 2, 3);
        assertThat(topology.notes())
                .anyMatch(note -> note.contains("core_id is not told for CPU 1-3"))
                .anyMatch(note -> note.contains("cpu1/topology/core_id: found '-1'") && note.contains("1 more"));
    }

    @Test
    void whatNoKernelWritesIsANoteAndCountsAsNothing() throws Exception {
        fourCpusOnTwoNodes();
        machine.isolated("x")
                .file("sys/devices/system/cpu/nohz_full", "3-1")
                .file("sys/devices/system/cpu/cpu0/topology/physical_package_id", "99999999999")
                .file("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "all of them")
                .file("sys/devices/system/cpu/cpu0/cache/index0/level", "one")
                .file("sys/devices/system/node/node0/cpulist", "?")
                .file("proc/self/status", "Cpus_allowed_list:\tmany");

        NodeTopology topology = machine.read();

        assertThat(topology.allowed()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(topology.siblings(0)).isEqualTo(CpuSet.of(0));
        for (String file : List.of(
                "isolated",
                "nohz_full",
                "physical_package_id",
                "thread_siblings_list",
                "cache/index0/level",
                "node0/cpulist",
                "proc/self/status")) {
            assertThat(topology.notes()).anyMatch(note -> note.contains(file + ": found '"));
        }
    }

    /** Four times the CPUs: about four times the work, by what it allocates. It was sixteen times. */
    @Test
    void theWorkGrowsWithTheCpusAndNotWithTheirSquare() throws Exception {
        Path small = root.resolve("small");
        Path large = root.resolve("large");
        manyCpus(small, 256);
        manyCpus(large, 1_024);
        allocatedBytes(small);

        assertThat(allocatedBytes(large)).isLessThan(7 * allocatedBytes(small));
    }

    private static void manyCpus(Path folder, int cpus) throws IOException {
        Machine many = new Machine(folder).online("0-" + (cpus - 1)).allowed("0-" + (cpus - 1));
        for (int cpu = 0; cpu < cpus; cpu++) {
            int sibling = cpu ^ 1;
            many.file(
                    "sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list",
                    Math.min(cpu, sibling) + "," + Math.max(cpu, sibling));
        }
    }

    private static long allocatedBytes(Path folder) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(TopologyReader.read(folder).cores()).isNotEmpty();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aFolderThatIsNoMachineIsNamed() {
        assertThatThrownBy(machine::read)
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("'sys' and 'proc'");
    }

    @Test
    void thisMachineIsRead() throws Exception {
        NodeTopology topology = TopologyReader.read(Path.of("/"));

        assertThat(topology.online().size())
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(topology.online().containsAll(topology.allowed())).isTrue();
    }

    /** Seen on a PREEMPT_RT machine with isolcpus=managed_irq,domain,1,3: the inherited mask was 0,2. */
    @Test
    void isolatedCpusAreAllowedThoughTheKernelKeepsThemOutOfTheInheritedMask() throws Exception {
        machine.online("0-3").isolated("1,3").allowed("0,2");

        assertThat(machine.read().allowed()).isEqualTo(CpuSet.of(0, 1, 2, 3));
    }

    @Test
    void aMaskThatSomebodySetIsObeyedOnAMachineWithIsolatedCpusToo() throws Exception {
        machine.online("0-3").isolated("1,3").allowed("0");
        assertThat(machine.read().allowed()).isEqualTo(CpuSet.of(0));

        machine.allowed("1");
        assertThat(machine.read().allowed()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void aCpusetOfIsolatedCpusIsAllowedWhole() throws Exception {
        machine.online("0-7")
                .isolated("4-7")
                .allowed("5,7")
                .file("proc/self/cpuset", "/")
                .file("proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0")
                .file("sys/fs/cgroup/cpuset.cpus.effective", "5,7");

        assertThat(machine.read().allowed()).isEqualTo(CpuSet.of(5, 7));
    }
}
