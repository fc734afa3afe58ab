package io.quietcore.results.report;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A chart of curves, and one of spikes, for each probe and place; the sides overlaid. */
final class Charts {
    private Charts() {}

    /** Where a chart belongs. */
    private record Where(Probe probe, String place) {}

    static void write(Html page, Map<String, StoredRun> runs) {
        page.open("section").element("h2", "Curves");
        page.open("p")
                .text(
                        "Thick: all repetitions of a side together. Thin: each repetition. A curve ends where its samples end.")
                .close();
        for (Where where : places(runs)) {
            curves(page, runs, where);
            if (where.probe().countsGaps()) {
                spikes(page, runs, where);
            }
        }
        page.element(
                "noscript", "The charts need a browser that runs scripts; the tables below hold the same quantiles.");
        page.close();
    }

    private static List<Where> places(Map<String, StoredRun> runs) {
        Set<Where> places = new TreeSet<>(Comparator.comparing(Where::probe).thenComparing(Where::place));
        for (StoredRun run : runs.values()) {
            for (StoredRepetition repetition : run.repetitions()) {
                repetition
                        .histograms()
                        .keySet()
                        .forEach(key ->
                                places.add(new Where(repetition.result().spec().probe(), key.place())));
            }
        }
        return List.copyOf(places);
    }

    private static List<StoredRepetition> at(StoredRun run, Where where) {
        return run.repetitions().stream()
                .filter(each -> each.result().spec().probe() == where.probe())
                .filter(each -> each.histograms().keySet().stream()
                        .anyMatch(key -> key.place().equals(where.place())))
                .toList();
    }

    private static void curves(Html page, Map<String, StoredRun> runs, Where where) {
        List<Map<String, Object>> series = new ArrayList<>();
        runs.forEach((side, run) -> series.addAll(Curve.ofSide(side, at(run, where), where.probe())));
        Map<String, Object> chart = new TreeMap<>();
        chart.put("probe", where.probe().spelling());
        chart.put("place", where.place());
        chart.put("oneIn", Curve.ONE_IN);
        chart.put("series", series);
        boolean arrivals = where.probe().countsGaps();
        figure(
                page,
                "curve",
                where,
                arrivals
                        ? "arrival delay: what an arrival at a random moment waits"
                        : "wake-up latency over the planned schedule; dotted: raw wake-ups",
                chart);
    }

    private static void spikes(Html page, Map<String, StoredRun> runs, Where where) {
        List<Map<String, Object>> sides = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<String, StoredRun> run : runs.entrySet()) {
            Map<String, Object> side = Spikes.ofSide(run.getKey(), at(run.getValue(), where));
            any |= !((List<?>) side.getOrDefault("points", List.of())).isEmpty();
            sides.add(side);
        }
        if (!any) {
            return;
        }
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("probe", where.probe().spelling());
        chart.put("place", where.place());
        chart.put("sides", sides);
        figure(page, "spikes", where, "spikes over the measured time, repetition after repetition", chart);
    }

    private static void figure(Html page, String kind, Where where, String caption, Map<String, Object> chart) {
        figure(page, kind, where.probe().spelling() + " on " + where.place(), caption, chart);
    }

    /** A chart: what {@code charts.js} draws of the JSON, by its kind. */
    static void figure(Html page, String kind, String name, String caption, Map<String, Object> chart) {
        page.open("figure", "class", kind).open("figcaption");
        page.element("b", name, "data-n", "name").text(": " + caption).close();
        page.open("div", "class", "chart").close();
        page.open("script", "type", "application/json", "class", kind);
        // Neither markup nor the end of the script can be written in these letters.
        page.raw(CanonicalJson.write(chart)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026"));
        page.close().close();
    }
}
