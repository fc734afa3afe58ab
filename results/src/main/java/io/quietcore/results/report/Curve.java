package io.quietcore.results.report;

import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.ArrivalDelay;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
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

    /** The curves of a side: all together (repetition 0), each repetition, and the labelled series all together. */
    static List<Map<String, Object>> ofSide(String side, List<StoredRepetition> repetitions, Probe probe) {
        List<Map<String, Object>> curves = new ArrayList<>();
        Map<String, Histogram> merged = new TreeMap<>();
        for (StoredRepetition repetition : repetitions) {
            repetition.histograms().forEach((key, histogram) -> {
                String series = key.get(SeriesKey.SERIES).orElse("");
                add(merged, series, histogram);
                if (series.isEmpty()) {
                    curves.add(curve(side, series, repetition.number(), histogram, probe));
                }
            });
        }
        merged.forEach((series, histogram) -> curves.add(curve(side, series, 0, histogram, probe)));
        return curves;
    }

    private static void add(Map<String, Histogram> merged, String series, Histogram histogram) {
        @Nullable Histogram sum = merged.get(series);
        if (sum == null) {
            sum = histogram.copy();
            sum.setAutoResize(true);
            merged.put(series, sum);
        } else {
            sum.add(histogram);
        }
    }

    private static Map<String, Object> curve(
            String side, String series, int repetition, Histogram histogram, Probe probe) {
        Map<String, Object> curve = new TreeMap<>();
        curve.put("side", side);
        curve.put("series", series);
        curve.put("repetition", repetition);
        curve.put("valuesNs", probe.countsGaps() ? delays(histogram) : latencies(histogram));
        return curve;
    }

    private static List<@Nullable Double> delays(Histogram gaps) {
        ArrivalDelay delay = ArrivalDelay.of(gaps);
        List<@Nullable Double> values = new ArrayList<>();
        for (double oneIn : ONE_IN) {
            OptionalDouble value = delay.quantileNs(1 - 1 / oneIn);
            values.add(value.isPresent() ? (Double) value.getAsDouble() : null);
        }
        return values;
    }

    private static List<@Nullable Double> latencies(Histogram histogram) {
        List<@Nullable Double> values = new ArrayList<>();
        for (double oneIn : ONE_IN) {
            boolean enough = histogram.getTotalCount() / oneIn >= VALUES_ABOVE;
            values.add(enough ? (Double) (double) histogram.getValueAtPercentile(100 * (1 - 1 / oneIn)) : null);
        }
        return values;
    }
}
