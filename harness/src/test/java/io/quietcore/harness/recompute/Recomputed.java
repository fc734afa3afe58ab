package io.quietcore.harness.recompute;

import io.quietcore.harness.recompute.Measurements.Bucket;
import io.quietcore.harness.recompute.Measurements.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One metric of two sides of six repetitions in blocks of two, computed again. NaN stands for what has no number.
 *
 * @param reference by repetition
 * @param side by repetition
 */
record Recomputed(
        Map<Integer, Double> reference,
        Map<Integer, Double> side,
        boolean ratio,
        double estimate,
        double low,
        double high,
        double marginLow,
        double marginHigh,
        double p,
        double least) {
    private static final double MARGIN = 0.05;

    /** 1 µs in each second. */
    private static final double LEAST_LOST_PERCENT = 1e-4;

    static Recomputed of(Measurements measured, String metric) {
        int dash = metric.lastIndexOf('-');
        Series series = Series.of(metric.substring(0, dash));
        String statistic = metric.substring(dash + 1);
        Map<Integer, Double> reference = values(measured, "baseline", series, statistic);
        Map<Integer, Double> side = values(measured, "tuned", series, statistic);
        double[] a = numbers(reference);
        double[] b = numbers(side);
        boolean ratio = !statistic.startsWith("spikes")
                && Arrays.stream(a).allMatch(v -> v > 0)
                && Arrays.stream(b).allMatch(v -> v > 0);
        double least = statistic.equals("lost")
                ? LEAST_LOST_PERCENT
                : statistic.startsWith("spikes") ? 0 : measured.resolutionNs(series.probe());
        double margin = margin(a, least);
        double[] shift = ratio ? Statistics.hodgesLehmann(logs(a), logs(b)) : Statistics.hodgesLehmann(a, b);
        double middle = Statistics.median(a);
        return new Recomputed(
                reference,
                side,
                ratio,
                ratio ? Math.exp(shift[0]) : shift[0],
                ratio ? Math.exp(shift[1]) : shift[1],
                ratio ? Math.exp(shift[2]) : shift[2],
                ratio ? Math.max(0, 1 - margin / middle) : -margin,
                ratio ? 1 + margin / middle : margin,
                ratio ? Statistics.permutationP(logs(a), logs(b)) : Statistics.permutationP(a, b),
                least);
    }

    /** A side's values, in the order of the repetitions. */
    List<Double> of(String name) {
        return List.copyOf((name.equals("baseline") ? reference : side).values());
    }

    private static double margin(double[] reference, double least) {
        return Math.max(MARGIN * Statistics.median(reference), least);
    }

    private static Map<Integer, Double> values(Measurements measured, String side, Series series, String statistic) {
        Map<Integer, Double> values = new TreeMap<>();
        for (Map.Entry<Integer, List<Bucket>> repetition :
                measured.merged(side, series).entrySet()) {
            values.put(
                    repetition.getKey(),
                    Statistics.of(statistic, repetition.getValue(), measured.thresholdNs(series.probe())));
        }
        return values;
    }

    private static double[] numbers(Map<Integer, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    boolean complete() {
        return Stream.concat(reference.values().stream(), side.values().stream())
                .noneMatch(v -> v.isNaN());
    }

    double referenceMedian() {
        return Statistics.median(numbers(reference));
    }

    double sideMedian() {
        return Statistics.median(numbers(side));
    }

    /** The verdict, and whether it is certain. */
    String verdict(double adjustedP) {
        double none = ratio ? 1 : 0;
        boolean excludes = low > none || high < none;
        boolean beyond = estimate < marginLow || estimate > marginHigh;
        if (excludes && beyond && adjustedP <= 0.05) {
            return (estimate < none ? "improved" : "regressed")
                    + (high < marginLow || low > marginHigh ? ", certain" : "");
        }
        return low >= marginLow && high <= marginHigh ? "equivalent" : "inconclusive";
    }

    /** About how many repetitions a side would settle it; 0 for more than a thousand. */
    String repetitionsThatWouldSettle() {
        double half = (scaled(high) - scaled(low)) / 2;
        boolean beyond = estimate < marginLow || estimate > marginHigh;
        double room = beyond
                ? Math.abs(scaled(estimate))
                : Math.min(scaled(estimate) - scaled(marginLow), scaled(marginHigh) - scaled(estimate));
        double needed = 6 * (half / room) * (half / room);
        return needed < 1_000
                ? String.format(Locale.ROOT, "about %d repetitions", (Math.max(7, (int) Math.ceil(needed)) + 1) / 2 * 2)
                : "more than 1,000 repetitions";
    }

    private double scaled(double value) {
        return ratio ? Math.log(value) : value;
    }

    /** Of the ten balanced splits of the reference, how many lie beyond the margin. */
    int splitsBeyondMargin() {
        double[] all = numbers(reference);
        int beyond = 0;
        for (int i = 1; i < 6; i++) {
            for (int j = i + 1; j < 6; j++) {
                double[] a = {all[0], all[i], all[j]};
                double[] b = new double[3];
                int n = 0;
                for (int k = 1; k < 6; k++) {
                    if (k != i && k != j) {
                        b[n++] = all[k];
                    }
                }
                double margin = margin(a, least);
                boolean positive = Arrays.stream(all).allMatch(v -> v > 0);
                double shift = positive
                        ? Math.exp(Statistics.hodgesLehmann(logs(a), logs(b))[0])
                        : Statistics.hodgesLehmann(a, b)[0];
                double center = positive ? 1 : 0;
                double width = positive ? margin / Statistics.median(a) : margin;
                beyond += shift < Math.max(positive ? 0 : -Double.MAX_VALUE, center - width) || shift > center + width
                        ? 1
                        : 0;
            }
        }
        return beyond;
    }
}
