package io.quietcore.results.compare;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a primary metric (measurement: "Comparing sides").
 *
 * @param verdict one of four
 * @param certain whether the whole interval lies beyond the margin
 * @param reason in words
 */
record Judgement(Verdict verdict, boolean certain, String reason) {
    private static final double LEVEL = 1 - Method.CONFIDENCE;
    private static final int MOST_REPETITIONS = 1_000;

    /**
     * Judges.
     *
     * @param repetitions of the side that has fewer
     * @param blockSize what the number of repetitions must be a multiple of
     */
    static Judgement of(Effect effect, @Nullable Double adjustedP, int repetitions, int blockSize) {
        if (effect.confidence() == 0) {
            return new Judgement(
                    Verdict.INCONCLUSIVE,
                    false,
                    repetitions + " repetitions a side have no 95 % interval; 4 or more have one");
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
                Verdict.INCONCLUSIVE,
                false,
                why(excludesNoChange, significant, beyond) + more(effect, repetitions, blockSize));
    }

    private static String why(boolean excludesNoChange, boolean significant, boolean beyond) {
        if (!excludesNoChange) {
            return "the interval holds both no change and changes that matter";
        }
        return beyond && !significant
                ? "the interval excludes no change, but p is above 0.05"
                : "a change, but its estimate lies inside the margin and its interval does not";
    }

    /** An interval narrows with the square root of the repetitions; to decide, it must leave no change or the margin. */
    private static String more(Effect effect, int repetitions, int blockSize) {
        double halfWidth = (effect.high() - effect.low()) / 2;
        boolean beyond = effect.estimate() < effect.marginLow() || effect.estimate() > effect.marginHigh();
        double room = beyond
                ? Math.abs(effect.estimate() - effect.kind().noChange())
                : Math.min(effect.estimate() - effect.marginLow(), effect.marginHigh() - effect.estimate());
        double needed = repetitions * Math.pow(halfWidth / room, 2);
        if (!(needed < MOST_REPETITIONS)) {
            return "; more than 1,000 repetitions a side would settle it";
        }
        int atLeast = Math.max(repetitions + 1, (int) Math.ceil(needed));
        int wholeBlocks = (atLeast + blockSize - 1) / blockSize * blockSize;
        return String.format(Locale.ROOT, "; about %d repetitions a side would settle it", wholeBlocks);
    }
}
