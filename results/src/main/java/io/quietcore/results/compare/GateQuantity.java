package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.SideValues.Part;
import io.quietcore.results.statistics.ArrivalDelay;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a gate is about, of each repetition. Pure. */
final class GateQuantity {
    private static final double NS_PER_SECOND = 1e9;

    private GateQuantity() {}

    /** The quantity of each repetition that has these places. */
    static List<RepetitionValue> values(SideValues of, ProbeSeries series, Quantity quantity, Set<String> places) {
        List<RepetitionValue> values = new ArrayList<>();
        if (places.isEmpty()) {
            return values;
        }
        of.parts(series, places).forEach((number, parts) -> {
            CompactHistogram merged = SideValues.merged(parts);
            OptionalDouble value = value(series.probe(), quantity, merged, parts);
            values.add(new RepetitionValue(
                    number, value.isPresent() ? (Double) value.getAsDouble() : null, merged.totalCount(), null, null));
        });
        return values;
    }

    static OptionalDouble value(Probe probe, Quantity quantity, CompactHistogram merged, List<Part> parts) {
        if (quantity.statistic() != null) {
            return HistogramStatistics.of(
                    quantity.statistic(), merged, parts.get(0).thresholdNs());
        }
        return merged.tellsNumberOver(quantity.thresholdNs())
                ? OptionalDouble.of(merged.numberOver(quantity.thresholdNs()) / seconds(probe, parts))
                : OptionalDouble.empty();
    }

    /** Whether a statistic is beyond a gate's limit, as far as it is told: what lies in the open is no less than its begin. */
    static boolean isBeyond(Gate gate, CompactHistogram merged, OptionalDouble told) {
        @Nullable Statistic statistic = gate.quantity().statistic();
        if (statistic == null) {
            return false;
        }
        return told.isPresent()
                ? !gate.holds(told.getAsDouble())
                : HistogramStatistics.liesInOpen(statistic, merged)
                        && merged.openFromNs() >= gate.limit().value();
    }

    /** A loop that counts every gap measures for the sum of its gaps; any other for as long as its windows are. */
    static double seconds(Probe probe, List<Part> parts) {
        return (probe.countsGaps()
                        ? ArrivalDelay.of(SideValues.merged(parts)).totalNs()
                        : parts.stream().mapToLong(Part::measuredNs).sum())
                / NS_PER_SECOND;
    }
}
