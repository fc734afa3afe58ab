package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.topology.NodeTopology.Cache;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
 * or files: what cannot be told is a note, and only a tree that does not tell its CPUs is an error. Time and memory grow
 * with the size of what is read.
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
     * @throws TopologyException when there is no such folder, or it does not tell which CPUs are online
     */
    public static NodeTopology read(Path root) throws TopologyException {
        return new TopologyReader(root).read();
    }

    /**
     * The CPUs that the cpuset of this process gives it, of those that are online: more than are allowed where somebody bound
     * the process to less. Its affinity mask where the cpuset cannot be seen.
     *
     * @param root that the machine was read from
     */
    public static CpuSet cpuset(Path root, NodeTopology topology) {
        return AllowedCpus.read(new KernelFiles(root), topology.online(), topology.isolated())
                .cpuset();
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
        AllowedCpus allowed = AllowedCpus.read(files, online, isolated);
        notes.addAll(allowed.notes());
        Map<Integer, Integer> packages = packageOfEach(online);
        List<Core> cores = cores(online, nodes, packages);
        List<Cache> caches = caches(online);
        notes.addAll(files.oddities());
        return new NodeTopology(
                packages(packages), nodes, cores, caches, online, allowed.cpus(), isolated, nohzFull, notes);
    }

    /** The kernel's list; without one (before 2.6.26) each CPU's own file, and a CPU without either by its topology. */
    private CpuSet online() throws TopologyException {
        Optional<String> list = files.text(CPU + "online");
        if (list.isPresent() && !list.get().isEmpty()) {
            try {
                return CpuSet.parse(list.get());
            } catch (IllegalArgumentException e) {
                throw new TopologyException(files.root().resolve(CPU + "online")
                        + KernelFiles.found(list.get(), "a CPU list such as 0-3,8"));
            }
        }
        if (list.isPresent()) {
            notes.add("the list of CPUs that are online is empty; those with a folder of their own are taken");
        }
        List<Integer> cpus = new ArrayList<>();
        for (int cpu : files.numbered(CPU, "cpu")) {
            if (files.number(CPU + "cpu" + cpu + "/online").orElse(1) == 1) {
                cpus.add(cpu);
            }
        }
        return CpuSet.of(cpus);
    }

    private CpuSet within(CpuSet online, String file, String name) {
        CpuSet named = files.list(file).orElse(CpuSet.EMPTY);
        CpuSet offline = named.minus(online);
        if (!offline.isEmpty()) {
            notes.add(name + " names CPU " + offline + ", which is not online");
        }
        return named.intersect(online);
    }

    private Map<Integer, Integer> packageOfEach(CpuSet online) {
        Map<Integer, Integer> packages = new LinkedHashMap<>();
        for (int cpu : online.cpus()) {
            packages.put(cpu, packageOf(CPU + "cpu" + cpu + "/topology/physical_package_id"));
        }
        return packages;
    }

    /** Virtual machines and some Arm boards say -1: one package for all of them. */
    private int packageOf(String file) {
        return files.text(file).filter("-1"::equals).isPresent()
                ? 0
                : files.number(file).orElse(0);
    }

    private static List<NodeTopology.Socket> packages(Map<Integer, Integer> packageOfEach) {
        Map<Integer, List<Integer>> packages = new TreeMap<>();
        packageOfEach.forEach((cpu, id) ->
                packages.computeIfAbsent(id, none -> new ArrayList<>()).add(cpu));
        return packages.entrySet().stream()
                .map(each -> new NodeTopology.Socket(each.getKey(), CpuSet.of(each.getValue())))
                .toList();
    }

    private List<Core> cores(CpuSet online, List<NumaNode> nodes, Map<Integer, Integer> packages) {
        Map<Integer, Integer> nodeOfEach = new HashMap<>();
        nodes.forEach(node -> node.cpus().cpus().forEach(cpu -> nodeOfEach.putIfAbsent(cpu, node.id())));
        List<Core> cores = new ArrayList<>();
        List<Integer> unnumbered = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int cpu : online.cpus()) {
            if (!seen.add(cpu)) {
                continue;
            }
            String topology = CPU + "cpu" + cpu + "/topology/";
            CpuSet siblings = files.listOrMask(topology + "thread_siblings_list", topology + "thread_siblings")
                    .orElse(CpuSet.EMPTY)
                    .filter(each -> online.contains(each) && seen.add(each))
                    .union(CpuSet.of(cpu));
            Optional<Integer> id = files.number(topology + "core_id");
            if (id.isEmpty()) {
                unnumbered.add(cpu);
            }
            cores.add(
                    new Core(id.orElse(cpu), packages.getOrDefault(cpu, 0), nodeOfEach.getOrDefault(cpu, 0), siblings));
        }
        if (!unnumbered.isEmpty()) {
            notes.add("core_id is not told for CPU " + CpuSet.of(unnumbered) + "; the CPU's own number stands for it");
        }
        return cores;
    }

    private List<Cache> caches(CpuSet online) {
        Set<Cache> caches = new LinkedHashSet<>();
        // A cache is told by each CPU that shares it, in one text, and kept once.
        Map<String, Set<CpuSet>> seen = new HashMap<>();
        for (int cpu : online.cpus()) {
            String folder = CPU + "cpu" + cpu + "/cache/";
            for (int index : files.numbered(folder, "index")) {
                String cache = folder + "index" + index + "/";
                Optional<Integer> level = files.number(cache + "level");
                CpuSet shared = files.listOrMask(cache + "shared_cpu_list", cache + "shared_cpu_map")
                        .orElse(CpuSet.EMPTY);
                if (level.isEmpty() || !shared.contains(cpu)) {
                    continue;
                }
                String type = files.text(cache + "type").orElse("Unified");
                long sizeBytes = size(cache + "size");
                if (seen.computeIfAbsent(
                                level.get() + " " + type + " " + sizeBytes,
                                none -> Collections.newSetFromMap(new IdentityHashMap<>()))
                        .add(shared)) {
                    caches.add(new Cache(level.get(), type, sizeBytes, shared.intersect(online)));
                }
            }
        }
        return List.copyOf(caches);
    }

    private long size(String file) {
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
