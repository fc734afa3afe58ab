package io.quietcore.results.report;

import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.HeatMap;
import io.quietcore.results.summary.ProbeSummaryText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Hand-off between all pairs of CPUs: darker is slower, and each cell says how far apart the two are. */
final class HeatMapSection {
    private HeatMapSection() {}

    static void write(Html page, Map<String, StoredRun> runs) {
        runs.forEach((side, run) -> {
            List<StoredRepetition> matrices = run.repetitions().stream()
                    .filter(each -> each.result().spec().probe() == Probe.HANDOFF_MATRIX)
                    .toList();
            if (!matrices.isEmpty()) {
                page.open("section").open("h2").text("Hand-off between CPUs: ");
                page.element("span", side, "data-n", "name").close();
                page.element(
                        "p", "Median round trip over all repetitions; darker is slower, in steps of its logarithm.");
                table(page, side, map(matrices));
                page.close();
            }
        });
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
        double low =
                map.medianNs().values().stream().mapToLong(each -> each).min().orElse(1);
        double high =
                map.medianNs().values().stream().mapToLong(each -> each).max().orElse(1);
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
                double share = high <= low ? 0 : Math.log(ns / low) / Math.log(high / low);
                page.open(
                                "td",
                                "style",
                                String.format(Locale.ROOT, "--heat: %.0f%%", 10 + 70 * share),
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
