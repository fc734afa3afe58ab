package io.quietcore.results.compare;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.statistics.BlockPermutation.Block;
import io.quietcore.results.statistics.HodgesLehmann;
import io.quietcore.results.statistics.Median;
import java.util.Arrays;
import java.util.List;

/** From the values of two sides to an effect and its margin. Pure. */
final class Effects {
    private Effects() {}

    /**
     * The effect of a side.
     *
     * @param kind a ratio needs values above 0 throughout
     * @param strata values of both sides, one stratum for each node
     * @param margin in the metric's unit
     * @param referenceMedian likewise, what the margin of a ratio is a share of
     */
    static Effect of(Kind kind, List<Block> strata, double margin, double referenceMedian) {
        return ofShifts(
                kind, strata.stream().map(stratum -> scaled(kind, stratum)).toList(), margin, referenceMedian);
    }

    /** As {@link #of}, of values that are logarithms already where the kind is a ratio. */
    static Effect ofShifts(Kind kind, List<Block> strata, double margin, double referenceMedian) {
        HodgesLehmann.Estimate shift = HodgesLehmann.of(strata);
        if (kind == Kind.DIFFERENCE) {
            return new Effect(kind, shift.shift(), shift.low(), shift.high(), shift.confidence(), -margin, margin);
        }
        double relative = margin / referenceMedian;
        return new Effect(
                kind,
                Math.exp(shift.shift()),
                Math.exp(shift.low()),
                Math.exp(shift.high()),
                shift.confidence(),
                Math.max(0, 1 - relative),
                1 + relative);
    }

    /** How far one node moved: a difference, or for a ratio that of the logarithms. */
    static double shift(Kind kind, Block node) {
        Block scaled = scaled(kind, node);
        return HodgesLehmann.of(scaled.reference(), scaled.side()).shift();
    }

    /** The values that are subtracted: logarithms where the kind is a ratio. */
    static Block scaled(Kind kind, Block block) {
        return kind == Kind.RATIO ? new Block(logs(block.reference()), logs(block.side())) : block;
    }

    /** The change that matters, in the metric's unit. */
    static double margin(Method method, Unit unit, double[] reference, Resolution resolution) {
        double level = Median.of(reference);
        return unit == Unit.NS
                ? Method.larger(method.marginPercent(), method.absoluteNs(resolution), unit, level)
                : Method.margin(method.marginPercent(), method.lostNs(), unit, level);
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }
}
