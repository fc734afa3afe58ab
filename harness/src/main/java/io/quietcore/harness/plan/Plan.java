package io.quietcore.harness.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What a campaign measures, in order. The same arguments give the same plan, which is what lets a resumed campaign go on
 * where a killed one was.
 *
 * @param steps in order
 */
public record Plan(List<Measure> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /**
     * The same, with the repetitions numbered on from those that a side has already.
     *
     * @param before how many, by side
     */
    Plan numberedOn(ToIntFunction<String> before) {
        return new Plan(steps.stream()
                .map(each -> new Measure(
                        each.side(), each.group(), before.applyAsInt(each.side()) + each.repetition(), each.block()))
                .toList());
    }

    /** These steps, and then those. */
    Plan then(Plan next) {
        return new Plan(Stream.concat(steps.stream(), next.steps.stream()).toList());
    }

    /**
     * Blocks of {@code blockSize} repetitions of each side, the order of the sides within each block drawn from the seed:
     * drift of the machine then falls on all sides alike (randomised block design). Within a repetition the groups
     * follow one another.
     *
     * @param sides their names; one side alone gives its repetitions in their order
     * @param repetitions of each side, a multiple of {@code blockSize}
     */
    public static Plan interleaved(List<String> sides, List<Group> groups, int repetitions, int blockSize, long seed) {
        if (repetitions % blockSize != 0) {
            throw new IllegalArgumentException(repetitions + " repetitions do not make whole blocks of " + blockSize);
        }
        // The algorithm of java.util.Random is part of its specification, so the order is the same on every JVM.
        Random random = new Random(seed);
        List<Measure> steps = new ArrayList<>();
        for (int block = 1; block <= repetitions / blockSize; block++) {
            List<String> order = new ArrayList<>();
            for (String side : sides) {
                order.addAll(Collections.nCopies(blockSize, side));
            }
            Collections.shuffle(order, random);
            int[] next = new int[sides.size()];
            for (String side : order) {
                int repetition = (block - 1) * blockSize + 1 + next[sides.indexOf(side)]++;
                for (Group group : groups) {
                    steps.add(new Measure(side, group, repetition, block));
                }
            }
        }
        return new Plan(steps);
    }
}
