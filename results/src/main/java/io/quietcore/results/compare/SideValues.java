package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
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
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The histograms of one side, by probe, repetition and place, and the statistics of them. */
final class SideValues {
    private final Map<Probe, Map<Integer, List<Part>>> parts = new EnumMap<>(Probe.class);

    /**
     * One place's part of a repetition.
     *
     * @param place {@code <node>-numa<k>}
     */
    private record Part(String place, Histogram histogram, long thresholdNs, long measuredNs) {}

    SideValues(StoredRun run) {
        for (StoredRepetition repetition : run.repetitions()) {
            var spec = repetition.result().spec();
            repetition.histograms().forEach((key, histogram) -> {
                // A labelled series, such as the raw wake-ups, is told beside the plain one and not judged.
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    parts.computeIfAbsent(spec.probe(), probe -> new TreeMap<>())
                            .computeIfAbsent(repetition.number(), number -> new ArrayList<>())
                            .add(new Part(
                                    key.place(),
                                    histogram,
                                    spec.schedule().thresholdNs(),
                                    spec.schedule().measuredNs()));
                }
            });
        }
    }

    Set<Probe> probes() {
        return parts.keySet();
    }

    Set<String> places(Probe probe) {
        Set<String> places = new TreeSet<>();
        repetitions(probe).values().forEach(all -> all.forEach(part -> places.add(part.place)));
        return places;
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

    /** How long each repetition measured; one value where all did alike. */
    Set<Long> measuredNs(Probe probe) {
        Set<Long> lengths = new TreeSet<>();
        repetitions(probe).values().forEach(all -> all.forEach(part -> lengths.add(part.measuredNs)));
        return lengths;
    }

    /**
     * The metric of each repetition, in their order.
     *
     * @param place one, or null for all, merged by adding their histograms
     */
    List<RepetitionValue> values(Metric metric, @Nullable String place) {
        List<RepetitionValue> values = new ArrayList<>();
        repetitions(metric.probe()).forEach((number, all) -> {
            List<Part> wanted = all.stream()
                    .filter(part -> place == null || part.place.equals(place))
                    .toList();
            if (!wanted.isEmpty()) {
                values.add(value(metric.statistic(), number, wanted));
            }
        });
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

    /** How many values the metric rests on, over all repetitions. */
    long events(Metric metric, @Nullable String place) {
        long events = 0;
        for (List<Part> all : repetitions(metric.probe()).values()) {
            for (Part part : all) {
                if (place == null || part.place.equals(place)) {
                    events += HistogramStatistics.events(metric.statistic(), part.histogram);
                }
            }
        }
        return events;
    }

    private static Histogram merged(List<Part> places) {
        if (places.size() == 1) {
            return places.get(0).histogram;
        }
        Histogram sum = places.get(0).histogram.copy();
        sum.setAutoResize(true);
        places.stream().skip(1).forEach(part -> sum.add(part.histogram));
        return sum;
    }
}
