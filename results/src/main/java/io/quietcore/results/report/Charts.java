package io.quietcore.results.report;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Printable;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.NodeEffect;
import io.quietcore.results.compare.NodeRanking;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A chart of curves, one of histograms, and one of spikes, for each probe: over all places, and for each place; the sides overlaid. Of many
 * places only those are drawn whose nodes moved most.
 */
final class Charts {
    /** Of many nodes: so many of those with the highest effects, and the one with the lowest. */
    private static final int HIGHEST = 2;

    /** More points than this are not drawn; the highest are kept. */
    static final int MOST_POINTS = 4_000;

    private static final int MOST_POINTS_OF_MANY = 500;

    private final Map<String, Map<Probe, Map<String, List<StoredRepetition>>>> bySide = new LinkedHashMap<>();
    private final Map<Probe, Set<String>> places = new EnumMap<>(Probe.class);

    private Charts(Map<String, StoredRun> runs) {
        runs.forEach((side, run) -> {
            Map<Probe, Map<String, List<StoredRepetition>>> byProbe = new EnumMap<>(Probe.class);
            for (StoredRepetition repetition : run.repetitions()) {
                Probe probe = repetition.result().spec().probe();
                repetition.histograms().keySet().stream()
                        .map(SeriesKey::place)
                        .distinct()
                        .forEach(place -> {
                            places.computeIfAbsent(probe, none -> new TreeSet<>())
                                    .add(place);
                            byProbe.computeIfAbsent(probe, none -> new TreeMap<>())
                                    .computeIfAbsent(place, none -> new ArrayList<>())
                                    .add(repetition);
                        });
            }
            bySide.put(side, byProbe);
        });
    }

    /** The charts over all places, or of the one place that there is. */
    static List<Chart> whole(Map<String, StoredRun> runs) {
        Charts charts = new Charts(runs);
        List<Chart> all = new ArrayList<>();
        charts.places.forEach((probe, own) ->
                charts.add(all, probe, own.size() == 1 ? own.iterator().next() : "all " + own.size() + " places", own));
        return all;
    }

    /** The charts of single places, where there are several: of all, or of those whose nodes moved most. */
    static List<Chart> ofPlaces(Map<String, StoredRun> runs, List<Comparison> comparisons) {
        Charts charts = new Charts(runs);
        List<Chart> all = new ArrayList<>();
        charts.places.forEach((probe, own) -> {
            if (own.size() > 1) {
                Stream<String> told = own.size() <= Comparison.MOST_PLACES
                        ? own.stream()
                        : own.stream().filter(place -> isOf(place, moved(probe, comparisons)));
                told.forEach(place -> charts.add(all, probe, place, Set.of(place)));
            }
        });
        return all;
    }

    private static Set<String> moved(Probe probe, List<Comparison> comparisons) {
        Set<String> nodes = new TreeSet<>();
        for (Comparison comparison : comparisons) {
            for (NodeRanking ranking : comparison.rankings()) {
                if (ranking.metric().probe() == probe) {
                    List<NodeEffect> all = ranking.nodes();
                    all.stream().limit(HIGHEST).forEach(each -> nodes.add(each.node()));
                    nodes.add(all.get(all.size() - 1).node());
                }
            }
        }
        return nodes;
    }

    private static boolean isOf(String place, Set<String> nodes) {
        return nodes.contains(place.substring(0, place.lastIndexOf("-numa")));
    }

    private void add(List<Chart> all, Probe probe, String name, Set<String> of) {
        boolean together = of.size() > 1;
        List<Chart.Line> lines = new ArrayList<>();
        List<Spikes> spikes = new ArrayList<>();
        Map<String, List<StoredRepetition>> ownBySide = new LinkedHashMap<>();
        boolean many = places.getOrDefault(probe, Set.of()).size() > Comparison.MOST_PLACES;
        bySide.forEach((side, byProbe) -> {
            List<StoredRepetition> own = byProbe.getOrDefault(probe, Map.of()).entrySet().stream()
                    .filter(each -> of.contains(each.getKey()))
                    .flatMap(each -> each.getValue().stream())
                    .distinct()
                    .toList();
            ownBySide.put(side, own);
            lines.addAll(Curve.ofSide(side, own, probe, together));
            spikes.add(Spikes.ofSide(side, own, many ? MOST_POINTS_OF_MANY : MOST_POINTS));
        });
        boolean merged = ProbeSeries.hasSeveral(probe)
                && lines.stream().anyMatch(line -> !line.series().isEmpty());
        String caption = merged
                ? "latency, merged of several series and never judged; dotted: each series"
                : probe.countsGaps()
                        ? "arrival delay: what an arrival at a random moment waits"
                        : "wake-up latency over the planned schedule; dotted: raw wake-ups";
        all.add(new Chart.Curves(probe, name, caption, lines));
        Bins bins = Bins.of(ownBySide);
        if (!bins.edgesNs().isEmpty()) {
            String what = probe.countsGaps()
                    ? "a gap of each length"
                    : merged ? "each latency of all series" : "each latency";
            all.add(new Chart.Histograms(
                    probe, name, "how often " + what + " came, for each second that a CPU measured", bins));
        }
        if (probe.countsGaps()
                && spikes.stream().anyMatch(side -> !side.points().isEmpty())) {
            all.add(new Chart.SpikesOverTime(
                    probe, name, "spikes over the measured time, repetition after repetition", spikes));
        }
    }

    static void write(Html page, Map<String, StoredRun> runs, List<Comparison> comparisons) {
        page.open("section").element("h2", "Distributions");
        page.open("p")
                .text(
                        "Thick: all repetitions of a side together. Thin: each repetition. A curve ends where its samples end.")
                .close();
        page.element(
                "p",
                "Drag over a chart to zoom, double-click to see all of it again. By keys: the arrows, Home and End move the"
                        + " cursor, + and - zoom, Escape shows all; in the legend, Enter hides or shows a side.");
        page.element(
                "noscript", "The charts need a browser that runs scripts; the tables below hold the same quantiles.");
        whole(runs).forEach(chart -> figure(page, chart));
        List<Chart> places = ofPlaces(runs, comparisons);
        if (!places.isEmpty()) {
            page.open("details").element("summary", "Single places");
            places.forEach(chart -> figure(page, chart));
            page.close();
        }
        page.close();
    }

    static void figure(Html page, Chart chart) {
        page.open("figure", "class", chart.kind()).open("figcaption");
        page.element("b", chart.title(), "data-n", "name")
                .text(": " + chart.caption())
                .close();
        page.open("div", "class", "chart", "role", "group", "aria-label", chart.title() + ", " + chart.caption())
                .close();
        page.open("script", "type", "application/json", "class", chart.kind());
        // Neither markup nor the end of the script can be written in these letters.
        page.raw(shown(CanonicalJson.write(chart.points()))
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026"));
        page.close().close();
    }

    /** JSON in whose texts the page's program finds what stands for a character that is not shown as it is. */
    private static String shown(String json) {
        StringBuilder out = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (!Printable.isPlain(c)) {
                out.append('\\');
            }
            Printable.append(c, out);
        });
        return out.toString();
    }
}
