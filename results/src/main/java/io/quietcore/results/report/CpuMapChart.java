package io.quietcore.results.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many nodes in one drawing: a column for each node, in bands of a hundred, and in it a square for each NUMA node, in the
 * colour of its worst CPU. Needs no script. Pure.
 */
final class CpuMapChart {
    private static final int NODES_IN_A_BAND = 100;
    private static final int SQUARE = 9;
    private static final int LEFT = 4;
    private static final int TOP = 14;
    private static final int GAP = 20;
    private static final int SHADES = 8;

    private CpuMapChart() {}

    /** A side's drawing, for the page whose styles it uses. */
    static String of(CpuMap map, Map<String, Set<String>> numaNodes, String side) {
        Map<String, Double> worst = new HashMap<>();
        map.cells().getOrDefault(side, List.of()).forEach(cell -> worst.merge(cell.place(), cell.value(), Math::max));
        int rows = numaNodes.values().stream().mapToInt(Set::size).max().orElse(1);
        int bandHeight = rows * SQUARE + GAP;
        List<String> nodes = new ArrayList<>(numaNodes.keySet());
        int bands = (nodes.size() + NODES_IN_A_BAND - 1) / NODES_IN_A_BAND;
        Html svg = new Html();
        svg.open(
                "svg",
                "viewBox",
                "0 0 " + (2 * LEFT + NODES_IN_A_BAND * SQUARE) + " " + (bands * bandHeight),
                "role",
                "img",
                "aria-label",
                "every NUMA node of " + side + ", in the colour of its worst CPU",
                "class",
                "cpus");
        List<StringBuilder> shades = new ArrayList<>();
        for (int i = 0; i < SHADES; i++) {
            shades.add(new StringBuilder());
        }
        for (int i = 0; i < nodes.size(); i++) {
            int x = LEFT + i % NODES_IN_A_BAND * SQUARE;
            int y = i / NODES_IN_A_BAND * bandHeight + TOP;
            if (i % NODES_IN_A_BAND == 0) {
                String last = nodes.get(Math.min(nodes.size(), i + NODES_IN_A_BAND) - 1);
                svg.open("text", "x", Integer.toString(x), "y", Integer.toString(y));
                svg.element("tspan", nodes.get(i), "data-n", "name").text(" … ");
                svg.element("tspan", last, "data-n", "name").close();
            }
            int row = 0;
            for (String numaNode : numaNodes.getOrDefault(nodes.get(i), Set.of())) {
                row++;
                @Nullable Double value = worst.get(CpuMap.place(nodes.get(i), numaNode));
                if (value != null) {
                    shades.get((int) Math.min(SHADES - 1.0, map.shades().of(value) * SHADES))
                            .append('M')
                            .append(x)
                            .append(' ')
                            .append(y + row * SQUARE)
                            .append('h')
                            .append(SQUARE - 1);
                }
            }
        }
        for (int i = 0; i < SHADES; i++) {
            if (!shades.get(i).isEmpty()) {
                int percent = 10 + 90 * i / (SHADES - 1);
                svg.element("path", "", "d", shades.get(i).toString(), "style", "--heat: " + percent + "%");
            }
        }
        return svg.close().toString();
    }
}
