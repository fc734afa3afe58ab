package io.quietcore.results.compare;

import io.quietcore.results.statistics.BlockPermutation;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a plan can come to a verdict at all. The smallest p of a permutation within blocks is 2 / product of C(n_b,
 * a_b); where even that, after Holm over the primary metrics, lies above 0.05, no result can be significant.
 */
public final class PlanPower {
    private static final double LEVEL = 1 - Method.CONFIDENCE;
    private static final int MOST_REPETITIONS = 1_000;

    private PlanPower() {}

    /**
     * Why a plan could never decide, with the number of repetitions that would do; empty for one that can.
     *
     * @param repetitions on each side
     * @param blockSize repetitions of each side in a block; one block of all where the sides do not take turns
     * @param primaryMetrics how many, at least 1
     * @param interleaved whether the sides take turns within blocks
     */
    public static Optional<String> refusal(int repetitions, int blockSize, int primaryMetrics, boolean interleaved) {
        boolean wholeBlocks = !interleaved || repetitions % blockSize == 0;
        if (wholeBlocks && decides(repetitions, blockSize, primaryMetrics, interleaved)) {
            return Optional.empty();
        }
        int enough = blockSize;
        while (enough < MOST_REPETITIONS && !decides(enough, blockSize, primaryMetrics, interleaved)) {
            enough += interleaved ? blockSize : 1;
        }
        if (!wholeBlocks) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d repetitions a side do not make whole blocks of %d; %d repetitions a side would do",
                    repetitions,
                    blockSize,
                    Math.max(enough, (repetitions / blockSize + 1) * blockSize)));
        }
        double smallest = smallest(repetitions, blockSize, interleaved);
        return Optional.of(String.format(
                Locale.ROOT,
                "%d repetitions a side%s and %d primary metric%s can never decide: the smallest p is %.2g, after Holm"
                        + " %.2g, above %.2f; %d repetitions a side would do",
                repetitions,
                interleaved ? " in blocks of " + blockSize : "",
                primaryMetrics,
                primaryMetrics == 1 ? "" : "s",
                smallest,
                Math.min(1, smallest * primaryMetrics),
                LEVEL,
                enough));
    }

    /**
     * Why so many nodes could never decide where they are the unit; empty where they can.
     *
     * @param tuned nodes that the sides change
     * @param controls nodes that nobody touches
     * @param verdicts how many primary metrics and compared sides, multiplied
     */
    public static Optional<String> refusalOfNodes(int tuned, int controls, int verdicts) {
        double smallest = BlockPermutation.smallestP(controls, tuned, 1);
        if (verdicts * smallest <= LEVEL) {
            return Optional.empty();
        }
        int enough = 1;
        while (enough < MOST_REPETITIONS && verdicts * BlockPermutation.smallestP(enough, enough, 1) > LEVEL) {
            enough++;
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%d nodes beside %d controls can never decide %d verdicts: the smallest p is %.2g, after Holm %.2g, above"
                        + " %.2f; %d of each would do",
                tuned,
                controls,
                verdicts,
                smallest,
                Math.min(1, smallest * verdicts),
                LEVEL,
                enough));
    }

    private static boolean decides(int repetitions, int blockSize, int primaryMetrics, boolean interleaved) {
        return primaryMetrics * smallest(repetitions, blockSize, interleaved) <= LEVEL;
    }

    private static double smallest(int repetitions, int blockSize, boolean interleaved) {
        return interleaved
                ? BlockPermutation.smallestP(blockSize, blockSize, repetitions / blockSize)
                : BlockPermutation.smallestP(repetitions, repetitions, 1);
    }
}
