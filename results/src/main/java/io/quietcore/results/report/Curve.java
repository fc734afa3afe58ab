package io.quietcore.results.report;

import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.report.Chart.Line;
import io.quietcore.results.statistics.ArrivalDelay;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Quantiles over an axis on which each nine takes as much room as the one before: 1 in 2, 1 in 10, 1 in 100, … */
final class Curve {
    private static final int POINTS_PER_DECADE = 16;
    private static final int DECADES = 6;

    /** A latency quantile is drawn where this many values lie above it, as an arrival quantile with as many gaps. */
    private static final long VALUES_ABOVE = ArrivalDelay.GAPS_NEEDED;

    /** 1 / (1 - q) of each point. */
    static final List<Double> ONE_IN = oneIn();

    private Curve() {}

    private static List<Double> oneIn() {
        List<Double> points = new ArrayList<>();
        for (int i = 2; i <= POINTS_PER_DECADE * DECADES; i++) {
            points.add(Math.pow(10, i / (double) POINTS_PER_DECADE));
        }
        return List.copyOf(points);
    }

    /**
     * The curves of a side: each repetition, and each series over all of them (repetition 0).
     *
     * @param repetitions what the places of the chart measured
     * @param together whether the places of a repetition are one curve
     */
    static List<Line> ofSide(String side, List<StoredRepetition> repetitions, Probe probe, boolean together) {
        List<Line> curves = new ArrayList<>();
        Map<String, List<CompactHistogram>> all = new TreeMap<>();
        Map<Integer, List<CompactHistogram>> byNumber = new TreeMap<>();
        for (StoredRepetition repetition : repetitions) {
            repetition.histograms().forEach((key, histogram) -> {
                String series = key.get(SeriesKey.SERIES).orElse("");
                if (series.isEmpty() && together) {
                    byNumber.computeIfAbsent(repetition.number(), none -> new ArrayList<>())
                            .add(histogram);
                    return;
                }
                all.computeIfAbsent(series, none -> new ArrayList<>()).add(histogram);
                if (series.isEmpty()) {
                    curves.add(line(side, series, repetition.number(), histogram, probe));
                }
            });
        }
        // Of many places each sum takes a while.
        Map<Integer, CompactHistogram> sums = byNumber.entrySet().parallelStream()
                .collect(Collectors.toConcurrentMap(Map.Entry::getKey, each -> CompactHistogram.sum(each.getValue())));
        new TreeMap<>(sums).forEach((number, sum) -> {
            curves.add(line(side, "", number, sum, probe));
            all.computeIfAbsent("", none -> new ArrayList<>()).add(sum);
        });
        all.forEach((series, parts) -> curves.add(line(side, series, 0, CompactHistogram.sum(parts), probe)));
        return curves;
    }

    private static Line line(String side, String series, int repetition, CompactHistogram histogram, Probe probe) {
        return new Line(side, series, repetition, probe.countsGaps() ? delays(histogram) : latencies(histogram));
    }

    private static List<@Nullable Double> delays(CompactHistogram gaps) {
        ArrivalDelay delay = ArrivalDelay.of(gaps);
        List<@Nullable Double> values = new ArrayList<>();
        for (double oneIn : ONE_IN) {
            OptionalDouble value = delay.quantileNs(1 - 1 / oneIn);
            boolean told = value.isPresent() && gaps.sumIsTold() && value.getAsDouble() < gaps.openFromNs();
            values.add(told ? (Double) value.getAsDouble() : null);
        }
        return values;
    }

    private static List<@Nullable Double> latencies(CompactHistogram histogram) {
        long[] found = histogram.valuesAtPercentiles(
                ONE_IN.stream().map(oneIn -> 100 * (1 - 1 / oneIn)).toList());
        List<@Nullable Double> values = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            boolean told = histogram.totalCount() / ONE_IN.get(i) >= VALUES_ABOVE && found[i] < histogram.openFromNs();
            values.add(told ? (Double) (double) found[i] : null);
        }
        return values;
    }
}
