package io.quietcore.results.statistics;

import io.quietcore.contract.Statistic;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One histogram's statistics. Everything comes from the histogram alone, the time that was measured too: for a loop that
 * counts every gap it is the sum of its gaps. What a program states better is taken as stated, and what its histogram does
 * not tell is left out ({@link io.quietcore.contract.Stated}).
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
     *     {@link ArrivalDelay#GAPS_NEEDED}), or does not tell it
     */
    public static OptionalDouble of(Statistic statistic, Histogram histogram, long thresholdNs) {
        return of(statistic, CompactHistogram.of(histogram), thresholdNs);
    }

    /** As {@link #of(Statistic, Histogram, long)}, of a histogram that was stored. */
    public static OptionalDouble of(Statistic statistic, CompactHistogram histogram, long thresholdNs) {
        @Nullable
        Double value = all(EnumSet.of(statistic), histogram, thresholdNs).get(statistic);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Those of several statistics for which there are values enough. */
    public static Map<Statistic, Double> all(Set<Statistic> statistics, CompactHistogram histogram, long thresholdNs) {
        return histogram.statistics(statistics, thresholdNs);
    }

    static Map<Statistic, Double> computed(Set<Statistic> statistics, CompactHistogram histogram, long thresholdNs) {
        Map<Statistic, Double> values = new EnumMap<>(Statistic.class);
        if (histogram.totalCount() == 0) {
            return values;
        }
        List<Statistic> quantiles = statistics.stream()
                .filter(each -> each.isLatencyQuantile() && histogram.totalCount() >= each.samplesNeeded())
                .toList();
        long[] found = histogram.valuesAtPercentiles(
                quantiles.stream().map(each -> each.quantile() * 100).toList());
        for (int i = 0; i < found.length; i++) {
            if (found[i] < histogram.openFromNs()) {
                // A bucket reaches beyond what is stated exactly.
                values.put(quantiles.get(i), (double) Math.min(found[i], histogram.maxNs()));
            }
        }
        @Nullable ArrivalDelay delay = null;
        for (Statistic statistic : statistics) {
            if (statistic == Statistic.MAX) {
                values.put(statistic, (double) histogram.maxNs());
            } else if (!statistic.isLatencyQuantile()) {
                delay = delay == null ? ArrivalDelay.of(histogram) : delay;
                ofGaps(statistic, histogram, delay, thresholdNs).ifPresent(value -> values.put(statistic, value));
            }
        }
        return values;
    }

    /**
     * Up to where the values are told apart the delay is exact although they are not beyond: it rests on how many gaps are
     * longer, and on their sum.
     */
    private static OptionalDouble ofGaps(
            Statistic statistic, CompactHistogram histogram, ArrivalDelay delay, long thresholdNs) {
        if (statistic.isSpikeRate()) {
            long overNs = statistic.spikeThresholdNs();
            return histogram.tellsNumberOver(overNs)
                    ? OptionalDouble.of(histogram.numberOver(overNs) / (delay.totalNs() / 1e9))
                    : OptionalDouble.empty();
        }
        if (!histogram.sumIsTold()) {
            return OptionalDouble.empty();
        }
        if (statistic.isArrivalQuantile()) {
            OptionalDouble quantileNs = delay.quantileNs(statistic.quantile());
            return quantileNs.orElse(0) < histogram.openFromNs() ? quantileNs : OptionalDouble.empty();
        }
        return histogram.tellsNumberOver(thresholdNs)
                ? OptionalDouble.of(100 * delay.shareInGapsOver(thresholdNs))
                : OptionalDouble.empty();
    }

    /** Whether a quantile lies where the histogram does not tell values apart, and so is no less than where that begins. */
    public static boolean liesInOpen(Statistic statistic, CompactHistogram histogram) {
        if (!histogram.isOpen() || Double.isNaN(statistic.quantile())) {
            return false;
        }
        if (statistic.isArrivalQuantile()) {
            // Where their sum is not told they are recorded at the least that they may be.
            return histogram.numberOver(histogram.openFromNs() - 1) >= ArrivalDelay.GAPS_NEEDED
                    && ArrivalDelay.of(histogram).shareOver((double) histogram.openFromNs())
                            >= 1 - statistic.quantile();
        }
        return histogram.totalCount() >= statistic.samplesNeeded()
                && histogram.valueAtPercentile(statistic.quantile() * 100) >= histogram.openFromNs();
    }

    /** How many values a statistic rests on: those over the spike's threshold, or all. */
    public static long events(Statistic statistic, Histogram histogram) {
        return statistic.isSpikeRate()
                ? Math.round(ArrivalDelay.of(histogram).gapsOver(statistic.spikeThresholdNs()))
                : histogram.getTotalCount();
    }
}
