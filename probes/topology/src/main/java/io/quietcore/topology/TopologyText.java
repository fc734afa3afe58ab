package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A machine, and places on it, drawn for a terminal. Pure. */
public final class TopologyText {
    private static final int WIDTH = 96;

    private TopologyText() {}

    /**
     * The machine: its packages, in each its NUMA nodes, in each its cores with their SMT siblings. Marks: {@code *}
     * isolated, {@code ~} nohz_full, {@code x} not allowed for this process.
     */
    public static String draw(NodeTopology topology) {
        StringBuilder out = new StringBuilder();
        for (NodeTopology.Socket each : topology.packages()) {
            out.append("package ").append(each.id()).append('\n');
            for (NumaNode node : topology.numaNodes()) {
                if (node.cpus().intersects(each.cpus())) {
                    drawNode(out, topology, each, node);
                }
            }
        }
        for (NumaNode node : topology.numaNodes()) {
            if (node.cpus().isEmpty()) {
                out.append("NUMA node ")
                        .append(node.id())
                        .append("  ")
                        .append(memory(node))
                        .append("  no CPU online\n");
            }
        }
        out.append("online ").append(topology.online()).append("   allowed ").append(topology.allowed());
        out.append("   isolated ").append(orNone(topology.isolated()));
        out.append("   nohz_full ").append(orNone(topology.nohzFull())).append('\n');
        if (!legend(topology).isEmpty()) {
            out.append("marks: ").append(String.join(", ", legend(topology))).append('\n');
        }
        topology.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
        return out.toString();
    }

    private static void drawNode(StringBuilder out, NodeTopology topology, NodeTopology.Socket in, NumaNode node) {
        out.append("  NUMA node ").append(node.id()).append("  ").append(memory(node));
        node.hugePages().forEach((size, pages) -> {
            if (pages.total() > 0) {
                out.append("  ").append(size).append(" pages: ").append(pages.total());
                out.append(" (").append(pages.free()).append(" free)");
            }
        });
        out.append("\n    cores ");
        int column = 10;
        for (Core core : topology.cores()) {
            if (!in.cpus().containsAll(core.cpus()) || !node.cpus().intersects(core.cpus())) {
                continue;
            }
            String drawn = core.cpus().cpus().stream()
                    .map(cpu -> mark(topology, cpu))
                    .collect(Collectors.joining(" ", "[", "]"));
            if (column + drawn.length() + 1 > WIDTH) {
                out.append("\n          ");
                column = 10;
            }
            out.append(drawn).append(' ');
            column += drawn.length() + 1;
        }
        out.append('\n');
    }

    private static String mark(NodeTopology topology, int cpu) {
        return cpu
                + (topology.isolated().contains(cpu) ? "*" : "")
                + (topology.nohzFull().contains(cpu) ? "~" : "")
                + (topology.allowed().contains(cpu) ? "" : "x");
    }

    private static List<String> legend(NodeTopology topology) {
        List<String> legend = new ArrayList<>();
        if (!topology.isolated().isEmpty()) {
            legend.add("* isolated");
        }
        if (!topology.nohzFull().isEmpty()) {
            legend.add("~ nohz_full");
        }
        if (!topology.allowed().containsAll(topology.online())) {
            legend.add("x not allowed for this process");
        }
        return legend;
    }

    private static String orNone(CpuSet cpus) {
        return cpus.isEmpty() ? "none" : cpus.toString();
    }

    private static String memory(NumaNode node) {
        if (node.memoryBytes() == 0) {
            return "no memory of its own";
        }
        return node.memoryBytes() >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", node.memoryBytes() / (double) (1L << 30))
                : String.format(Locale.ROOT, "%.0f MiB", node.memoryBytes() / (double) (1L << 20));
    }

    /** Places, one line for each. */
    public static String places(List<PlacementGrant> grants) {
        StringBuilder out = new StringBuilder(
                String.format(Locale.ROOT, "%-5s %-12s %-12s %s%n", "NUMA", "measuring", "housekeeping", "why"));
        for (PlacementGrant grant : grants) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-5d %-12s %-12s %s%n",
                    grant.numaNode(),
                    grant.measuringCpus(),
                    grant.housekeepingCpus(),
                    grant.reason()));
        }
        return out.toString();
    }
}
