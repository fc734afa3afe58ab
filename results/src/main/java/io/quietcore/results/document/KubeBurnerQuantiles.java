package io.quietcore.results.document;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantiles as kube-burner computes them (montanaflynn/stats 0.7.1, {@code Percentile}), for documents that stand beside
 * its own and are read by the same dashboards. They are not better than {@code HistogramStatistics}: with 12 values their
 * P99 is the mean of the two highest. Everything else of ours comes from histograms.
 */
final class KubeBurnerQuantiles {
    private static final List<Integer> PERCENTS = List.of(99, 95, 50);

    private KubeBurnerQuantiles() {}

    /**
     * P99, P95, P50, min, max and avg, truncated to whole numbers.
     *
     * @param values at least one
     */
    static Map<String, Object> of(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        Map<String, Object> quantiles = new LinkedHashMap<>();
        for (int percent : PERCENTS) {
            quantiles.put("P" + percent, percentile(sorted, percent));
        }
        quantiles.put("min", sorted[0]);
        quantiles.put("max", sorted[sorted.length - 1]);
        quantiles.put("avg", (long) Arrays.stream(sorted).average().orElseThrow());
        return quantiles;
    }

    private static long percentile(long[] sorted, int percent) {
        if (sorted.length == 1) {
            return sorted[0];
        }
        double index = percent / 100.0 * sorted.length;
        int whole = (int) index;
        return index == whole ? sorted[whole - 1] : (long) ((sorted[whole - 1] + (double) sorted[whole]) / 2);
    }
}
