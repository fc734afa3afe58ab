package io.quietcore.results.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A two-sided permutation test of two sides that were measured in blocks: the labels are exchanged within each block
 * only, as the plan drew them; where several nodes were measured a block is one of one node. The statistic is the side's
 * sum of aligned ranks (J. L. Hodges and E. L. Lehmann, "Rank methods for combination of independent experiments in
 * analysis of variance", Ann. Math. Statist. 33, 1962): each block's median is taken off its values, and then all are
 * ranked together; ties share their mean rank. For one block that is the rank sum of Wilcoxon, Mann and Whitney. Blocks
 * of four give up little by it; ranking each block alone costs a quarter of the repetitions (results/STATISTICS.md).
 */
public final class BlockPermutation {
    /** Up to so many arrangements every one is counted; beyond, arrangements are drawn. 10 v 10 has 184,756. */
    public static final double MOST_ARRANGEMENTS = 200_000;

    private static final int MOST_DRAWS = 100_000;
    private static final int FEWEST_DRAWS = 10_000;

    /** Values that all draws together may exchange: a second or so. */
    private static final double MOST_EXCHANGES = 2e8;

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
     * The test.
     *
     * @param blocks at least one
     * @param seed of the draws, where the arrangements are too many to be counted
     */
    public static Result test(List<Block> blocks, long seed) {
        List<int[]> ranks = doubledRanks(blocks);
        return arrangements(blocks) <= MOST_ARRANGEMENTS ? counted(blocks, ranks) : drawn(blocks, ranks, seed);
    }

    /** In how many ways the labels can be exchanged; infinite where that is more than a double holds. */
    private static double arrangements(List<Block> blocks) {
        double arrangements = 1;
        for (Block block : blocks) {
            arrangements *= ways(block.reference().length, block.side().length);
        }
        return arrangements;
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

    /** Twice the aligned ranks of each block's values, the side's last: whole numbers, for a mean rank may be a half. */
    private static List<int[]> doubledRanks(List<Block> blocks) {
        List<double[]> aligned = blocks.stream().map(BlockPermutation::aligned).toList();
        double[] sorted =
                aligned.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        List<int[]> ranks = new ArrayList<>();
        for (double[] values : aligned) {
            int[] own = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                // Ranks are counted from 1: the first of equal ones is below + 1, the last is upTo.
                own[i] = below(sorted, values[i]) + 1 + below(sorted, Math.nextUp(values[i]));
            }
            ranks.add(own);
        }
        return ranks;
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

    private static double observed(List<Block> blocks, List<int[]> ranks) {
        double sum = 0;
        for (int i = 0; i < ranks.size(); i++) {
            int[] block = ranks.get(i);
            for (int j = blocks.get(i).reference().length; j < block.length; j++) {
                sum += block[j];
            }
        }
        return sum;
    }

    /** What the side's sum is on average, over all arrangements. */
    private static double mean(List<Block> blocks, List<int[]> ranks) {
        double mean = 0;
        for (int i = 0; i < ranks.size(); i++) {
            Block block = blocks.get(i);
            mean += (double) Arrays.stream(ranks.get(i)).sum() * block.side().length / block.size();
        }
        return mean;
    }

    /** Sums are whole, their mean need not be: as far from it as this is as far, whatever the last bit says. */
    private static double distance(List<Block> blocks, List<int[]> ranks, double mean) {
        return Math.abs(observed(blocks, ranks) - mean) - 1e-9;
    }

    private static Result counted(List<Block> blocks, List<int[]> ranks) {
        double[] all = {1};
        for (int i = 0; i < ranks.size(); i++) {
            all = SubsetSums.convolved(
                    all, SubsetSums.counts(ranks.get(i), blocks.get(i).side().length));
        }
        double mean = mean(blocks, ranks);
        double distance = distance(blocks, ranks, mean);
        double extreme = 0;
        double arrangements = 0;
        for (int sum = 0; sum < all.length; sum++) {
            arrangements += all[sum];
            extreme += Math.abs(sum - mean) >= distance ? all[sum] : 0;
        }
        return new Result(extreme / arrangements, 0);
    }

    private static Result drawn(List<Block> blocks, List<int[]> ranks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double mean = mean(blocks, ranks);
        double distance = distance(blocks, ranks, mean);
        List<int[]> shuffled = new ArrayList<>();
        ranks.forEach(block -> shuffled.add(block.clone()));
        int values = blocks.stream().mapToInt(Block::size).sum();
        int draws = (int) Math.max(FEWEST_DRAWS, Math.min(MOST_DRAWS, MOST_EXCHANGES / values));
        int extreme = 1;
        for (int draw = 0; draw < draws; draw++) {
            shuffled.forEach(block -> shuffle(block, random));
            extreme += Math.abs(observed(blocks, shuffled) - mean) >= distance ? 1 : 0;
        }
        double p = extreme / (draws + 1.0);
        return new Result(p, Math.sqrt(p * (1 - p) / draws));
    }

    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
