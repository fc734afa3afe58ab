package io.quietcore.results.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far a side lies from its reference: the Hodges-Lehmann estimate (the median of all pairwise differences) with the
 * interval that inverting the Mann-Whitney statistic gives.
 *
 * @param kind what the three numbers are
 * @param estimate of the shift
 * @param low the interval's lower end; minus infinity is not written: see {@code confidence}
 * @param high its upper end
 * @param confidence of the interval: the exact one of the order statistics that were taken, at least 0.95; 0 where so
 *     few repetitions have no such interval, and {@code low} and {@code high} are then the extremes that were seen
 * @param marginLow an estimate from here to {@code marginHigh} does not matter; in the same terms
 * @param marginHigh upper end of what does not matter
 */
public record Effect(
        Kind kind, double estimate, double low, double high, double confidence, double marginLow, double marginHigh) {
    /** What an effect is measured in. */
    public enum Kind {
        /** Side divided by reference, from differences of logarithms; no change is 1. */
        @JsonProperty("ratio")
        RATIO(1),
        /** Side minus reference in the metric's unit, where a value of 0 has no logarithm; no change is 0. */
        @JsonProperty("difference")
        DIFFERENCE(0);

        private final double noChange;

        Kind(double noChange) {
            this.noChange = noChange;
        }

        public double noChange() {
            return noChange;
        }
    }
}
