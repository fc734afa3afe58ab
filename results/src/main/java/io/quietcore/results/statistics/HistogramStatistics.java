package io.quietcore.results.statistics;

import io.quietcore.contract.Statistic;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * One histogram's statistics. Everything comes from the histogram alone, the time that was measured too: for a loop that
 * counts every gap it is the sum of its gaps.
 */
public final class HistogramStatistics {
    private HistogramStatistics() {}

    /**
     * One statistic, in its unit.
     *
     * @param statistic of a probe that is judged by it
     * @param histogram gaps or latencies in nanoseconds
     * @param thresholdNs for {@link Statistic#LOST}: a gap over this is time lost ({@code schedule.thresholdNs})
     * @return empty where the histogram holds too few values for it ({@link Statistic#samplesNeeded()},
     *     {@link ArrivalDelay#GAPS_NEEDED})
     */
    public static OptionalDouble of(Statistic statistic, Histogram histogram, long thresholdNs) {
        if (histogram.getTotalCount() == 0) {
            return OptionalDouble.empty();
        }
        if (statistic.isLatencyQuantile()) {
            return histogram.getTotalCount() < statistic.samplesNeeded()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) histogram.getValueAtPercentile(statistic.quantile() * 100));
        }
        if (statistic == Statistic.MAX) {
            return OptionalDouble.of((double) histogram.getMaxValue());
        }
        ArrivalDelay delay = ArrivalDelay.of(histogram);
        if (statistic.isArrivalQuantile()) {
            return delay.quantileNs(statistic.quantile());
        }
        if (statistic == Statistic.LOST) {
            return OptionalDouble.of(100 * delay.shareInGapsOver(thresholdNs));
        }
        return OptionalDouble.of(delay.gapsOver(statistic.spikeThresholdNs()) / (delay.totalNs() / 1e9));
    }

    /** How many values a statistic rests on: those over the spike's threshold, or all. */
    public static long events(Statistic statistic, Histogram histogram) {
        return statistic.isSpikeRate()
                ? Math.round(ArrivalDelay.of(histogram).gapsOver(statistic.spikeThresholdNs()))
                : histogram.getTotalCount();
    }
}
