package io.quietcore.results.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A two-sided permutation test of two sides that were measured in blocks: the labels are exchanged within each block
 * only, as the plan drew them. Where several nodes were measured, a repetition keeps its label on all of them: it was one
 * draw, and what disturbs one node at that time may disturb all. The statistic is the side's sum of aligned ranks (J. L. Hodges and E. L. Lehmann, "Rank methods for combination of independent experiments in
 * analysis of variance", Ann. Math. Statist. 33, 1962): each block's median is taken off its values, on each node by itself, and then all are
 * ranked together; ties share their mean rank. For one block that is the rank sum of Wilcoxon, Mann and Whitney. Blocks
 * of four give up little by it; ranking each block alone costs a quarter of the repetitions (results/STATISTICS.md).
 */
public final class BlockPermutation {
    /** Up to so many arrangements every one is counted; beyond, arrangements are drawn. 10 v 10 has 184,756. */
    public static final double MOST_ARRANGEMENTS = 200_000;

    private static final int DRAWS = 100_000;

    private BlockPermutation() {}

    /**
     * The values of one block.
     *
     * @param reference at least one
     * @param side at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    public record Block(double[] reference, double[] side) {
        int size() {
            return reference.length + side.length;
        }
    }

    /**
     * A p value.
     *
     * @param p two-sided
     * @param standardError 0 where every arrangement was counted
     */
    public record Result(double p, double standardError) {}

    /**
     * The test of one node.
     *
     * @param blocks at least one
     * @param seed of the draws, where the arrangements are too many to be counted
     */
    public static Result test(List<Block> blocks, long seed) {
        return testTogether(blocks.stream().map(List::of).toList(), seed);
    }

    /**
     * The test of several nodes.
     *
     * @param blocks at least one; of each the nodes that were measured in it, all with the same repetitions in the same
     *     order
     * @param seed as in {@link #test}
     */
    public static Result testTogether(List<List<Block>> blocks, long seed) {
        List<Scores> scores = scores(blocks);
        double arrangements = 1;
        for (Scores block : scores) {
            arrangements *= ways(block.values.length - block.ofSide, block.ofSide);
        }
        return arrangements <= MOST_ARRANGEMENTS ? counted(scores) : drawn(scores, seed);
    }

    /**
     * A block's repetitions as numbers: the sum of twice the aligned ranks of each over the nodes. Whole, for a mean rank
     * may be a half.
     *
     * @param values the side's last
     * @param ofSide how many
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    private record Scores(long[] values, int ofSide) {
        long observed() {
            return Arrays.stream(values, values.length - ofSide, values.length).sum();
        }

        /** What the side's sum is on average, over all arrangements. */
        double mean() {
            return (double) Arrays.stream(values).sum() * ofSide / values.length;
        }
    }

    private static double ways(int reference, int side) {
        double ways = 1;
        for (int i = 1; i <= side; i++) {
            ways = ways * (reference + i) / i;
        }
        return ways;
    }

    /** The smallest p that blocks of these sizes can give: two arrangements of all, the extreme ones. */
    public static double smallestP(int referenceInBlock, int sideInBlock, int blocks) {
        return 2 / Math.pow(ways(referenceInBlock, sideInBlock), blocks);
    }

    private static List<Scores> scores(List<List<Block>> blocks) {
        double[] sorted = blocks.stream()
                .flatMap(List::stream)
                .flatMapToDouble(block -> Arrays.stream(aligned(block)))
                .sorted()
                .toArray();
        List<Scores> scores = new ArrayList<>();
        for (List<Block> nodes : blocks) {
            Block first = nodes.get(0);
            long[] sums = new long[first.size()];
            for (Block node : nodes) {
                double[] values = aligned(node);
                for (int i = 0; i < values.length; i++) {
                    // Ranks are counted from 1: the first of equal ones is below + 1, the last is upTo.
                    sums[i] += (long) below(sorted, values[i]) + 1 + below(sorted, Math.nextUp(values[i]));
                }
            }
            scores.add(new Scores(sums, first.side().length));
        }
        return scores;
    }

    private static double[] aligned(Block block) {
        double[] values = Arrays.copyOf(block.reference(), block.size());
        System.arraycopy(block.side(), 0, values, block.reference().length, block.side().length);
        double median = Median.of(values);
        for (int i = 0; i < values.length; i++) {
            // Plus 0: there is no negative zero to be ranked before a positive one.
            values[i] = values[i] - median + 0.0;
        }
        return values;
    }

    /** How many of the sorted values are less than this. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Sums are whole, their mean need not be: as far from it as this is as far, whatever the last bit says. */
    private static boolean isExtreme(long sum, long observed, double mean) {
        return Math.abs(sum - mean) >= Math.abs(observed - mean) - 1e-9;
    }

    private static Result counted(List<Scores> scores) {
        long[] sums = {0};
        long observed = 0;
        double mean = 0;
        for (Scores block : scores) {
            observed += block.observed();
            mean += block.mean();
            long[] own = subsetSums(block);
            long[] next = new long[sums.length * own.length];
            int n = 0;
            for (long sum : sums) {
                for (long more : own) {
                    next[n++] = sum + more;
                }
            }
            sums = next;
        }
        int extreme = 0;
        for (long sum : sums) {
            extreme += isExtreme(sum, observed, mean) ? 1 : 0;
        }
        return new Result((double) extreme / sums.length, 0);
    }

    /** The sum of every choice of so many values; of the fewer ones that are chosen or left out. */
    private static long[] subsetSums(Scores block) {
        int left = block.values.length - block.ofSide;
        boolean complement = left < block.ofSide;
        LongStream.Builder sums = LongStream.builder();
        addSums(block.values, 0, complement ? left : block.ofSide, 0, sums);
        long all = Arrays.stream(block.values).sum();
        return sums.build().map(sum -> complement ? all - sum : sum).toArray();
    }

    private static void addSums(long[] values, int from, int choose, long sum, LongStream.Builder sums) {
        if (choose == 0) {
            sums.add(sum);
            return;
        }
        for (int i = from; i <= values.length - choose; i++) {
            addSums(values, i + 1, choose - 1, sum + values[i], sums);
        }
    }

    private static Result drawn(List<Scores> scores, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long observed = 0;
        double mean = 0;
        List<Scores> shuffled = new ArrayList<>();
        for (Scores block : scores) {
            observed += block.observed();
            mean += block.mean();
            shuffled.add(new Scores(block.values.clone(), block.ofSide));
        }
        int extreme = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            long sum = 0;
            for (Scores block : shuffled) {
                shuffle(block.values, random);
                sum += block.observed();
            }
            extreme += isExtreme(sum, observed, mean) ? 1 : 0;
        }
        double p = extreme / (DRAWS + 1.0);
        return new Result(p, Math.sqrt(p * (1 - p) / DRAWS));
    }

    private static void shuffle(long[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
