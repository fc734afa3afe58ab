package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.report.CpuMap.Cell;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every CPU that measured, by NUMA node: the stronger the colour, the worse. Of many NUMA nodes a square each, and the worst in words. */
final class CpuMapSection {
    /** Of many: so many of each side are told in words. */
    private static final int WORST = 10;

    /** On a slide. */
    private static final int CPUS_IN_A_ROW = 5;

    private CpuMapSection() {}

    static void write(Html page, Map<String, StoredRun> runs) {
        List<CpuMap> maps = CpuMap.of(runs);
        if (maps.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "CPUs and NUMA nodes");
        for (CpuMap map : maps) {
            page.open("h3").element("span", map.metric(), "data-n", "name").close();
            words(page, map);
            if (map.places().size() <= Comparison.MOST_PLACES) {
                table(page, map);
            } else {
                Map<String, Set<String>> numaNodes = map.numaNodesByNode();
                map.cells().forEach((side, cells) -> {
                    page.open("h4").element("span", side, "data-n", "name").close();
                    page.raw(CpuMapChart.of(map, numaNodes, side));
                    worst(page, map, side, cells);
                });
            }
        }
        page.close();
    }

    private static void words(Html page, CpuMap map) {
        page.open("p")
                .text("Of each CPU, over all of its repetitions together. The stronger the colour, the worse: from ");
        range(page, map, map.shades().low());
        page.text(" to ");
        range(page, map, map.shades().high());
        page.text(", in steps of the logarithm, alike for all sides; where there is none, nothing was measured.");
        if (map.statistic() != map.series().probe().primary()) {
            page.text(" Not every CPU has samples enough for ")
                    .element("span", map.series().probe().primary().spelling(), "data-n", "name")
                    .text(".");
        }
        if (map.lacking() > 0) {
            page.text(" CPUs with too few samples even for this, which are not shown: ")
                    .element("span", Integer.toString(map.lacking()), "data-n", "cpu-lacking")
                    .text(".");
        }
        page.close();
    }

    private static void range(Html page, CpuMap map, double value) {
        page.element(
                "span",
                ComparisonText.value(value, map.statistic().unit()),
                "data-n",
                "cpu-range",
                "data-metric",
                map.metric(),
                "data-value",
                Double.toString(value));
    }

    /** The maps as drawings of their own; of many NUMA nodes those with the worst CPUs. */
    static List<HeatGrid> grids(Map<String, StoredRun> runs) {
        return CpuMap.of(runs).stream().map(CpuMapSection::grid).toList();
    }

    private static HeatGrid grid(CpuMap map) {
        List<String> all = map.places();
        List<String> drawn = all.size() <= Comparison.MOST_PLACES ? all : map.worstPlaces(Comparison.MOST_PLACES);
        List<HeatGrid.Row> rows = new ArrayList<>();
        for (String place : drawn) {
            map.cells()
                    .forEach((side, cells) -> rows.addAll(rows(
                            place + ", " + side,
                            cells.stream()
                                    .filter(each -> each.place().equals(place))
                                    .map(each -> new HeatGrid.Cell(
                                            "CPU " + each.cpu() + " "
                                                    + ComparisonText.value(
                                                            each.value(),
                                                            map.statistic().unit()),
                                            map.shades().of(each.value())))
                                    .toList())));
        }
        String of =
                drawn.size() == all.size() ? "" : ", the worst " + drawn.size() + " of " + all.size() + " NUMA nodes";
        return new HeatGrid(
                map.metric() + " by CPU",
                "over all repetitions of each CPU; the stronger the colour, the worse" + of,
                List.of(),
                rows);
    }

    /** Of many CPUs several rows, so that each has room for its words. */
    private static List<HeatGrid.Row> rows(String name, List<HeatGrid.Cell> cells) {
        List<HeatGrid.Row> rows = new ArrayList<>();
        for (int from = 0; from < cells.size(); from += CPUS_IN_A_ROW) {
            rows.add(new HeatGrid.Row(
                    from == 0 ? name : "", cells.subList(from, Math.min(cells.size(), from + CPUS_IN_A_ROW))));
        }
        return rows;
    }

    private static void table(Html page, CpuMap map) {
        page.open("div", "class", "wide").open("table", "class", "cells");
        page.open("tr").element("th", "NUMA node");
        map.cells().keySet().forEach(side -> page.element("th", side, "data-n", "name"));
        page.close();
        for (String place : map.places()) {
            page.open("tr").element("th", place, "data-n", "name");
            map.cells().forEach((side, cells) -> {
                page.open("td");
                cells.stream().filter(each -> each.place().equals(place)).forEach(each -> {
                    String share = String.format(
                            Locale.ROOT,
                            "--heat: %.0f%%",
                            10 + 70 * map.shades().of(each.value()));
                    page.open("span", "class", "cell", "style", share).text("CPU ");
                    page.element("span", each.cpu(), "data-n", "name").text(" ");
                    value(page, map, side, each);
                    page.close().text(" ");
                });
                page.close();
            });
            page.close();
        }
        page.close().close();
    }

    private static void value(Html page, CpuMap map, String side, Cell cell) {
        page.element(
                "b",
                ComparisonText.value(cell.value(), map.statistic().unit()),
                "data-n",
                "cpu",
                "data-metric",
                map.metric(),
                "data-side",
                side,
                "data-place",
                cell.place(),
                "data-cpu",
                cell.cpu(),
                "data-value",
                Double.toString(cell.value()));
    }

    private static void worst(Html page, CpuMap map, String side, List<Cell> cells) {
        page.open("p").text("Worst: ");
        List<Cell> worst = cells.stream()
                .sorted(Comparator.comparingDouble(Cell::value).reversed())
                .limit(WORST)
                .toList();
        for (int i = 0; i < worst.size(); i++) {
            Cell each = worst.get(i);
            page.text(i == 0 ? "" : "; ")
                    .element("span", each.place(), "data-n", "name")
                    .text(" CPU ");
            page.element("span", each.cpu(), "data-n", "name").text(" ");
            value(page, map, side, each);
        }
        page.close();
    }
}
