package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.results.statistics.BlockPermutation.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class RankStatisticsTest {
    @ParameterizedTest
    @CsvSource({"6, 6, 6", "10, 10, 24", "4, 4, 1", "3, 3, 0", "5, 5, 3"})
    void theIntervalBeginsAtTheOrderThatTheTablesName(int n, int m, int order) {
        assertThat(HodgesLehmann.order(n, m)).isEqualTo(order);
    }

    @Test
    void theShiftIsTheMedianOfAllPairwiseDifferences() {
        double[] reference = {1, 2, 4, 8, 16, 32};
        double[] side = {10, 11, 13, 17, 25, 41};
        List<Double> differences = new ArrayList<>();
        for (double a : reference) {
            for (double b : side) {
                differences.add(b - a);
            }
        }
        differences.sort(null);

        HodgesLehmann.Estimate estimate = HodgesLehmann.of(reference, side);

        assertThat(estimate.shift()).isEqualTo((differences.get(17) + differences.get(18)) / 2);
        assertThat(estimate.low()).isEqualTo(differences.get(5));
        assertThat(estimate.high()).isEqualTo(differences.get(30));
        assertThat(estimate.confidence()).isCloseTo(1 - 2 * 19 / 924.0, within(1e-12));
    }

    @Test
    void oneValueAgainstManyHasNoIntervalWhateverTheirNumber() {
        double[] many = new double[51];
        java.util.Arrays.setAll(many, i -> i);

        HodgesLehmann.Estimate estimate = HodgesLehmann.of(many, new double[] {60});

        assertThat(estimate.confidence()).isZero();
        assertThat(estimate.low()).isEqualTo(10);
        assertThat(estimate.high()).isEqualTo(60);
    }

    @Test
    void tooFewValuesHaveNoIntervalAndSaySo() {
        assertThat(HodgesLehmann.of(new double[] {1, 2, 3}, new double[] {4, 5, 6})
                        .confidence())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theNullDistributionIsTheOneThatCountingEveryArrangementGives(int n) {
        int m = 5;
        double[] counted = new double[n * m + 1];
        for (int mask = 0; mask < 1 << (n + m); mask++) {
            if (Integer.bitCount(mask) == n) {
                int u = 0;
                for (int i = 0; i < n + m; i++) {
                    for (int j = 0; j < i; j++) {
                        u += (mask >> i & 1) == 1 && (mask >> j & 1) == 0 ? 1 : 0;
                    }
                }
                counted[u]++;
            }
        }

        assertThat(HodgesLehmann.mannWhitney(n, m)).isEqualTo(counted);
    }

    @Test
    void theIntervalCoversTheTruthAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(5);
        int covered = 0;
        int campaigns = 4_000;
        for (int i = 0; i < campaigns; i++) {
            HodgesLehmann.Estimate estimate = HodgesLehmann.of(noise(random, 6, 0), noise(random, 6, 1));
            covered += estimate.low() <= 1 && 1 <= estimate.high() ? 1 : 0;
        }

        // 0.9589 exactly; four standard errors are 0.0126.
        assertThat(covered / (double) campaigns).isBetween(0.946, 0.972);
    }

    private static double[] noise(SplittableRandom random, int n, double shift) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> shift + random.nextDouble() + random.nextDouble() + random.nextDouble());
        return values;
    }

    @Test
    void theSmallestPIsTwoOfAllArrangements() {
        Block block = new Block(new double[] {1, 2}, new double[] {3, 4});

        assertThat(BlockPermutation.test(List.of(block, block, block), 1).p()).isCloseTo(2.0 / 216, within(1e-12));
        assertThat(BlockPermutation.smallestP(2, 2, 3)).isCloseTo(2.0 / 216, within(1e-12));
        assertThat(BlockPermutation.smallestP(6, 6, 1)).isCloseTo(2.0 / 924, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pIsTheShareOfArrangementsThatAreAsExtremeTiesIncluded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Block> blocks = List.of(tied(random, 2, 3), tied(random, 3, 2), tied(random, 1, 1));

        double p = BlockPermutation.test(blocks, 1).p();

        assertThat(p).isCloseTo(byBruteForce(blocks), within(1e-12));
    }

    private static Block tied(SplittableRandom random, int n, int m) {
        double[] reference = new double[n];
        double[] side = new double[m];
        Arrays.setAll(reference, i -> random.nextInt(4));
        Arrays.setAll(side, i -> random.nextInt(4) + 1);
        return new Block(reference, side);
    }

    /** Every way to relabel every block, by recursion over the blocks; ranks by comparing every pair of all blocks. */
    private static double byBruteForce(List<Block> blocks) {
        List<double[]> ranks = ranks(blocks);
        double mean = 0;
        double observed = 0;
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            double[] own = ranks.get(b);
            mean += Arrays.stream(own).sum() * block.side().length / own.length;
            for (int i = block.reference().length; i < own.length; i++) {
                observed += own[i];
            }
        }
        List<Double> sums = new ArrayList<>();
        sums(blocks, ranks, 0, 0, sums);
        double distance = Math.abs(observed - mean);
        double center = mean;
        return sums.stream()
                        .filter(sum -> Math.abs(sum - center) >= distance - 1e-9)
                        .count()
                / (double) sums.size();
    }

    private static void sums(List<Block> blocks, List<double[]> allRanks, int next, double sum, List<Double> all) {
        if (next == blocks.size()) {
            all.add(sum);
            return;
        }
        double[] ranks = allRanks.get(next);
        for (int mask = 0; mask < 1 << ranks.length; mask++) {
            if (Integer.bitCount(mask) == blocks.get(next).side().length) {
                double own = 0;
                for (int i = 0; i < ranks.length; i++) {
                    own += (mask >> i & 1) == 1 ? ranks[i] : 0;
                }
                sums(blocks, allRanks, next + 1, sum + own, all);
            }
        }
    }

    private static List<double[]> ranks(List<Block> blocks) {
        List<double[]> aligned = new ArrayList<>();
        for (Block block : blocks) {
            double[] values = DoubleStream.concat(Arrays.stream(block.reference()), Arrays.stream(block.side()))
                    .toArray();
            double[] sorted = Arrays.stream(values).sorted().toArray();
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            aligned.add(Arrays.stream(values).map(v -> v - median).toArray());
        }
        double[] all = aligned.stream().flatMapToDouble(Arrays::stream).toArray();
        return aligned.stream()
                .map(values -> Arrays.stream(values)
                        .map(own -> Arrays.stream(all).filter(v -> v < own).count()
                                + (Arrays.stream(all).filter(v -> v == own).count() + 1) / 2.0)
                        .toArray())
                .toList();
    }

    @Test
    void manyArrangementsAreDrawnAndAgreeWithTheNormalApproximation() {
        SplittableRandom random = new SplittableRandom(3);
        Block big = new Block(noise(random, 300, 0), noise(random, 300, 0.08));

        BlockPermutation.Result drawn = BlockPermutation.test(List.of(big), 7);

        assertThat(drawn.standardError()).isPositive();
        assertThat(drawn.p()).isBetween(0.00001, 0.9);
        assertThat(BlockPermutation.test(List.of(big), 7)).isEqualTo(drawn);
    }

    @Test
    void upTo200000ArrangementsAreCountedAndMoreAreDrawn() {
        Block ten = new Block(sequence(10, 0), sequence(10, 0.5));
        Block eleven = new Block(sequence(11, 0), sequence(10, 2.5));

        assertThat(BlockPermutation.test(List.of(ten), 1).standardError()).isZero();
        assertThat(BlockPermutation.test(List.of(eleven), 1).standardError()).isPositive();
    }

    @Test
    void aDrawnPLiesWithinItsErrorOfTheExactOne() {
        double[] reference = sequence(11, 0);
        double[] side = sequence(11, 2.5);
        int above = 0;
        for (double a : reference) {
            for (double b : side) {
                above += a > b ? 1 : 0;
            }
        }
        double[] counts = HodgesLehmann.mannWhitney(11, 11);
        double exact = 2
                * Arrays.stream(counts, 0, above + 1).sum()
                / Arrays.stream(counts).sum();

        BlockPermutation.Result drawn = BlockPermutation.test(List.of(new Block(reference, side)), 3);

        assertThat(drawn.p()).isCloseTo(exact, within(4 * drawn.standardError()));
        assertThat(drawn.standardError()).isBetween(0.0001, 0.002);
    }

    private static double[] sequence(int n, double from) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> from + i);
        return values;
    }

    /** Differences within nodes only: that one node is slower than another on both sides is no shift. */
    @Test
    void theShiftOfSeveralStrataIsTheMedianOfTheirOwnDifferences() {
        HodgesLehmann.Estimate estimate = HodgesLehmann.of(List.of(
                new Block(new double[] {1, 2, 3}, new double[] {11, 12, 13}),
                new Block(new double[] {101, 102, 103}, new double[] {111, 112, 113})));

        assertThat(estimate.shift()).isEqualTo(10);
        // Each of two strata of 3 v 3 has 20 arrangements; the sum of both is 0 in one of 400, 1 in two, 2 in five …
        // 1 + 2 + 5 is 8 of 400 below the fourth: 1 - 2 * 8 / 400 is 0.96, and with the 10 that are 3 it is 0.91.
        assertThat(estimate.confidence()).isCloseTo(0.96, within(1e-12));
        assertThat(estimate.low()).isEqualTo(9);
    }

    @Test
    void holmMultipliesByWhatIsLeftAndNeverFalls() {
        assertThat(Multiplicity.holm(new double[] {0.04, 0.01, 0.03})).containsExactly(0.06, 0.03, 0.06);
        assertThat(Multiplicity.holm(new double[] {0.9, 0.8})).containsExactly(1, 1);
    }

    @Test
    void benjaminiHochbergDividesByTheRank() {
        double[] adjusted = Multiplicity.benjaminiHochberg(new double[] {0.01, 0.04, 0.03, 0.5});

        assertThat(adjusted[0]).isCloseTo(0.04, within(1e-12));
        assertThat(adjusted[1]).isCloseTo(0.04 * 4 / 3, within(1e-12));
        assertThat(adjusted[2]).isCloseTo(0.04 * 4 / 3, within(1e-12));
        assertThat(adjusted[3]).isCloseTo(0.5, within(1e-12));
    }
}
