package io.quietcore.results.history;

import io.quietcore.contract.Statistic.Unit;
import java.util.Arrays;

/**
 * The scale on which nights are compared: logarithms, for what is measured is skewed and changes by factors. Of shares,
 * rates and whatever is 0 at times, logarithms of the value and one step of its resolution, so that from nothing to one
 * step is a small change and not one of infinite size.
 *
 * @param offset in the metric's unit, from 0
 * @param step the resolution, likewise, above 0
 */
record SeriesScale(double offset, double step) {
    private static final double NS_PER_SECOND = 1e9;

    /** Lost time below 1 µs in each second is no finding: so much a single timer tick takes. */
    private static final double LOST_NS = 1_000;

    /** One event in 10 s, about the length of a window. */
    private static final double EVENTS_PER_SECOND = 0.1;

    /** Histograms keep 3 digits. */
    private static final double LEAST_RELATIVE_STEP = 0.001;

    static SeriesScale of(HistorySeries series) {
        double step = resolution(series.metric().statistic().unit());
        boolean logarithms = series.metric().statistic().unit() == Unit.NS
                && Arrays.stream(series.values()).allMatch(value -> value > 0);
        return new SeriesScale(logarithms ? 0 : step, step);
    }

    /** The least difference that is one, in the unit. */
    static double resolution(Unit unit) {
        return switch (unit) {
            case NS -> 1;
            case PERCENT -> 100 * LOST_NS / NS_PER_SECOND;
            case PER_SECOND -> EVENTS_PER_SECOND;
        };
    }

    double[] scaled(double[] values) {
        return Arrays.stream(values).map(value -> Math.log(value + offset)).toArray();
    }

    double unscaled(double mean) {
        return Math.exp(mean) - offset;
    }

    /** The standard deviation that the resolution alone gives, on this scale. */
    double resolutionOf(double[] scaled) {
        double level = Math.exp(Arrays.stream(scaled).average().orElseThrow());
        return Math.max(LEAST_RELATIVE_STEP, step / level);
    }
}
