package io.quietcore.results.summary;

import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Windows of one series that are added up. */
final class WindowSum {
    private final Histogram histogram = new Histogram(3);
    private long measuredNs;
    private int windows;
    private Stated stated = Stated.NOTHING;

    /**
     * Adds one.
     *
     * @param own what its program stated of it
     */
    void add(Histogram window, long windowNs, Stated own) {
        long beforeNs = maxNs();
        histogram.add(window);
        if (!own.equals(Stated.NOTHING) || !stated.equals(Stated.NOTHING)) {
            stated = new Stated(
                    Math.max(beforeNs, own.maxNs() > 0 ? own.maxNs() : window.getMaxValue()),
                    Math.min(stated.openFromNs(), own.openFromNs()),
                    stated.sumIsTold() && own.sumIsTold());
        }
        measuredNs += windowNs;
        windows++;
    }

    int windows() {
        return windows;
    }

    long measuredNs() {
        return measuredNs;
    }

    long count() {
        return histogram.getTotalCount();
    }

    long maxNs() {
        return stated.maxNs() > 0 ? stated.maxNs() : histogram.getMaxValue();
    }

    /** Values above a limit for each second that was measured. */
    double perSecondOver(long limitNs) {
        double over = 0;
        for (var value : histogram.recordedValues()) {
            over += value.getValueIteratedTo() > limitNs ? value.getCountAddedInThisIterationStep() : 0;
        }
        return measuredNs == 0 ? 0 : over / (measuredNs * 1e-9);
    }

    /** Null where it lacks its samples. */
    @Nullable
    Double value(Statistic statistic, long thresholdNs) {
        OptionalDouble value =
                HistogramStatistics.of(statistic, CompactHistogram.of(histogram).stating(stated), thresholdNs);
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
