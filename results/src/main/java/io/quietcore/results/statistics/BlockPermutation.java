package io.quietcore.results.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A two-sided permutation test of two sides that were measured in blocks: the labels are exchanged within each block
 * only, as the plan drew them. The statistic is the sum over the blocks of the side's rank sum (van Elteren 1960, equal
 * weights for blocks of one size); ties share their mean rank.
 */
public final class BlockPermutation {
    /** Additions that an exact distribution may cost: well under a second. */
    private static final double MOST_ADDITIONS = 2e8;

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
     * The test.
     *
     * @param blocks at least one
     * @param seed of the draws, where the arrangements are too many to be counted
     */
    public static Result test(List<Block> blocks, long seed) {
        List<int[]> ranks = blocks.stream().map(BlockPermutation::doubledRanks).toList();
        double cost = 0;
        for (int i = 0; i < ranks.size(); i++) {
            cost += SubsetSums.cost(ranks.get(i), blocks.get(i).side().length);
        }
        return cost <= MOST_ADDITIONS ? counted(blocks, ranks) : drawn(blocks, ranks, seed);
    }

    /** The smallest p that blocks of these sizes can give: two arrangements of all, the extreme ones. */
    public static double smallestP(int referenceInBlock, int sideInBlock, int blocks) {
        double arrangements = 1;
        for (int i = 1; i <= sideInBlock; i++) {
            arrangements = arrangements * (referenceInBlock + i) / i;
        }
        return 2 / Math.pow(arrangements, blocks);
    }

    /** Twice the ranks of a block's values, the side's last: whole numbers, for a mean rank may be a half. */
    private static int[] doubledRanks(Block block) {
        double[] values = Arrays.copyOf(block.reference(), block.size());
        System.arraycopy(block.side(), 0, values, block.reference().length, block.side().length);
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : values) {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }
            ranks[i] = 2 * below + equal + 1;
        }
        return ranks;
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

    private static double mean(List<Block> blocks) {
        double mean = 0;
        for (Block block : blocks) {
            mean += block.side().length * (block.size() + 1.0);
        }
        return mean;
    }

    private static Result counted(List<Block> blocks, List<int[]> ranks) {
        double[] all = {1};
        for (int i = 0; i < ranks.size(); i++) {
            all = convolved(all, SubsetSums.counts(ranks.get(i), blocks.get(i).side().length));
        }
        double mean = mean(blocks);
        double distance = Math.abs(observed(blocks, ranks) - mean);
        double extreme = 0;
        double arrangements = 0;
        for (int sum = 0; sum < all.length; sum++) {
            arrangements += all[sum];
            extreme += Math.abs(sum - mean) >= distance ? all[sum] : 0;
        }
        return new Result(extreme / arrangements, 0);
    }

    private static double[] convolved(double[] a, double[] b) {
        double[] sums = new double[a.length + b.length - 1];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; a[i] > 0 && j < b.length; j++) {
                sums[i + j] += a[i] * b[j];
            }
        }
        return sums;
    }

    private static Result drawn(List<Block> blocks, List<int[]> ranks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double mean = mean(blocks);
        double distance = Math.abs(observed(blocks, ranks) - mean);
        List<int[]> shuffled = new ArrayList<>();
        ranks.forEach(block -> shuffled.add(block.clone()));
        int extreme = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            shuffled.forEach(block -> shuffle(block, random));
            extreme += Math.abs(observed(blocks, shuffled) - mean) >= distance ? 1 : 0;
        }
        double p = extreme / (DRAWS + 1.0);
        return new Result(p, Math.sqrt(p * (1 - p) / DRAWS));
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
