package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.topology.NodeTopology.Cache;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a machine from sysfs and procfs, or from a captured tree of them (kernel: Documentation/ABI/stable/
 * sysfs-devices-system-cpu, sysfs-devices-node). Numbers may have gaps, CPUs may be offline, nodes may lack memory, CPUs
 * or files: what cannot be told is a note, and only a tree without CPUs is an error.
 */
public final class TopologyReader {
    private static final String CPU = "sys/devices/system/cpu/";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([KMG]?)");

    private final KernelFiles files;
    private final List<String> notes = new ArrayList<>();

    private TopologyReader(Path root) {
        this.files = new KernelFiles(root);
    }

    /**
     * Reads the machine below a root.
     *
     * @param root {@code /} for this machine, else the folder that holds {@code sys} and {@code proc}
     * @throws TopologyException when there is no such folder, or a file in it is not what a kernel writes
     */
    public static NodeTopology read(Path root) throws TopologyException {
        return new TopologyReader(root).read();
    }

    private NodeTopology read() throws TopologyException {
        if (!files.isFolder(CPU)) {
            throw new TopologyException(files.root().resolve(CPU)
                    + " is not there; expected a folder that holds 'sys' and 'proc' of a Linux machine");
        }
        CpuSet online = online();
        if (online.isEmpty()) {
            throw new TopologyException(files.root().resolve(CPU) + " names no CPU that is online");
        }
        List<NumaNode> nodes = new NumaReader(files, notes).read(online);
        CpuSet isolated = within(online, CPU + "isolated", "isolated");
        CpuSet nohzFull = within(online, CPU + "nohz_full", "nohz_full");
        CpuSet own = AllowedCpus.read(files, online, isolated);
        CpuSet allowed = own.intersect(online);
        if (allowed.isEmpty()) {
            notes.add("none of the allowed CPUs (" + own + ") is online; all online ones are taken as allowed");
            allowed = online;
        }
        return new NodeTopology(
                packages(online),
                nodes,
                cores(online, nodes),
                caches(online),
                online,
                allowed,
                isolated,
                nohzFull,
                notes);
    }

    /** The kernel's list; without one (before 2.6.26) each CPU's own file, and a CPU without either by its topology. */
    private CpuSet online() throws TopologyException {
        Optional<CpuSet> list = files.list(CPU + "online");
        if (list.isPresent()) {
            return list.get();
        }
        BitSet bits = new BitSet();
        for (int cpu : files.numbered(CPU, "cpu")) {
            Optional<Long> own = files.number(CPU + "cpu" + cpu + "/online");
            if (own.map(value -> value == 1).orElse(true)) {
                bits.set(cpu);
            }
        }
        return CpuSet.of(bits);
    }

    private CpuSet within(CpuSet online, String file, String name) throws TopologyException {
        CpuSet named = files.list(file).orElse(CpuSet.EMPTY);
        CpuSet offline = named.minus(online);
        if (!offline.isEmpty()) {
            notes.add(name + " names CPU " + offline + ", which is not online");
        }
        return named.intersect(online);
    }

    private List<NodeTopology.Socket> packages(CpuSet online) throws TopologyException {
        Map<Integer, CpuSet> packages = new TreeMap<>();
        for (int cpu : online.cpus()) {
            packages.merge(packageOf(cpu), CpuSet.of(cpu), CpuSet::union);
        }
        return packages.entrySet().stream()
                .map(each -> new NodeTopology.Socket(each.getKey(), each.getValue()))
                .toList();
    }

    /** Virtual machines and some Arm boards say -1: one package for all of them. */
    private int packageOf(int cpu) throws TopologyException {
        long id = files.number(CPU + "cpu" + cpu + "/topology/physical_package_id")
                .orElse(0L);
        return (int) Math.max(0, id);
    }

    private List<Core> cores(CpuSet online, List<NumaNode> nodes) throws TopologyException {
        List<Core> cores = new ArrayList<>();
        CpuSet seen = CpuSet.EMPTY;
        for (int cpu : online.cpus()) {
            if (seen.contains(cpu)) {
                continue;
            }
            String topology = CPU + "cpu" + cpu + "/topology/";
            CpuSet siblings = files.listOrMask(topology + "thread_siblings_list", topology + "thread_siblings")
                    .orElse(CpuSet.of(cpu))
                    .intersect(online)
                    .minus(seen)
                    .union(CpuSet.of(cpu));
            seen = seen.union(siblings);
            int node = nodes.stream()
                    .filter(each -> each.cpus().contains(cpu))
                    .map(NumaNode::id)
                    .findFirst()
                    .orElse(0);
            int id = files.number(topology + "core_id").map(Long::intValue).orElse(cpu);
            cores.add(new Core(id, packageOf(cpu), node, siblings));
        }
        return cores;
    }

    private List<Cache> caches(CpuSet online) throws TopologyException {
        Set<Cache> caches = new LinkedHashSet<>();
        for (int cpu : online.cpus()) {
            String folder = CPU + "cpu" + cpu + "/cache/";
            for (int index : files.numbered(folder, "index")) {
                String cache = folder + "index" + index + "/";
                Optional<Long> level = files.number(cache + "level");
                CpuSet shared = files.listOrMask(cache + "shared_cpu_list", cache + "shared_cpu_map")
                        .orElse(CpuSet.EMPTY)
                        .intersect(online);
                if (level.isPresent() && shared.contains(cpu)) {
                    String type = files.text(cache + "type").orElse("Unified");
                    caches.add(new Cache(level.get().intValue(), type, size(cache + "size"), shared));
                }
            }
        }
        return List.copyOf(caches);
    }

    private long size(String file) throws TopologyException {
        Matcher size = SIZE.matcher(files.text(file).orElse(""));
        if (!size.matches()) {
            return 0;
        }
        int shift =
                switch (size.group(2)) {
                    case "K" -> 10;
                    case "M" -> 20;
                    case "G" -> 30;
                    default -> 0;
                };
        return Long.parseLong(size.group(1)) << shift;
    }
}
