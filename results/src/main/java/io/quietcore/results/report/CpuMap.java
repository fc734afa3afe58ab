package io.quietcore.results.report;

import io.quietcore.contract.Metric;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.Shades;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One statistic of all that a probe measured for every CPU that measured it, over all of its repetitions together. Pure.
 *
 * @param series of its probe; where there are several, what is merged of them
 * @param statistic the highest that every CPU has samples enough for; where none is, the one that most have
 * @param cells by side, each in the order of nodes, NUMA nodes and CPUs; sides that have none are not there
 * @param lacking how many CPUs have too few samples for it, and are no cell
 * @param shades of all sides
 */
record CpuMap(ProbeSeries series, Statistic statistic, Map<String, List<Cell>> cells, int lacking, Shades shades) {
    /** Below what the probe is judged by, for CPUs that measured too few values for it. */
    private static final List<Statistic> WITH_FEWER_SAMPLES = List.of(Statistic.P99, Statistic.P95, Statistic.P50);

    /** Of numbers that are spelled. */
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::node)
            .thenComparing(Cell::numaNode, BY_NUMBER)
            .thenComparing(Cell::cpu, BY_NUMBER);

    /** A CPU; its number, or {@link SeriesKey#ANY_CPU}. */
    record Cell(String node, String numaNode, String cpu, double value) {
        String place() {
            return CpuMap.place(node, numaNode);
        }
    }

    static String place(String node, String numaNode) {
        return node + "-numa" + numaNode;
    }

    /** A CPU's statistics. */
    private record Recorded(String side, SeriesKey key, Map<Statistic, Double> values) {}

    /** A map for each probe that was measured on more than one CPU of some side. */
    static List<CpuMap> of(Map<String, StoredRun> runs) {
        Map<ProbeSeries, List<Recorded>> bySeries = new TreeMap<>();
        runs.forEach((side, run) -> sums(side, run)
                .forEach((series, all) -> bySeries.computeIfAbsent(series, none -> new ArrayList<>())
                        .addAll(all)));
        List<CpuMap> maps = new ArrayList<>();
        bySeries.forEach((series, all) -> {
            boolean several = runs.keySet().stream()
                    .anyMatch(side ->
                            all.stream().filter(each -> each.side.equals(side)).count() > 1);
            if (several) {
                Statistic statistic = Stream.concat(Stream.of(series.probe().primary()), WITH_FEWER_SAMPLES.stream())
                        .max(Comparator.comparingLong(each -> having(each, all)))
                        .orElseThrow();
                if (having(statistic, all) > 0) {
                    maps.add(map(series, statistic, runs.keySet(), all));
                }
            }
        });
        return maps;
    }

    private static long having(Statistic statistic, List<Recorded> all) {
        return all.stream().filter(each -> each.values.containsKey(statistic)).count();
    }

    private static Map<ProbeSeries, List<Recorded>> sums(String side, StoredRun run) {
        Map<ProbeSeries, Map<SeriesKey, List<StoredRepetition>>> parts = new TreeMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            repetition.histograms().keySet().stream()
                    .filter(key -> key.get(SeriesKey.SERIES).isEmpty())
                    .forEach(key -> repetition.series(key).ifPresent(series -> parts.computeIfAbsent(
                                    series, none -> new LinkedHashMap<>())
                            .computeIfAbsent(key, none -> new ArrayList<>())
                            .add(repetition)));
        }
        Map<ProbeSeries, List<Recorded>> sums = new TreeMap<>();
        // Of many nodes the sums take a while.
        parts.forEach((series, byKey) -> sums.put(
                series,
                byKey.entrySet().parallelStream()
                        .map(each -> recorded(side, each.getKey(), each.getValue()))
                        .toList()));
        return sums;
    }

    private static Recorded recorded(String side, SeriesKey key, List<StoredRepetition> repetitions) {
        CompactHistogram sum = CompactHistogram.sum(repetitions.stream()
                .flatMap(each -> Stream.ofNullable(each.histograms().get(key)))
                .toList());
        ProbeSpec spec = repetitions.get(0).result().spec();
        return new Recorded(
                side,
                key,
                HistogramStatistics.all(
                        spec.probe().statistics(), sum, spec.schedule().thresholdNs()));
    }

    private static CpuMap map(ProbeSeries series, Statistic statistic, Set<String> sides, List<Recorded> all) {
        Map<String, List<Cell>> cells = new LinkedHashMap<>();
        for (String side : sides) {
            List<Cell> own = all.stream()
                    .filter(each -> each.side.equals(side) && each.values.containsKey(statistic))
                    .map(each -> cell(each, statistic))
                    .sorted(ORDER)
                    .toList();
            if (!own.isEmpty()) {
                cells.put(side, own);
            }
        }
        return new CpuMap(
                series,
                statistic,
                cells,
                (int) all.stream()
                        .filter(each -> !each.values.containsKey(statistic))
                        .map(Recorded::key)
                        .distinct()
                        .count(),
                Shades.of(cells.values().stream().flatMap(List::stream).mapToDouble(Cell::value)));
    }

    private static Cell cell(Recorded recorded, Statistic statistic) {
        return new Cell(
                recorded.key.get(SeriesKey.NODE).orElse("?"),
                recorded.key.get(SeriesKey.NUMA).orElse("?"),
                recorded.key.get(SeriesKey.CPU).orElse("?"),
                Objects.requireNonNull(recorded.values.get(statistic)));
    }

    /** The NUMA nodes of each node that any side measured, in their order. */
    Map<String, Set<String>> numaNodesByNode() {
        Map<String, Set<String>> numaNodes = new LinkedHashMap<>();
        cells.values().stream().flatMap(List::stream).sorted(ORDER).forEach(cell -> numaNodes
                .computeIfAbsent(cell.node, none -> new LinkedHashSet<>())
                .add(cell.numaNode));
        return numaNodes;
    }

    /** The same, each by its place's name. */
    List<String> places() {
        List<String> places = new ArrayList<>();
        numaNodesByNode().forEach((node, all) -> all.forEach(numaNode -> places.add(place(node, numaNode))));
        return places;
    }

    /** So many NUMA nodes, of the worst CPU on any side first. */
    List<String> worstPlaces(int most) {
        return cells.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble(Cell::value).reversed())
                .map(Cell::place)
                .distinct()
                .limit(most)
                .toList();
    }

    /** What it shows, as metrics are spelled. */
    String metric() {
        return new Metric(series, statistic).name();
    }
}
