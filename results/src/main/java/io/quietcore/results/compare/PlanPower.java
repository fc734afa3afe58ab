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
     * @param blockSize repetitions of each side in a block
     * @param primaryMetrics how many, at least 1
     */
    public static Optional<String> refusal(int repetitions, int blockSize, int primaryMetrics) {
        boolean wholeBlocks = repetitions % blockSize == 0;
        if (wholeBlocks && decides(repetitions, blockSize, primaryMetrics)) {
            return Optional.empty();
        }
        int enough = blockSize;
        while (enough < MOST_REPETITIONS && !decides(enough, blockSize, primaryMetrics)) {
            enough += blockSize;
        }
        if (!wholeBlocks) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d repetitions a side do not make whole blocks of %d; %d repetitions a side would do",
                    repetitions,
                    blockSize,
                    Math.max(enough, (repetitions / blockSize + 1) * blockSize)));
        }
        double smallest = smallest(repetitions, blockSize);
        return Optional.of(String.format(
                Locale.ROOT,
                "%d repetitions a side in blocks of %d and %d primary metric%s can never decide: the smallest p is %.2g, after Holm"
                        + " %.2g, above %.2f; %d repetitions a side would do",
                repetitions,
                blockSize,
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

    /** How many boots a side, on each of so many nodes, have a p that Holm over so many tests leaves at most 0.05. */
    static int bootsForAVerdict(int nodes, int tests) {
        int boots = 1;
        while (boots < MOST_REPETITIONS && tests * BlockPermutation.smallestP(boots, boots, nodes) > LEVEL) {
            boots++;
        }
        return boots;
    }

    /** How many nodes with one boot a side, likewise. */
    static int nodesForAVerdict(int tests) {
        int nodes = 1;
        while (nodes < MOST_REPETITIONS && tests * BlockPermutation.smallestP(1, 1, nodes) > LEVEL) {
            nodes++;
        }
        return nodes;
    }

    /**
     * What sides that are measured with a boot between them need for a verdict, where one boot a side is not enough of it;
     * empty where the machines are.
     *
     * @param machines that are booted
     * @param tests primary metrics and compared sides, multiplied
     */
    public static Optional<String> bootsNote(int machines, int tests) {
        int boots = bootsForAVerdict(machines, tests);
        return boots == 1
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "one boot a side has no verdict on %s, only what was seen: %d boots a side would do (--side again"
                                + " after each boot), or %d machines",
                        machines == 1 ? "one machine" : machines + " machines",
                        boots,
                        nodesForAVerdict(tests)));
    }

    private static boolean decides(int repetitions, int blockSize, int primaryMetrics) {
        return primaryMetrics * smallest(repetitions, blockSize) <= LEVEL;
    }

    private static double smallest(int repetitions, int blockSize) {
        return BlockPermutation.smallestP(blockSize, blockSize, repetitions / blockSize);
    }
}
