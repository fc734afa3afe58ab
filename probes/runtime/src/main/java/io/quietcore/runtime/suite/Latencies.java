package io.quietcore.runtime.suite;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The histograms of one window by the value of the label {@code series}, and the number of values above their range.
 * Made before the measurement; recording allocates nothing. Owned by one thread.
 */
final class Latencies {
    /** The highest latency that is told apart. */
    static final long HIGHEST_NS = Gaps.HIGHEST_NS;

    private static final int SIGNIFICANT_DIGITS = 3;

    /** Far more than it takes to record a value. */
    private static final long BETWEEN_NS = 1_000;

    private final Map<String, Histogram> series = new LinkedHashMap<>();
    private final Histogram all;
    private long overflow;

    /** All values under "", and these series beside it. */
    Latencies(String... others) {
        all = series("");
        for (String each : others) {
            series(each);
        }
    }

    /** The histogram of a series, made where it is new. */
    Histogram series(String name) {
        return series.computeIfAbsent(name, key -> new Histogram(1, HIGHEST_NS, SIGNIFICANT_DIGITS));
    }

    /** Into the series of all values. */
    void record(long ns) {
        record(all, ns);
    }

    /** Into one series. */
    void record(Histogram histogram, long ns) {
        if (ns > HIGHEST_NS) {
            overflow++;
            histogram.recordValue(HIGHEST_NS);
        } else {
            histogram.recordValue(Math.max(0, ns));
        }
    }

    /**
     * Where the next value begins: at this reading of the clock, or, after a stall between the two, at the last one, so
     * that no stall falls between two values.
     */
    static long from(long lastNs, long nowNs) {
        return nowNs - lastNs > BETWEEN_NS ? lastNs : nowNs;
    }

    long count() {
        return all.getTotalCount();
    }

    void reset() {
        series.values().forEach(Histogram::reset);
    }

    long overflow() {
        return overflow;
    }

    Map<String, Histogram> bySeries() {
        return Collections.unmodifiableMap(series);
    }
}
