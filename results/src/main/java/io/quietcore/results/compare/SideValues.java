package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The histograms of one side, by probe, repetition and place, and the statistics of them. */
final class SideValues {
    private final Map<Probe, Map<Integer, List<Part>>> parts = new EnumMap<>(Probe.class);
    private final Map<Probe, Set<String>> merged = new EnumMap<>(Probe.class);

    /**
     * One CPU's part of a repetition.
     *
     * @param place {@code <node>-numa<k>}
     */
    record Part(String node, String place, Histogram histogram, long thresholdNs, long measuredNs) {}

    SideValues(StoredRun run) {
        for (StoredRepetition repetition : run.repetitions()) {
            var spec = repetition.result().spec();
            long measuredNs = measuredNs(repetition.result());
            repetition.histograms().forEach((key, histogram) -> {
                // A labelled series, such as the raw wake-ups, is told beside the plain one and not judged.
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    parts.computeIfAbsent(spec.probe(), probe -> new TreeMap<>())
                            .computeIfAbsent(repetition.number(), number -> new ArrayList<>())
                            .add(new Part(
                                    key.get(SeriesKey.NODE).orElse(""),
                                    key.place(),
                                    histogram,
                                    spec.schedule().thresholdNs(),
                                    measuredNs));
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

    private Map<Integer, List<Part>> repetitions(Probe probe) {
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
        repetitions(probe).values().forEach(all -> all.stream()
                .filter(part -> wantedNode.test(part.node))
                .forEach(part -> places.add(part.place)));
        return places;
    }

    /** The places of each node, in the order of their names. */
    Map<String, Set<String>> placesByNode(Probe probe) {
        Map<String, Set<String>> byNode = new TreeMap<>();
        repetitions(probe)
                .values()
                .forEach(all -> all.forEach(part -> byNode.computeIfAbsent(part.node, node -> new TreeSet<>())
                        .add(part.place)));
        return byNode;
    }

    /** The places that are merged. */
    Set<String> merged(Probe probe) {
        return merged.getOrDefault(probe, places(probe));
    }

    /** Repetitions that lack a place that is merged, and so cannot stand beside the others. */
    List<Integer> lacking(Probe probe) {
        return repetitions(probe).entrySet().stream()
                .filter(each -> !hasAll(each.getValue(), merged(probe)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean hasAll(List<Part> all, Set<String> places) {
        return all.stream().map(Part::place).collect(Collectors.toSet()).containsAll(places);
    }

    /** What counts of each repetition that has every one of these places. */
    Map<Integer, List<Part>> parts(Probe probe, Set<String> places) {
        Map<Integer, List<Part>> wanted = new TreeMap<>();
        repetitions(probe).forEach((number, all) -> {
            if (hasAll(all, places)) {
                wanted.put(
                        number,
                        all.stream().filter(part -> places.contains(part.place)).toList());
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
        List<RepetitionValue> values = new ArrayList<>();
        parts(metric.probe(), places)
                .forEach((number, wanted) -> values.add(value(metric.statistic(), number, wanted)));
        return values;
    }

    private static RepetitionValue value(Statistic statistic, int number, List<Part> places) {
        Histogram merged = merged(places);
        @Nullable Part worst = null;
        @Nullable Double worstValue = null;
        for (Part part : places.size() > 1 ? places : List.<Part>of()) {
            OptionalDouble own = HistogramStatistics.of(statistic, part.histogram, part.thresholdNs);
            if (own.isPresent() && (worstValue == null || own.getAsDouble() > worstValue)) {
                worst = part;
                worstValue = own.getAsDouble();
            }
        }
        OptionalDouble value = HistogramStatistics.of(statistic, merged, places.get(0).thresholdNs);
        return new RepetitionValue(
                number,
                value.isPresent() ? (Double) value.getAsDouble() : null,
                merged.getTotalCount(),
                worst == null ? null : worst.place,
                worstValue);
    }

    /** One histogram of all. */
    static Histogram merged(List<Part> places) {
        if (places.size() == 1) {
            return places.get(0).histogram;
        }
        Histogram sum = places.get(0).histogram.copy();
        sum.setAutoResize(true);
        places.stream().skip(1).forEach(part -> sum.add(part.histogram));
        return sum;
    }
}
