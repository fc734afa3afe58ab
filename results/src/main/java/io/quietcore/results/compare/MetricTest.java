package io.quietcore.results.compare;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.statistics.BlockPermutation;
import io.quietcore.results.statistics.BlockPermutation.Block;
import io.quietcore.results.statistics.Median;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pure core of every comparison: one metric's values on two sides, by node and repetition, to an effect and a p.
 * {@link Judgement} makes a verdict of them. The simulations that validate the method call these two and nothing else.
 */
public final class MetricTest {
    private MetricTest() {}

    /**
     * One node's values. Values of different nodes are never subtracted from one another.
     *
     * @param node its name
     * @param reference by repetition, each with a value
     * @param side likewise
     */
    public record Stratum(String node, List<RepetitionValue> reference, List<RepetitionValue> side) {
        public Stratum {
            reference = List.copyOf(reference);
            side = List.copyOf(side);
        }

        /** Whether it can be compared: there is a repetition on both sides, and each has its value. */
        boolean isWhole() {
            return !reference.isEmpty()
                    && !side.isEmpty()
                    && reference.stream().allMatch(each -> each.value() != null)
                    && side.stream().allMatch(each -> each.value() != null);
        }

        /** Their numbers: the reference's, a 0, the side's. */
        List<Integer> repetitions() {
            List<Integer> numbers = new ArrayList<>();
            reference.forEach(each -> numbers.add(each.repetition()));
            numbers.add(0);
            side.forEach(each -> numbers.add(each.repetition()));
            return numbers;
        }

        Block block() {
            return new Block(numbers(reference), numbers(side));
        }
    }

    /**
     * What the values say.
     *
     * @param p null where no block has both sides
     */
    public record Outcome(Effect effect, BlockPermutation.@Nullable Result p) {}

    /**
     * The effect of a side, with its p by permutation within the blocks of each node.
     *
     * @param nodes at least one, each whole
     * @param resolution of the values, for the margin of a time
     */
    public static Outcome of(Unit unit, List<Stratum> nodes, Method method, Resolution resolution) {
        Kind kind = kind(unit, nodes);
        return new Outcome(
                effect(kind, unit, nodes, method, resolution),
                p(kind, nodes, method).orElse(null));
    }

    /** The effect alone. */
    static Effect effect(Unit unit, List<Stratum> nodes, Method method, Resolution resolution) {
        return effect(kind(unit, nodes), unit, nodes, method, resolution);
    }

    /** The effect of a kind that may be that of more nodes than these. */
    static Effect effect(Kind kind, Unit unit, List<Stratum> nodes, Method method, Resolution resolution) {
        List<Block> blocks = nodes.stream().map(Stratum::block).toList();
        double[] reference = blocks.stream()
                .flatMapToDouble(block -> Arrays.stream(block.reference()))
                .toArray();
        double margin = Effects.margin(method, unit, reference, resolution);
        return Effects.of(kind, blocks, margin, Median.of(reference));
    }

    /** A rate is a count, which is compared by a difference; so is what has a value without a logarithm. */
    static Kind kind(Unit unit, List<Stratum> nodes) {
        return unit != Unit.PER_SECOND
                        && nodes.stream()
                                .map(Stratum::block)
                                .allMatch(each -> positive(each.reference()) && positive(each.side()))
                ? Kind.RATIO
                : Kind.DIFFERENCE;
    }

    private static boolean positive(double[] values) {
        return Arrays.stream(values).allMatch(value -> value > 0);
    }

    /**
     * Whether nodes that were tuned moved more than those that were not, between the same two times: the difference of
     * differences, with the node as the unit. Each node gives one number, its own shift from the reference to the side;
     * the groups of numbers are compared as two samples.
     *
     * @param tuned nodes that the side changed; at least one, each whole
     * @param controls nodes that nobody touched; likewise
     */
    public static Outcome ofControlled(
            Unit unit, List<Stratum> tuned, List<Stratum> controls, Method method, Resolution resolution) {
        List<Stratum> all = new ArrayList<>(tuned);
        all.addAll(controls);
        Kind kind = kind(unit, all);
        double[] reference = tuned.stream()
                .flatMapToDouble(node -> Arrays.stream(numbers(node.reference())))
                .toArray();
        double margin = Effects.margin(method, unit, reference, resolution);
        Block shifts = new Block(shifts(kind, controls), shifts(kind, tuned));
        Effect effect = Effects.ofShifts(kind, List.of(shifts), margin, Median.of(reference));
        return new Outcome(effect, BlockPermutation.test(List.of(shifts), method.seed()));
    }

    private static double[] shifts(Kind kind, List<Stratum> nodes) {
        return nodes.stream()
                .mapToDouble(node -> Effects.shift(kind, node.block()))
                .toArray();
    }

    /**
     * Exchanged within blocks, each repetition on all nodes at once. Of a block the repetitions count that most nodes have
     * of it; a node that has others is left out there.
     */
    private static Optional<BlockPermutation.Result> p(Kind kind, List<Stratum> nodes, Method method) {
        Map<Integer, Map<List<Integer>, List<Block>>> byBlock = new TreeMap<>();
        for (Stratum node : nodes) {
            inBlocks(node, method.blockSize())
                    .forEach((first, block) -> byBlock.computeIfAbsent(first, none -> new LinkedHashMap<>())
                            .computeIfAbsent(block.repetitions(), none -> new ArrayList<>())
                            .add(Effects.scaled(kind, block.block())));
        }
        List<List<Block>> blocks = byBlock.values().stream()
                .map(byRepetitions -> byRepetitions.values().stream()
                        .max(Comparator.comparingInt(List::size))
                        .orElseThrow())
                .toList();
        return blocks.isEmpty() ? Optional.empty() : Optional.of(BlockPermutation.testTogether(blocks, method.seed()));
    }

    /** By the first repetition of each block; what remains of blocks that only one side has is block 0. */
    private static Map<Integer, Stratum> inBlocks(Stratum node, int blockSize) {
        Map<Integer, Stratum> blocks = new TreeMap<>();
        List<RepetitionValue> aloneInReference = new ArrayList<>();
        List<RepetitionValue> aloneInSide = new ArrayList<>();
        int last = Math.max(last(node.reference()), last(node.side()));
        for (int first = 1; first <= last; first += blockSize) {
            List<RepetitionValue> a = within(node.reference(), first, blockSize);
            List<RepetitionValue> b = within(node.side(), first, blockSize);
            if (a.isEmpty() || b.isEmpty()) {
                aloneInReference.addAll(a);
                aloneInSide.addAll(b);
            } else {
                blocks.put(first, new Stratum(node.node(), a, b));
            }
        }
        if (!aloneInReference.isEmpty() && !aloneInSide.isEmpty()) {
            blocks.put(0, new Stratum(node.node(), aloneInReference, aloneInSide));
        }
        return blocks;
    }

    private static int last(List<RepetitionValue> values) {
        return values.stream().mapToInt(RepetitionValue::repetition).max().orElse(0);
    }

    private static List<RepetitionValue> within(List<RepetitionValue> values, int first, int blockSize) {
        return values.stream()
                .filter(value -> value.repetition() >= first && value.repetition() < first + blockSize)
                .toList();
    }

    /** The values; NaN for one that is missing. */
    static double[] numbers(List<RepetitionValue> values) {
        return values.stream()
                .mapToDouble(value -> value.value() == null ? Double.NaN : value.value())
                .toArray();
    }
}
