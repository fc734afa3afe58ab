package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import java.util.List;

/**
 * How a comparison is made, declared by the campaign before anything was measured.
 *
 * @param primary the metrics that get verdicts, at most 4
 * @param marginPercent of the reference's median
 * @param marginNs for times: the margin is the larger one, and never below two steps of the clock
 * @param blockSize repetitions of a side in each block: 1..blockSize is the first. Sides are exchanged within a block
 *     only. Where the sides were measured one after the other, all repetitions are one block
 * @param seed for p values that are drawn
 * @param controlNodes nodes that nobody touched between the sides: where there are any, primary effects are differences
 *     of differences, with the node as the unit
 */
public record Method(
        List<Metric> primary,
        double marginPercent,
        long marginNs,
        int blockSize,
        long seed,
        List<String> controlNodes) {
    /** Of an interval, and one minus the level of a test. */
    public static final double CONFIDENCE = 0.95;

    public Method {
        primary = List.copyOf(primary);
        controlNodes = List.copyOf(controlNodes);
        if (blockSize < 1) {
            throw new IllegalArgumentException("a block holds at least 1 repetition, not " + blockSize);
        }
    }
}
