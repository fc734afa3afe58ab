package io.quietcore.results.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One campaign's verdicts on several clusters, side by side, for a terminal. Nothing is merged over clusters. Pure. */
public final class SideBySideText {
    private SideBySideText() {}

    private record Line(String metric, String side) {}

    /**
     * One line for each primary metric, side and cluster; what belongs together stands together.
     *
     * @param byCluster the comparisons of each, in the order in which they are told; none where it has none
     */
    public static String table(Map<String, List<Comparison>> byCluster) {
        Set<Line> lines = new LinkedHashSet<>();
        byCluster
                .values()
                .forEach(comparisons -> comparisons.forEach(comparison -> judged(comparison)
                        .forEach(metric -> lines.add(new Line(
                                metric.metric().name(), comparison.side().name())))));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("metric", "side", "cluster", "effect [95 %]", "verdict"));
        for (Line line : lines) {
            byCluster.forEach((cluster, comparisons) -> rows.add(row(line, cluster, comparisons)));
        }
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        Columns.write(rows, i -> i == 3, out);
        return out.toString();
    }

    private static List<MetricComparison> judged(Comparison comparison) {
        return comparison.metrics().stream()
                .filter(metric -> metric.verdict() != null)
                .toList();
    }

    private static List<String> row(Line line, String cluster, List<Comparison> comparisons) {
        for (Comparison comparison : comparisons) {
            for (MetricComparison metric : judged(comparison)) {
                if (line.equals(
                        new Line(metric.metric().name(), comparison.side().name()))) {
                    return List.of(
                            line.metric,
                            line.side,
                            cluster,
                            ComparisonText.effect(metric),
                            metric.verdict() + (metric.certain() ? ", certain" : ""));
                }
            }
        }
        return List.of(line.metric, line.side, cluster, "-", "not measured");
    }
}
