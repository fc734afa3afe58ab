package io.quietcore.results.compare;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.statistics.BlockPermutation;
import io.quietcore.results.statistics.BlockPermutation.Block;
import io.quietcore.results.statistics.HodgesLehmann;
import io.quietcore.results.statistics.Median;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** From two lists of values to an effect, its margin and its p. Pure. */
final class Effects {
    private Effects() {}

    private static final double NS_PER_SECOND = 1e9;

    /** A count needs this many events on both sides for a ratio (measurement: "Comparing sides"). */
    static final long EVENTS_FOR_A_RATIO = 10;

    /**
     * The effect of a side.
     *
     * @param kind a ratio needs values above 0 throughout
     * @param margin in the metric's unit, of the reference's median
     */
    static Effect of(Kind kind, double[] reference, double[] side, double margin) {
        if (kind == Kind.DIFFERENCE) {
            HodgesLehmann.Estimate shift = HodgesLehmann.of(reference, side);
            return new Effect(kind, shift.shift(), shift.low(), shift.high(), shift.confidence(), -margin, margin);
        }
        HodgesLehmann.Estimate shift = HodgesLehmann.of(logs(reference), logs(side));
        double relative = margin / Median.of(reference);
        return new Effect(
                kind,
                Math.exp(shift.shift()),
                Math.exp(shift.low()),
                Math.exp(shift.high()),
                shift.confidence(),
                Math.max(0, 1 - relative),
                1 + relative);
    }

    /** What values can be compared by. */
    static Kind kind(double[] reference, double[] side, boolean enoughEvents) {
        boolean positive = Arrays.stream(reference).allMatch(value -> value > 0)
                && Arrays.stream(side).allMatch(value -> value > 0);
        return positive && enoughEvents ? Kind.RATIO : Kind.DIFFERENCE;
    }

    /**
     * The change that matters, in the metric's unit: the larger of the two that the campaign declares; for times never
     * below two steps of the clock. For a share of the time the absolute one is so much in each second: 5 % of almost
     * nothing would be nothing at all.
     */
    static double margin(Method method, Unit unit, double[] reference, long clockStepNs) {
        double relative = method.marginPercent() / 100 * Median.of(reference);
        return switch (unit) {
            case NS -> Math.max(relative, Math.max((double) method.marginNs(), 2.0 * clockStepNs));
            case PERCENT -> Math.max(relative, 100 * method.marginNs() / NS_PER_SECOND);
            case PER_SECOND -> relative;
        };
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    /**
     * The p of a side, exchanged with its reference within blocks. Repetitions of blocks that only one side has make
     * one block of their own.
     *
     * @return empty where no block has both sides
     */
    static Optional<BlockPermutation.Result> p(
            List<RepetitionValue> reference, List<RepetitionValue> side, Method method) {
        List<Block> blocks = new ArrayList<>();
        List<RepetitionValue> aloneInReference = new ArrayList<>();
        List<RepetitionValue> aloneInSide = new ArrayList<>();
        int last = Math.max(last(reference), last(side));
        for (int first = 1; first <= last; first += method.blockSize()) {
            List<RepetitionValue> a = within(reference, first, method.blockSize());
            List<RepetitionValue> b = within(side, first, method.blockSize());
            if (a.isEmpty() || b.isEmpty()) {
                aloneInReference.addAll(a);
                aloneInSide.addAll(b);
            } else {
                blocks.add(new Block(numbers(a), numbers(b)));
            }
        }
        if (!aloneInReference.isEmpty() && !aloneInSide.isEmpty()) {
            blocks.add(new Block(numbers(aloneInReference), numbers(aloneInSide)));
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(BlockPermutation.test(blocks, method.seed()));
    }

    private static int last(List<RepetitionValue> values) {
        return values.stream().mapToInt(RepetitionValue::repetition).max().orElse(0);
    }

    private static List<RepetitionValue> within(List<RepetitionValue> values, int first, int blockSize) {
        return values.stream()
                .filter(value -> value.repetition() >= first && value.repetition() < first + blockSize)
                .toList();
    }

    /** The values, none of which may be missing. */
    static double[] numbers(List<RepetitionValue> values) {
        return values.stream()
                .mapToDouble(value -> value.value() == null ? Double.NaN : value.value())
                .toArray();
    }
}
