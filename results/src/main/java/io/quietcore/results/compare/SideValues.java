package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of one side, by probe, repetition and place, and the statistics of them. What was computed is kept: each
 * histogram is read once for all statistics, whatever it is merged with. Any thread may ask for values.
 */
final class SideValues {
    private final Map<Probe, Map<Integer, Map<String, List<Part>>>> parts = new EnumMap<>(Probe.class);
    private final Map<Probe, Map<String, Set<String>>> placesByNode = new EnumMap<>(Probe.class);
    private final Map<Probe, Set<String>> merged = new EnumMap<>(Probe.class);
    private final Map<Probe, Map<Set<String>, List<Merged>>> known = new ConcurrentHashMap<>();

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
        for (StoredRepetition repetition : run.repetitions()) {
            var spec = repetition.result().spec();
            long measuredNs = measuredNs(repetition.result());
            repetition.histograms().forEach((key, histogram) -> {
                // A labelled series, such as the raw wake-ups, is told beside the plain one and not judged.
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    Part part = new Part(key, histogram, spec.schedule().thresholdNs(), measuredNs);
                    parts.computeIfAbsent(spec.probe(), probe -> new TreeMap<>())
                            .computeIfAbsent(repetition.number(), number -> new TreeMap<>())
                            .computeIfAbsent(part.place, place -> new ArrayList<>())
                            .add(part);
                    placesByNode
                            .computeIfAbsent(spec.probe(), probe -> new TreeMap<>())
                            .computeIfAbsent(part.node, node -> new TreeSet<>())
                            .add(part.place);
                }
            });
        }
    }

    Set<Probe> probes() {
        return parts.keySet();
    }

    Set<String> places(Probe probe) {
        return placesOf(probe, node -> true);
    }

    private Map<Integer, Map<String, List<Part>>> repetitions(Probe probe) {
        return parts.getOrDefault(probe, Map.of());
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
        for (Probe probe : probes()) {
            Set<String> own = placesOf(probe, node -> !controlNodes.contains(node));
            Set<String> shared = new TreeSet<>(own);
            shared.retainAll(other.places(probe));
            merged.put(probe, shared.isEmpty() ? own : shared);
        }
    }

    private Set<String> placesOf(Probe probe, Predicate<String> wantedNode) {
        Set<String> places = new TreeSet<>();
        placesByNode(probe).forEach((node, own) -> {
            if (wantedNode.test(node)) {
                places.addAll(own);
            }
        });
        return places;
    }

    /** The places of each node, in the order of their names. */
    Map<String, Set<String>> placesByNode(Probe probe) {
        return placesByNode.getOrDefault(probe, Map.of());
    }

    /** The places that are merged. */
    Set<String> merged(Probe probe) {
        return merged.getOrDefault(probe, places(probe));
    }

    /** Repetitions that lack a place that is merged, and so cannot stand beside the others. */
    List<Integer> lacking(Probe probe) {
        return repetitions(probe).entrySet().stream()
                .filter(each -> !each.getValue().keySet().containsAll(merged(probe)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether any of its histograms does not tell its longest values apart. */
    boolean isOpen(Probe probe) {
        return repetitions(probe).values().stream()
                .flatMap(byPlace -> byPlace.values().stream())
                .flatMap(List::stream)
                .anyMatch(part -> part.histogram.isOpen());
    }

    /** What counts of each repetition that has every one of these places. */
    Map<Integer, List<Part>> parts(Probe probe, Set<String> places) {
        Map<Integer, List<Part>> wanted = new TreeMap<>();
        repetitions(probe).forEach((number, byPlace) -> {
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
    Set<Integer> blocks(Probe probe, int blockSize) {
        Set<Integer> blocks = new TreeSet<>();
        parts(probe, merged(probe)).keySet().forEach(number -> blocks.add((number - 1) / blockSize + 1));
        return blocks;
    }

    /** How long each repetition measured, over all these places and their CPUs; one value where all did alike. */
    Set<Long> measuredNs(Probe probe, Set<String> places) {
        Set<Long> lengths = new TreeSet<>();
        parts(probe, places)
                .values()
                .forEach(all ->
                        lengths.add(all.stream().mapToLong(Part::measuredNs).sum()));
        return lengths;
    }

    /** The metric of each repetition that has these places, in their order; places are merged by adding histograms. */
    List<RepetitionValue> values(Metric metric, Set<String> places) {
        List<Merged> all = known.computeIfAbsent(metric.probe(), probe -> new ConcurrentHashMap<>())
                .computeIfAbsent(places, these -> merged(metric.probe(), these));
        return all.stream().map(each -> value(metric, each)).toList();
    }

    private List<Merged> merged(Probe probe, Set<String> places) {
        List<Merged> all = new ArrayList<>();
        parts(probe, places).forEach((number, wanted) -> {
            CompactHistogram sum = merged(wanted);
            all.add(new Merged(
                    number,
                    wanted,
                    sum.totalCount(),
                    HistogramStatistics.all(probe.statistics(), sum, wanted.get(0).thresholdNs)));
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
