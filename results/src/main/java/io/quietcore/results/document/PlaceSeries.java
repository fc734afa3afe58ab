package io.quietcore.results.document;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
    public record Part(int repetition, String cpu, ProbeResult result, CompactHistogram histogram) {
        /** The statistics for which there are samples enough. */
        Map<Statistic, Double> values() {
            return HistogramStatistics.all(
                    result.spec().probe().statistics(),
                    histogram,
                    result.spec().schedule().thresholdNs());
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

    private static Part part(StoredRepetition repetition, SeriesKey key, CompactHistogram histogram) {
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
    CompactHistogram merged() {
        return sum(parts);
    }

    private static CompactHistogram sum(List<Part> parts) {
        return CompactHistogram.sum(parts.stream().map(Part::histogram).toList());
    }

    /** The medians over the repetitions, of every statistic for which each of them has samples enough. */
    public Map<Statistic, Double> medians() {
        List<Map<Statistic, Double>> values =
                repetitions().stream().map(Part::values).toList();
        Map<Statistic, Double> medians = new EnumMap<>(Statistic.class);
        for (Statistic statistic : probe.statistics()) {
            if (values.stream().allMatch(each -> each.containsKey(statistic))) {
                medians.put(
                        statistic,
                        Median.of(values.stream()
                                .mapToDouble(each -> each.getOrDefault(statistic, 0.0))
                                .toArray()));
            }
        }
        return medians;
    }
}
