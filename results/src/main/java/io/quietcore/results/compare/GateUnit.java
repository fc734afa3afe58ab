package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.results.compare.SideValues.Part;
import io.quietcore.results.statistics.CompactHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One repetition on one place, as a gate sees it.
 *
 * @param place {@code <node>-numa<k>}
 * @param repetition its number
 * @param value the quantity, of a rate in 1/s; null where it is not told
 * @param beyond whether it is known to break the limit, which a value that is not told may be
 * @param samples in its histogram
 * @param events over the threshold of a rate; 0 for any other quantity. Where they are not told, those that are known
 * @param eventsAreTold whether there are no more
 * @param seconds that it measured
 */
record GateUnit(
        String place,
        int repetition,
        @Nullable Double value,
        boolean beyond,
        long samples,
        long events,
        boolean eventsAreTold,
        double seconds) {
    /** Every repetition of every one of these places, by place. */
    static List<GateUnit> of(SideValues values, Gate gate, Set<String> places) {
        List<GateUnit> units = new ArrayList<>();
        for (String place : places) {
            values.parts(gate.series(), Set.of(place))
                    .forEach((repetition, parts) -> units.add(of(gate, place, repetition, parts)));
        }
        return units;
    }

    private static GateUnit of(Gate gate, String place, int repetition, List<Part> parts) {
        Quantity quantity = gate.quantity();
        CompactHistogram merged = SideValues.merged(parts);
        OptionalDouble value = GateQuantity.value(gate.probe(), quantity, merged, parts);
        return new GateUnit(
                place,
                repetition,
                value.isPresent() ? (Double) value.getAsDouble() : null,
                GateQuantity.isBeyond(gate, merged, value),
                merged.totalCount(),
                quantity.isRate() ? merged.numberOver(quantity.thresholdNs()) : 0,
                !quantity.isRate() || merged.tellsNumberOver(quantity.thresholdNs()),
                GateQuantity.seconds(gate.probe(), parts));
    }
}
