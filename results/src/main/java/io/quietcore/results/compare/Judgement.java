package io.quietcore.results.compare;

import io.quietcore.results.compare.Effect.Kind;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a primary metric (measurement: "Comparing sides").
 *
 * @param verdict one of four
 * @param certain whether the whole interval lies beyond the margin
 * @param reason in words
 */
public record Judgement(Verdict verdict, boolean certain, String reason) {
    private static final double LEVEL = 1 - Method.CONFIDENCE;
    private static final int MOST_REPETITIONS = 1_000;

    /** Judges an effect by its interval, its margin and its p after adjustment, which may be missing. */
    public static Judgement of(Effect effect, @Nullable Double adjustedP, Sample sample) {
        if (effect.confidence() == 0) {
            return new Judgement(Verdict.INCONCLUSIVE, false, sample.tooFew());
        }
        double none = effect.kind().noChange();
        boolean excludesNoChange = effect.low() > none || effect.high() < none;
        boolean significant = adjustedP != null && adjustedP <= LEVEL;
        boolean beyond = effect.estimate() < effect.marginLow() || effect.estimate() > effect.marginHigh();
        if (excludesNoChange && significant && beyond) {
            boolean certain = effect.high() < effect.marginLow() || effect.low() > effect.marginHigh();
            return new Judgement(
                    effect.estimate() < none ? Verdict.IMPROVED : Verdict.REGRESSED,
                    certain,
                    certain
                            ? "the whole interval lies beyond the margin"
                            : "the estimate lies beyond the margin; the interval excludes no change, and reaches into the"
                                    + " margin");
        }
        if (effect.low() >= effect.marginLow() && effect.high() <= effect.marginHigh()) {
            return new Judgement(Verdict.EQUIVALENT, false, "the whole interval lies inside the margin");
        }
        return new Judgement(
                Verdict.INCONCLUSIVE, false, why(excludesNoChange, significant, beyond) + more(effect, sample));
    }

    private static String why(boolean excludesNoChange, boolean significant, boolean beyond) {
        if (!excludesNoChange) {
            return "the interval holds both no change and changes that matter";
        }
        return beyond && !significant
                ? "the interval excludes no change, but p is above 0.05"
                : "a change, but its estimate lies inside the margin and its interval does not";
    }

    /**
     * An interval narrows with the square root of the repetitions; to decide, it must leave no change or the margin. A
     * ratio is measured by its logarithm, in which its interval was found.
     */
    private static String more(Effect effect, Sample sample) {
        DoubleUnaryOperator scale = effect.kind() == Kind.RATIO ? Math::log : DoubleUnaryOperator.identity();
        double estimate = scale.applyAsDouble(effect.estimate());
        double marginLow = scale.applyAsDouble(effect.marginLow());
        double marginHigh = scale.applyAsDouble(effect.marginHigh());
        double halfWidth = (scale.applyAsDouble(effect.high()) - scale.applyAsDouble(effect.low())) / 2;
        boolean beyond = estimate < marginLow || estimate > marginHigh;
        double room = beyond ? Math.abs(estimate) : Math.min(estimate - marginLow, marginHigh - estimate);
        double needed = sample.smaller() * Math.pow(halfWidth / room, 2);
        if (!(needed < MOST_REPETITIONS)) {
            return "; more than 1,000 " + sample.unit().several() + " would settle it";
        }
        int atLeast = Math.max(Math.max(sample.smaller() + 1, sample.fewest()), (int) Math.ceil(needed));
        int wholeBlocks = (atLeast + sample.blockSize() - 1) / sample.blockSize() * sample.blockSize();
        return "; about " + sample.unit().counted(wholeBlocks) + " would settle it";
    }
}
