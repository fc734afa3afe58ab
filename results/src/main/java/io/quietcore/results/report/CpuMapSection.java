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

/** Every CPU that measured, by NUMA node: darker is worse. Of many NUMA nodes a square each, and the worst in words. */
final class CpuMapSection {
    /** Of many: so many of each side are told in words. */
    private static final int WORST = 10;

    private CpuMapSection() {}

    static void write(Html page, Map<String, StoredRun> runs) {
        List<CpuMap> maps = CpuMap.of(runs);
        if (maps.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "CPUs and NUMA nodes");
        for (CpuMap map : maps) {
            page.open("h3").element("span", map.metric(), "data-n", "name").close();
            page.element(
                    "p",
                    "Of each CPU, over all of its repetitions together. Darker is worse, in steps of the logarithm, alike for"
                            + " all sides.");
            if (map.places().size() <= Comparison.MOST_PLACES) {
                table(page, map);
            } else {
                map.cells().forEach((side, cells) -> {
                    page.open("h4").element("span", side, "data-n", "name").close();
                    page.raw(CpuMapChart.of(map, side));
                    worst(page, map, side, cells);
                });
            }
        }
        page.close();
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
                    .forEach((side, cells) -> rows.add(new HeatGrid.Row(
                            place + ", " + side,
                            cells.stream()
                                    .filter(each -> each.place().equals(place))
                                    .map(each -> new HeatGrid.Cell(
                                            "CPU " + each.cpu() + " "
                                                    + ComparisonText.value(
                                                            each.value(),
                                                            map.statistic().unit()),
                                            map.share(each.value())))
                                    .toList())));
        }
        String of =
                drawn.size() == all.size() ? "" : ", the worst " + drawn.size() + " of " + all.size() + " NUMA nodes";
        return new HeatGrid(
                map.metric() + " by CPU", "over all repetitions of each CPU; darker is worse" + of, List.of(), rows);
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
                    String share = String.format(Locale.ROOT, "--heat: %.0f%%", 10 + 70 * map.share(each.value()));
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
        cells.stream()
                .sorted(Comparator.comparingDouble(Cell::value).reversed())
                .limit(WORST)
                .forEach(each -> {
                    page.element("span", each.place(), "data-n", "name").text(" CPU ");
                    page.element("span", each.cpu(), "data-n", "name").text(" ");
                    value(page, map, side, each);
                    page.text("; ");
                });
        page.close();
    }
}
