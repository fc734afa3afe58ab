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
 * @param parts one for each repetition and CPU, in their order
 */
public record PlaceSeries(String node, String numa, Probe probe, List<Part> parts) {
    public PlaceSeries {
        parts = List.copyOf(parts);
    }

    /**
     * What one CPU measured in one repetition.
     *
     * @param repetition from 1
     * @param cpu that measured, or {@link SeriesKey#ANY_CPU}
     * @param result its evidence
     * @param histogram its values
     */
    public record Part(int repetition, String cpu, ProbeResult result, Histogram histogram) {
        /** The statistic, where there are samples enough. */
        OptionalDouble value(Statistic statistic) {
            return HistogramStatistics.of(
                    statistic, histogram, result.spec().schedule().thresholdNs());
        }
    }

    /** The places of a run, by node, NUMA node and probe. A series with a label {@code series} is not judged. */
    public static List<PlaceSeries> of(StoredRun run) {
        Map<String, List<Part>> parts = new TreeMap<>();
        Map<String, SeriesKey> keys = new TreeMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            repetition.histograms().forEach((key, histogram) -> {
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    String place = key.without(SeriesKey.CPU).toTag();
                    keys.putIfAbsent(place, key);
                    parts.computeIfAbsent(place, none -> new ArrayList<>()).add(part(repetition, key, histogram));
                }
            });
        }
        List<PlaceSeries> places = new ArrayList<>();
        keys.forEach((place, key) -> places.add(of(key, parts.getOrDefault(place, List.of()))));
        return places;
    }

    private static Part part(StoredRepetition repetition, SeriesKey key, Histogram histogram) {
        return new Part(
                repetition.number(), key.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU), repetition.result(), histogram);
    }

    private static PlaceSeries of(SeriesKey key, List<Part> parts) {
        return new PlaceSeries(
                key.get(SeriesKey.NODE).orElse(""),
                key.get(SeriesKey.NUMA).orElse(""),
                parts.get(0).result().spec().probe(),
                parts);
    }

    /** One part for each repetition: where several CPUs measured in one place, their histograms are added. */
    List<Part> repetitions() {
        Map<Integer, List<Part>> byNumber = new TreeMap<>();
        parts.forEach(part -> byNumber.computeIfAbsent(part.repetition(), none -> new ArrayList<>())
                .add(part));
        return byNumber.values().stream()
                .map(same -> new Part(
                        same.get(0).repetition(), same.get(0).cpu(), same.get(0).result(), sum(same)))
                .toList();
    }

    /** One value of {@code group_by} for a fleet of any size. */
    public String place() {
        return node + "-numa" + numa;
    }

    /** The CPUs that measured, each once. */
    String cpus() {
        return parts.stream().map(Part::cpu).distinct().collect(Collectors.joining(","));
    }

    /** All repetitions' values. */
    Histogram merged() {
        return sum(parts);
    }

    private static Histogram sum(List<Part> parts) {
        Histogram sum = parts.get(0).histogram().copy();
        sum.setAutoResize(true);
        parts.stream().skip(1).forEach(part -> sum.add(part.histogram()));
        return sum;
    }

    /** The median over the repetitions; empty where one of them has too few samples for the statistic. */
    public OptionalDouble median(Statistic statistic) {
        List<Part> repetitions = repetitions();
        double[] values = new double[repetitions.size()];
        for (int i = 0; i < values.length; i++) {
            OptionalDouble value = repetitions.get(i).value(statistic);
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            values[i] = value.getAsDouble();
        }
        return OptionalDouble.of(Median.of(values));
    }
}
