package io.quietcore.results.document;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What one probe measured on one NUMA node of one node, over all repetitions of a run.
 *
 * @param node the machine's name
 * @param numa the NUMA node, as the series spells it
 * @param probe which
 * @param parts one for each repetition, in their order
 */
record PlaceSeries(String node, String numa, Probe probe, List<Part> parts) {
    PlaceSeries {
        parts = List.copyOf(parts);
    }

    /**
     * One repetition's.
     *
     * @param repetition from 1
     * @param cpu that measured, or {@link SeriesKey#ANY_CPU}
     * @param result its evidence
     * @param histogram its values
     */
    record Part(int repetition, String cpu, ProbeResult result, Histogram histogram) {
        /** The statistic, where there are samples enough. */
        OptionalDouble value(Statistic statistic) {
            return HistogramStatistics.of(
                    statistic, histogram, result.spec().schedule().thresholdNs());
        }
    }

    /** The places of a run, by node, NUMA node and probe. A series with a label {@code series} is not judged. */
    static List<PlaceSeries> of(StoredRun run) {
        Map<String, List<StoredRepetition>> byPlace = new TreeMap<>();
        Map<String, SeriesKey> keys = new TreeMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            for (SeriesKey key : repetition.histograms().keySet()) {
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    String place = key.without(SeriesKey.CPU).toTag();
                    keys.putIfAbsent(place, key);
                    byPlace.computeIfAbsent(place, none -> new ArrayList<>()).add(repetition);
                }
            }
        }
        List<PlaceSeries> places = new ArrayList<>();
        byPlace.forEach((place, repetitions) -> {
            SeriesKey key = keys.get(place);
            if (key != null) {
                places.add(of(key, repetitions));
            }
        });
        return places;
    }

    private static PlaceSeries of(SeriesKey key, List<StoredRepetition> repetitions) {
        String place = key.without(SeriesKey.CPU).toTag();
        List<Part> parts = new ArrayList<>();
        for (StoredRepetition repetition : repetitions) {
            repetition.histograms().forEach((series, histogram) -> {
                if (series.without(SeriesKey.CPU).toTag().equals(place)) {
                    parts.add(new Part(
                            repetition.number(),
                            series.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU),
                            repetition.result(),
                            histogram));
                }
            });
        }
        return new PlaceSeries(
                key.get(SeriesKey.NODE).orElse(""),
                key.get(SeriesKey.NUMA).orElse(""),
                repetitions.get(0).result().spec().probe(),
                parts);
    }

    /** One value of {@code group_by} for a fleet of any size. */
    String place() {
        return node + "-numa" + numa;
    }

    /** The CPUs that measured, each once. */
    String cpus() {
        return parts.stream().map(Part::cpu).distinct().collect(Collectors.joining(","));
    }

    /** All repetitions' values. */
    Histogram merged() {
        Histogram sum = parts.get(0).histogram().copy();
        sum.setAutoResize(true);
        parts.stream().skip(1).forEach(part -> sum.add(part.histogram()));
        return sum;
    }

    /** The median over the repetitions; empty where one of them has too few samples for the statistic. */
    OptionalDouble median(Statistic statistic) {
        double[] values = new double[parts.size()];
        for (int i = 0; i < values.length; i++) {
            OptionalDouble value = parts.get(i).value(statistic);
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            values[i] = value.getAsDouble();
        }
        return OptionalDouble.of(Median.of(values));
    }
}
