package io.quietcore.results.document;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one series of a probe measured on one NUMA node of one node, over all repetitions of a run.
 *
 * @param node the machine's name
 * @param numa the NUMA node, as the series spells it
 * @param series which
 * @param parts one for each repetition and CPU, in their order
 */
public record PlaceSeries(String node, String numa, ProbeSeries series, List<Part> parts) {
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

    /** A series at a place. */
    private record Key(String place, ProbeSeries series) {}

    /** The places of a run, by node, NUMA node and series; what is merged of several series among them. */
    public static List<PlaceSeries> of(StoredRun run) {
        Map<Key, List<Part>> parts =
                new TreeMap<>(Comparator.comparing(Key::place).thenComparing(Key::series));
        Map<String, SeriesKey> keys = new TreeMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            repetition
                    .histograms()
                    .forEach((key, histogram) -> repetition.series(key).ifPresent(series -> {
                        String place = key.without(SeriesKey.CPU)
                                .without(SeriesKey.SERIES)
                                .toTag();
                        keys.putIfAbsent(place, key);
                        parts.computeIfAbsent(new Key(place, series), none -> new ArrayList<>())
                                .add(part(repetition, key, histogram));
                    }));
        }
        return parts.entrySet().stream()
                .map(each -> of(
                        Objects.requireNonNull(keys.get(each.getKey().place())),
                        each.getKey().series(),
                        each.getValue()))
                .toList();
    }

    private static Part part(StoredRepetition repetition, SeriesKey key, CompactHistogram histogram) {
        return new Part(
                repetition.number(), key.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU), repetition.result(), histogram);
    }

    private static PlaceSeries of(SeriesKey key, ProbeSeries series, List<Part> parts) {
        return new PlaceSeries(
                key.get(SeriesKey.NODE).orElse(""), key.get(SeriesKey.NUMA).orElse(""), series, parts);
    }

    public Probe probe() {
        return series.probe();
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
        for (Statistic statistic : probe().statistics()) {
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
