package io.quietcore.results.history;

import io.quietcore.results.statistics.EDivisive.ChangePoint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The levels of a series: its runs between change points. */
final class Levels {
    private final double[] values;
    private final List<Integer> starts;

    /**
     * Levels.
     *
     * @param values of all runs, by time
     * @param starts the index of each level's first run, rising
     */
    private Levels(double[] values, List<Integer> starts) {
        this.values = values;
        this.starts = List.copyOf(starts);
    }

    static Levels between(double[] values, List<ChangePoint> points) {
        return new Levels(
                values,
                IntStream.concat(IntStream.of(0), points.stream().mapToInt(ChangePoint::index))
                        .boxed()
                        .toList());
    }

    /** From the one before a change on. */
    Levels since(int change) {
        return new Levels(values, starts.subList(change, starts.size()));
    }

    /** The indexes of their runs. */
    IntStream runs() {
        return IntStream.range(starts.get(0), values.length);
    }

    /** Whether the first change is more than one run: one is no level, after it or before it, as where one good night has passed. */
    boolean lasted() {
        return starts.get(1) - starts.get(0) > 1 && values.length - starts.get(1) > 1;
    }

    double newest() {
        return mean(starts.size() - 1);
    }

    private double mean(int level) {
        return Arrays.stream(values, starts.get(level), end(level)).average().orElseThrow();
    }

    private int end(int level) {
        return level + 1 < starts.size() ? starts.get(level + 1) : values.length;
    }

    /**
     * Whether a level beyond the margin was followed by one within it. One run alone is none, but for the newest.
     *
     * @param before what the first change is from
     * @param upwards 1 or -1
     */
    boolean cameBack(double before, double upwards, double margin) {
        boolean away = false;
        for (int level = 1; level < starts.size(); level++) {
            boolean beyond = upwards * (mean(level) - before) > margin;
            boolean isOne = end(level) - starts.get(level) > 1 || level == starts.size() - 1;
            if (away && !beyond && isOne) {
                return true;
            }
            away |= beyond;
        }
        return false;
    }
}
