package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.topology.NodeTopology.HugePages;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the NUMA nodes. Firmware gets them wrong in the field, so CPU lists are compared before they are believed. */
final class NumaReader {
    private static final String NODE = "sys/devices/system/node/";
    private static final Pattern MEM_TOTAL = Pattern.compile("MemTotal:\\s*([0-9]{1,15}) kB");
    private static final String HUGE_PAGES = "hugepages-";

    private final KernelFiles files;
    private final List<String> notes;

    NumaReader(KernelFiles files, List<String> notes) {
        this.files = files;
        this.notes = notes;
    }

    List<NumaNode> read(CpuSet online) {
        List<NumaNode> nodes = new ArrayList<>();
        for (int id : files.numbered(NODE, "node")) {
            String folder = NODE + "node" + id + "/";
            CpuSet cpus = files.listOrMask(folder + "cpulist", folder + "cpumap")
                    .orElse(CpuSet.EMPTY)
                    .intersect(online);
            nodes.add(new NumaNode(id, cpus, memoryBytes(folder + "meminfo"), hugePages(folder + "hugepages/")));
        }
        List<NumaNode> separate = separate(nodes);
        CpuSet homeless = online.minus(CpuSet.of(all(separate)));
        if (separate.isEmpty()) {
            return List.of(new NumaNode(0, online, machineMemoryBytes(), hugePages("sys/kernel/mm/hugepages/")));
        }
        if (!homeless.isEmpty()) {
            notes.add("CPU " + homeless + " belongs to no NUMA node; taken as part of node "
                    + separate.get(0).id());
            NumaNode first = separate.get(0);
            separate.set(
                    0, new NumaNode(first.id(), first.cpus().union(homeless), first.memoryBytes(), first.hugePages()));
        }
        return separate;
    }

    /** The CPUs of all of them, one after another. */
    private static List<Integer> all(List<NumaNode> nodes) {
        return nodes.stream().flatMap(node -> node.cpus().cpus().stream()).toList();
    }

    /** Nodes whose CPU lists overlap cannot be told apart: one node, with the lowest number and all their memory. */
    private List<NumaNode> separate(List<NumaNode> nodes) {
        List<Integer> all = all(nodes);
        if (new HashSet<>(all).size() == all.size()) {
            return new ArrayList<>(nodes);
        }
        List<NumaNode> separate = new ArrayList<>();
        for (NumaNode node : nodes) {
            NumaNode merged = node;
            List<NumaNode> overlapping = separate.stream()
                    .filter(other -> other.cpus().intersects(node.cpus()))
                    .toList();
            for (NumaNode other : overlapping) {
                notes.add("NUMA nodes " + other.id() + " and " + node.id() + " both name CPU "
                        + other.cpus().intersect(node.cpus()) + "; taken as one node");
                merged = new NumaNode(
                        Math.min(other.id(), merged.id()),
                        other.cpus().union(merged.cpus()),
                        other.memoryBytes() + merged.memoryBytes(),
                        sum(other.hugePages(), merged.hugePages()));
            }
            separate.removeAll(overlapping);
            separate.add(merged);
        }
        separate.sort(Comparator.comparingInt(NumaNode::id));
        return separate;
    }

    private static Map<String, HugePages> sum(Map<String, HugePages> a, Map<String, HugePages> b) {
        Map<String, HugePages> sum = new TreeMap<>(a);
        b.forEach((size, pages) ->
                sum.merge(size, pages, (x, y) -> new HugePages(x.total() + y.total(), x.free() + y.free())));
        return sum;
    }

    private long memoryBytes(String meminfo) {
        Optional<String> text = files.text(meminfo);
        if (text.isEmpty()) {
            return 0;
        }
        Matcher total = MEM_TOTAL.matcher(text.get());
        return total.find() ? Long.parseLong(total.group(1)) << 10 : 0;
    }

    private long machineMemoryBytes() {
        return memoryBytes("proc/meminfo");
    }

    private Map<String, HugePages> hugePages(String folder) {
        Map<String, HugePages> pages = new TreeMap<>();
        for (String entry : files.entries(folder)) {
            if (entry.startsWith(HUGE_PAGES)) {
                pages.put(
                        entry.substring(HUGE_PAGES.length()),
                        new HugePages(
                                files.number(folder + entry + "/nr_hugepages").orElse(0),
                                files.number(folder + entry + "/free_hugepages").orElse(0)));
            }
        }
        return pages;
    }
}
