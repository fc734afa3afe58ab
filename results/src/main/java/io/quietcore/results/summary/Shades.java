package io.quietcore.results.summary;

import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/**
 * How strong the colours of a heat map are: from the lowest value that is not 0 to the highest, in steps of the logarithm.
 *
 * @param low the palest
 * @param high the strongest
 */
public record Shades(double low, double high) {
    /** Those of a map with these values. */
    public static Shades of(DoubleStream values) {
        DoubleSummaryStatistics found = values.filter(each -> each > 0).summaryStatistics();
        return found.getCount() == 0 ? new Shades(1, 1) : new Shades(found.getMin(), found.getMax());
    }

    /** Of a value, from 0 to 1. */
    public double of(double value) {
        return value <= low || high <= low ? 0 : Math.log(value / low) / Math.log(high / low);
    }
}
