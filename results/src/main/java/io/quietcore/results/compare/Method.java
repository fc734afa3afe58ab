package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Statistic.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a comparison is made, declared by the campaign before anything was measured.
 *
 * @param primary the metrics that get verdicts, at most 4
 * @param marginPercent of the reference's median
 * @param marginNs for times, where one is declared: the margin is the larger one, and never below two steps of the clock;
 *     of a share of the time so much in each second. Null for what the measurement itself resolves ({@link Resolution})
 * @param blockSize repetitions of a side in each block: 1..blockSize is the first. Sides are exchanged within a block
 *     only. Where the sides were measured one after the other, all repetitions are one block
 * @param seed for p values that are drawn
 * @param controlNodes nodes that nobody touched between the sides: where there are any, primary effects are differences
 *     of differences, with the node as the unit
 */
public record Method(
        List<Metric> primary,
        double marginPercent,
        @Nullable Long marginNs,
        int blockSize,
        long seed,
        List<String> controlNodes) {
    /** Of an interval, and one minus the level of a test. */
    public static final double CONFIDENCE = 0.95;

    /** Lost in each second, where nothing is declared. */
    public static final long LOST_NS = 1_000;

    private static final double NS_PER_SECOND = 1e9;

    public Method {
        primary = List.copyOf(primary);
        controlNodes = List.copyOf(controlNodes);
        if (primary.stream().anyMatch(metric -> metric.series().isMerged())) {
            throw new IllegalArgumentException("a verdict rests on one series, not on " + primary);
        }
        if (blockSize < 1) {
            throw new IllegalArgumentException("a block holds at least 1 repetition, not " + blockSize);
        }
    }

    /** The same with blocks of another size. */
    Method inBlocksOf(int size) {
        return new Method(primary, marginPercent, marginNs, size, seed, controlNodes);
    }

    /** The absolute part of the margin of times: what is declared, else what the values resolve. */
    double absoluteNs(Resolution resolution) {
        return resolution.marginNs(marginNs);
    }

    /** The absolute part of the margin of a share of the time: so much in each second. */
    public long lostNs() {
        return marginNs == null ? LOST_NS : marginNs;
    }

    /**
     * The change that matters, in the metric's unit: the larger of two parts. For a share of the time the absolute one is so
     * much in each second: 5 % of almost nothing would be nothing at all.
     *
     * @param percent of the level
     * @param ns for times
     * @param level what the change is from
     */
    public static double margin(double percent, long ns, Unit unit, double level) {
        return larger(percent, (double) ns, unit, level);
    }

    /** As {@link #margin}, with what is no whole nanosecond. */
    public static double larger(double percent, double ns, Unit unit, double level) {
        double relative = percent / 100 * level;
        return switch (unit) {
            case NS -> Math.max(relative, ns);
            case PERCENT -> Math.max(relative, 100 * ns / NS_PER_SECOND);
            case PER_SECOND -> relative;
        };
    }
}
