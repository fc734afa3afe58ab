package io.quietcore.results.report;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.HeatMap;
import io.quietcore.results.summary.ProbeSummaryText;
import io.quietcore.results.summary.Shades;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Hand-off between all pairs of CPUs: the stronger the slower, and each cell says how far apart the two are. */
final class HeatMapSection {
    private HeatMapSection() {}

    static void write(Html page, Map<String, StoredRun> runs) {
        runs.forEach((side, run) -> {
            List<Entry<String, HeatMap>> slowestFirst = slowestFirst(run);
            slowestFirst.stream().limit(Comparison.MOST_PLACES).forEach(each -> {
                page.open("section").open("h2").text("Hand-off between CPUs: ");
                page.element("span", side, "data-n", "name").text(" on ");
                page.element("span", each.getKey(), "data-n", "name").close();
                page.element(
                        "p",
                        "Median round trip over all repetitions; the stronger the colour, the slower, in steps of its"
                                + " logarithm.");
                table(page, side, each.getValue());
                page.close();
            });
            int left = slowestFirst.size() - Comparison.MOST_PLACES;
            if (left > 0) {
                page.element(
                        "p",
                        "Hand-off on " + left + " more nodes of " + side
                                + " is not drawn: above are the nodes with the slowest pairs.");
            }
        });
    }

    /** The drawn maps as drawings of their own. */
    static List<HeatGrid> grids(Map<String, StoredRun> runs) {
        List<HeatGrid> grids = new ArrayList<>();
        runs.forEach((side, run) -> slowestFirst(run).stream()
                .limit(Comparison.MOST_PLACES)
                .forEach(each -> grids.add(grid(side, each.getKey(), each.getValue()))));
        return grids;
    }

    private static HeatGrid grid(String side, String node, HeatMap map) {
        Shades shades = map.shades();
        List<HeatGrid.Row> rows = new ArrayList<>();
        for (int row : map.cpus()) {
            List<HeatGrid.Cell> cells = new ArrayList<>();
            for (int column : map.cpus()) {
                @Nullable Long ns = map.medianNs(row, column);
                cells.add(
                        ns == null ? HeatGrid.Cell.NONE : new HeatGrid.Cell(ProbeSummaryText.time(ns), shades.of(ns)));
            }
            rows.add(new HeatGrid.Row("CPU " + row, cells));
        }
        return new HeatGrid(
                "hand-off on " + node + ", " + side,
                "median round trip between each two CPUs; the stronger the colour, the slower",
                map.cpus().stream().map(String::valueOf).toList(),
                rows);
    }

    private static List<Entry<String, HeatMap>> slowestFirst(StoredRun run) {
        return byNode(run).entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Entry<String, HeatMap> each) -> each.getValue().slowestNs())
                        .reversed())
                .toList();
    }

    /** In the order in which they were measured first. */
    private static Map<String, HeatMap> byNode(StoredRun run) {
        Map<String, List<StoredRepetition>> matrices = new LinkedHashMap<>();
        for (StoredRepetition each : run.repetitions()) {
            ProbeSpec spec = each.result().spec();
            if (spec.probe() == Probe.HANDOFF_MATRIX) {
                matrices.computeIfAbsent(spec.request().node(), none -> new ArrayList<>())
                        .add(each);
            }
        }
        Map<String, HeatMap> maps = new LinkedHashMap<>();
        matrices.forEach((node, repetitions) -> maps.put(node, map(repetitions)));
        return maps;
    }

    private static HeatMap map(List<StoredRepetition> matrices) {
        Map<SeriesKey, List<CompactHistogram>> all = new LinkedHashMap<>();
        for (StoredRepetition repetition : matrices) {
            repetition.histograms().forEach((key, histogram) -> all.computeIfAbsent(key, none -> new ArrayList<>())
                    .add(histogram));
        }
        Map<SeriesKey, Histogram> sums = new LinkedHashMap<>();
        all.forEach((key, parts) -> sums.put(key, CompactHistogram.sum(parts).toHistogram()));
        return HeatMap.of(sums, matrices.get(0).result().evidence().get("distances"));
    }

    private static void table(Html page, String side, HeatMap map) {
        Shades shades = map.shades();
        page.open("div", "class", "wide")
                .open("table", "class", "heat")
                .open("tr")
                .element("th", "CPU");
        map.cpus().forEach(cpu -> page.element("th", cpu.toString(), "data-n", "name"));
        page.close();
        for (int row : map.cpus()) {
            page.open("tr").element("th", Integer.toString(row), "data-n", "name");
            for (int column : map.cpus()) {
                @Nullable Long ns = map.medianNs(row, column);
                if (ns == null) {
                    page.element("td", "");
                    continue;
                }
                page.open(
                                "td",
                                "style",
                                String.format(Locale.ROOT, "--heat: %.0f%%", 10 + 70 * shades.of(ns)),
                                "class",
                                "number")
                        .element("span", ProbeSummaryText.time(ns), "data-n", "pair", "data-side", side)
                        .element("small", " " + map.distance(row, column))
                        .close();
            }
            page.close();
        }
        page.close().close();
    }
}
