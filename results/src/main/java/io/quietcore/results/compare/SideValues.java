package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of one side, by series, repetition and place, and the statistics of them. What was computed is kept: each
 * histogram is read once for all statistics, whatever it is merged with. Any thread may ask for values.
 */
final class SideValues {
    private final Map<ProbeSeries, Map<Integer, Map<String, List<Part>>>> parts = new TreeMap<>();
    private final Map<ProbeSeries, Map<String, Set<String>>> placesByNode = new TreeMap<>();
    private final Map<ProbeSeries, Set<String>> merged = new TreeMap<>();
    private final Map<ProbeSeries, Map<Set<String>, List<Merged>>> known = new ConcurrentHashMap<>();
    private final Boots boots;

    /** One CPU's part of a repetition. */
    static final class Part {
        private final String node;
        private final String place;
        private final CompactHistogram histogram;
        private final long thresholdNs;
        private final long measuredNs;

        Part(SeriesKey key, CompactHistogram histogram, long thresholdNs, long measuredNs) {
            this.node = key.get(SeriesKey.NODE).orElse("");
            this.place = key.place();
            this.histogram = histogram;
            this.thresholdNs = thresholdNs;
            this.measuredNs = measuredNs;
        }

        CompactHistogram histogram() {
            return histogram;
        }

        long thresholdNs() {
            return thresholdNs;
        }

        long measuredNs() {
            return measuredNs;
        }

        private @Nullable Double value(Probe probe, Statistic statistic) {
            return HistogramStatistics.all(probe.statistics(), histogram, thresholdNs)
                    .get(statistic);
        }
    }

    /** A repetition over some places, added up. */
    private record Merged(int repetition, List<Part> parts, long samples, Map<Statistic, Double> values) {}

    SideValues(StoredRun run) {
        boots = Boots.of(run);
        for (StoredRepetition repetition : run.repetitions()) {
            var spec = repetition.result().spec();
            long measuredNs = measuredNs(repetition.result());
            repetition.histograms().forEach((key, histogram) -> repetition
                    .series(key)
                    .ifPresent(series -> add(
                            series,
                            repetition.number(),
                            new Part(
                                    key,
                                    histogram,
                                    spec.schedule().thresholdNs(),
                                    series.measuredNs(
                                            measuredNs, repetition.histograms().keySet())))));
        }
    }

    private void add(ProbeSeries series, int repetition, Part part) {
        parts.computeIfAbsent(series, none -> new TreeMap<>())
                .computeIfAbsent(repetition, number -> new TreeMap<>())
                .computeIfAbsent(part.place, place -> new ArrayList<>())
                .add(part);
        placesByNode
                .computeIfAbsent(series, none -> new TreeMap<>())
                .computeIfAbsent(part.node, node -> new TreeSet<>())
                .add(part.place);
    }

    Boots boots() {
        return boots;
    }

    Set<ProbeSeries> series() {
        return parts.keySet();
    }

    Set<String> places(ProbeSeries series) {
        return placesOf(series, node -> true);
    }

    private Map<Integer, Map<String, List<Part>>> repetitions(ProbeSeries series) {
        return parts.getOrDefault(series, Map.of());
    }

    int lastRepetition() {
        return parts.values().stream()
                .flatMap(each -> each.keySet().stream())
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    /** As planned; what was stopped by order is as long as its windows. */
    private static long measuredNs(ProbeResult result) {
        return result.stopped()
                ? result.windows().stream()
                        .mapToLong(ProbeResult.Window::lengthNs)
                        .sum()
                : result.spec().schedule().measuredNs();
    }

    /**
     * Merges only the places that the other side has too: with a place more, a side would be another machine. Where the
     * sides share none, each is merged over its own. What nobody tuned is no part of what is merged.
     *
     * @param controlNodes left out
     */
    void mergeOver(SideValues other, List<String> controlNodes) {
        for (ProbeSeries series : series()) {
            Set<String> own = placesOf(series, node -> !controlNodes.contains(node));
            Set<String> shared = new TreeSet<>(own);
            shared.retainAll(other.places(series));
            merged.put(series, shared.isEmpty() ? own : shared);
        }
    }

    private Set<String> placesOf(ProbeSeries series, Predicate<String> wantedNode) {
        Set<String> places = new TreeSet<>();
        placesByNode(series).forEach((node, own) -> {
            if (wantedNode.test(node)) {
                places.addAll(own);
            }
        });
        return places;
    }

    /** The places of each node, in the order of their names. */
    Map<String, Set<String>> placesByNode(ProbeSeries series) {
        return placesByNode.getOrDefault(series, Map.of());
    }

    /** The places that are merged. */
    Set<String> merged(ProbeSeries series) {
        return merged.getOrDefault(series, places(series));
    }

    /** Repetitions that lack a place that is merged, and so cannot stand beside the others. */
    List<Integer> lacking(ProbeSeries series) {
        return repetitions(series).entrySet().stream()
                .filter(each -> !each.getValue().keySet().containsAll(merged(series)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether any of its histograms does not tell its longest values apart. */
    boolean isOpen(ProbeSeries series) {
        return repetitions(series).values().stream()
                .flatMap(byPlace -> byPlace.values().stream())
                .flatMap(List::stream)
                .anyMatch(part -> part.histogram.isOpen());
    }

    /** What counts of each repetition that has every one of these places. */
    Map<Integer, List<Part>> parts(ProbeSeries series, Set<String> places) {
        Map<Integer, List<Part>> wanted = new TreeMap<>();
        repetitions(series).forEach((number, byPlace) -> {
            if (byPlace.keySet().containsAll(places)) {
                wanted.put(
                        number,
                        places.stream()
                                .sorted()
                                .flatMap(place -> byPlace.getOrDefault(place, List.of()).stream())
                                .toList());
            }
        });
        return wanted;
    }

    /** The blocks, from 1, that any whole repetition lies in. */
    Set<Integer> blocks(ProbeSeries series, int blockSize) {
        Set<Integer> blocks = new TreeSet<>();
        parts(series, merged(series)).keySet().forEach(number -> blocks.add((number - 1) / blockSize + 1));
        return blocks;
    }

    /** How long each repetition measured, over all these places and their CPUs; one value where all did alike. */
    Set<Long> measuredNs(ProbeSeries series, Set<String> places) {
        Set<Long> lengths = new TreeSet<>();
        parts(series, places)
                .values()
                .forEach(all ->
                        lengths.add(all.stream().mapToLong(Part::measuredNs).sum()));
        return lengths;
    }

    /** The metric of each repetition that has these places, in their order; places are merged by adding histograms. */
    List<RepetitionValue> values(Metric metric, Set<String> places) {
        List<Merged> all = known.computeIfAbsent(metric.series(), none -> new ConcurrentHashMap<>())
                .computeIfAbsent(places, these -> merged(metric.series(), these));
        return all.stream().map(each -> value(metric, each)).toList();
    }

    private List<Merged> merged(ProbeSeries series, Set<String> places) {
        List<Merged> all = new ArrayList<>();
        parts(series, places).forEach((number, wanted) -> {
            CompactHistogram sum = merged(wanted);
            all.add(new Merged(
                    number,
                    wanted,
                    sum.totalCount(),
                    HistogramStatistics.all(series.probe().statistics(), sum, wanted.get(0).thresholdNs)));
        });
        return all;
    }

    private static RepetitionValue value(Metric metric, Merged merged) {
        @Nullable Part worst = null;
        @Nullable Double worstValue = null;
        for (Part part : merged.parts.size() > 1 ? merged.parts : List.<Part>of()) {
            @Nullable Double own = part.value(metric.probe(), metric.statistic());
            if (own != null && (worstValue == null || own > worstValue)) {
                worst = part;
                worstValue = own;
            }
        }
        return new RepetitionValue(
                merged.repetition,
                merged.values.get(metric.statistic()),
                merged.samples,
                worst == null ? null : worst.place,
                worstValue);
    }

    /** One histogram of all. */
    static CompactHistogram merged(List<Part> places) {
        return CompactHistogram.sum(places.stream().map(Part::histogram).toList());
    }
}
