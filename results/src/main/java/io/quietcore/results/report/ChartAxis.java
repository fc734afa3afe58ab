package io.quietcore.results.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * An axis of a drawing.
 *
 * @param position where a value lies, in the drawing's units
 * @param ticks the values whose lines are drawn
 */
record ChartAxis(DoubleUnaryOperator position, List<Double> ticks) {
    ChartAxis {
        ticks = List.copyOf(ticks);
    }

    double at(double value) {
        return position.applyAsDouble(value);
    }

    /** Each power of ten takes as much room; the ends are those around these values. */
    static ChartAxis logarithmic(double lowest, double highest, int from, int to) {
        // No logarithm below: what took no time at all stands at the axis' end.
        return logarithmicFrom(Math.max(lowest, 1), highest, from, to);
    }

    /** As {@link #logarithmic}, for what may lie below 1 and is never 0. */
    static ChartAxis logarithmicFrom(double lowest, double highest, int from, int to) {
        double low = Math.floor(Math.log10(lowest));
        double high = Math.max(low + 1, Math.ceil(Math.log10(highest)));
        List<Double> ticks = new ArrayList<>();
        for (double power = low; power <= high; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new ChartAxis(value -> from + (to - from) * (Math.log10(value) - low) / (high - low), ticks);
    }

    /** From 0 to this, with at most ten round steps. */
    static ChartAxis linear(double highest, int from, int to) {
        double end = highest > 0 ? highest : 1;
        double power = Math.pow(10, Math.floor(Math.log10(end)));
        double step = end / power > 5 ? power : end / power > 2 ? power / 2 : power / 5;
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= end; i++) {
            ticks.add(i * step);
        }
        return new ChartAxis(value -> from + (to - from) * value / end, ticks);
    }
}
