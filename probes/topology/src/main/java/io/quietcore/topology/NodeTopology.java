package io.quietcore.topology;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.contract.CpuSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a machine is made of. JSON of it is what {@code quietcore topology -o json} prints.
 *
 * @param packages sockets with a CPU online
 * @param numaNodes with a CPU online, or with memory; one node 0 where the kernel knows none
 * @param cores physical cores with a CPU online, by the kernel's {@code thread_siblings_list}
 * @param caches levels shared by more than one CPU, and each CPU's own
 * @param online CPUs that the kernel schedules on
 * @param allowed those of them that this process may measure on, by its cpuset and its affinity mask
 * @param isolated off the scheduler's load balancing ({@code isolcpus=})
 * @param nohzFull with the tick stopped while one task runs ({@code nohz_full=})
 * @param notes what was odd, in words
 */
public record NodeTopology(
        List<Socket> packages,
        List<NumaNode> numaNodes,
        List<Core> cores,
        List<Cache> caches,
        CpuSet online,
        CpuSet allowed,
        CpuSet isolated,
        CpuSet nohzFull,
        List<String> notes) {
    public NodeTopology {
        packages = List.copyOf(packages);
        numaNodes = List.copyOf(numaNodes);
        cores = List.copyOf(cores);
        caches = List.copyOf(caches);
        notes = List.copyOf(notes);
    }

    /**
     * A socket.
     *
     * @param id {@code physical_package_id}
     * @param cpus online in it
     */
    public record Socket(int id, CpuSet cpus) {}

    /**
     * A NUMA node.
     *
     * @param id the kernel's number; the lowest one of nodes whose CPU lists overlap, which are taken as one
     * @param cpus online in it; empty for memory without CPUs
     * @param memoryBytes {@code MemTotal}; 0 for CPUs without memory
     * @param hugePages by size as the kernel spells it, such as {@code 2048kB}
     */
    public record NumaNode(int id, CpuSet cpus, long memoryBytes, Map<String, HugePages> hugePages) {
        public NumaNode {
            hugePages = Collections.unmodifiableMap(new TreeMap<>(hugePages));
        }
    }

    /**
     * Huge pages of one size on one NUMA node.
     *
     * @param total {@code nr_hugepages}
     * @param free {@code free_hugepages}
     */
    public record HugePages(long total, long free) {}

    /**
     * A physical core. Its id is unique in its package only, and numbers may be missing.
     *
     * @param id {@code core_id}
     * @param packageId of its socket
     * @param numaNode of its CPUs
     * @param cpus its SMT siblings that are online
     */
    public record Core(int id, @JsonProperty("package") int packageId, int numaNode, CpuSet cpus) {}

    /**
     * A cache.
     *
     * @param level from 1
     * @param type Data, Instruction or Unified
     * @param sizeBytes 0 where it is not told
     * @param cpus online that share it
     */
    public record Cache(int level, String type, long sizeBytes, CpuSet cpus) {}

    public Optional<NumaNode> numaNode(int id) {
        return numaNodes.stream().filter(node -> node.id() == id).findFirst();
    }

    /** The CPUs of one physical core with this one, itself among them. */
    public CpuSet siblings(int cpu) {
        return cores.stream()
                .map(Core::cpus)
                .filter(cpus -> cpus.contains(cpu))
                .findFirst()
                .orElse(CpuSet.of(cpu));
    }

    /** {@link #siblings} of every CPU that is online, for who asks of many. */
    Map<Integer, CpuSet> siblingsOfEach() {
        Map<Integer, CpuSet> siblings = new HashMap<>();
        cores.forEach(core -> core.cpus().cpus().forEach(cpu -> siblings.putIfAbsent(cpu, core.cpus())));
        return siblings;
    }
}
