package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * One number that a histogram of one repetition is reduced to.
 *
 * <p>{@code ARRIVAL_*} are quantiles of the arrival delay of a gap histogram: the waiting time x that an arrival at a
 * random moment exceeds with probability 1 - q, where P(delay &gt; x) = sum over gaps of max(0, gap - x) / sum of gaps.
 * {@code P*} are plain quantiles of a latency histogram. {@code SPIKES_*} count values over a threshold for each second
 * that was measured. {@code LOST} is the share of the time that went by in gaps over the probe's threshold.
 */
public enum Statistic {
    LOST("lost", Unit.PERCENT, Double.NaN, 0),
    ARRIVAL_P50("arrivalP50", Unit.NS, 0.5, 0),
    ARRIVAL_P95("arrivalP95", Unit.NS, 0.95, 0),
    ARRIVAL_P99("arrivalP99", Unit.NS, 0.99, 0),
    ARRIVAL_P999("arrivalP999", Unit.NS, 0.999, 0),
    ARRIVAL_P9999("arrivalP9999", Unit.NS, 0.9999, 0),
    ARRIVAL_P99999("arrivalP99999", Unit.NS, 0.99999, 0),
    P50("P50", Unit.NS, 0.5, 0),
    P95("P95", Unit.NS, 0.95, 0),
    P99("P99", Unit.NS, 0.99, 0),
    P999("P999", Unit.NS, 0.999, 0),
    P9999("P9999", Unit.NS, 0.9999, 0),
    P99999("P99999", Unit.NS, 0.99999, 0),
    SPIKES_5US("spikesOver5us", Unit.PER_SECOND, Double.NaN, 5_000),
    SPIKES_10US("spikesOver10us", Unit.PER_SECOND, Double.NaN, 10_000),
    SPIKES_20US("spikesOver20us", Unit.PER_SECOND, Double.NaN, 20_000),
    SPIKES_50US("spikesOver50us", Unit.PER_SECOND, Double.NaN, 50_000),
    SPIKES_100US("spikesOver100us", Unit.PER_SECOND, Double.NaN, 100_000),
    MAX("max", Unit.NS, Double.NaN, 0);

    /** The unit of a statistic, in the spelling of the documents' {@code unit} label. */
    public enum Unit {
        NS("ns"),
        PERCENT("%"),
        PER_SECOND("1/s");

        private final String spelling;

        Unit(String spelling) {
            this.spelling = spelling;
        }

        @JsonValue
        public String spelling() {
            return spelling;
        }

        @JsonCreator
        static Unit parse(String spelling) {
            return Arrays.stream(values())
                    .filter(u -> u.spelling.equals(spelling))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a unit"));
        }
    }

    private final String spelling;
    private final Unit unit;
    private final double quantile;
    private final long spikeThresholdNs;

    Statistic(String spelling, Unit unit, double quantile, long spikeThresholdNs) {
        this.spelling = spelling;
        this.unit = unit;
        this.quantile = quantile;
        this.spikeThresholdNs = spikeThresholdNs;
    }

    @JsonCreator
    static Statistic parse(String spelling) {
        return named(spelling).orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a statistic"));
    }

    /** The name in metric names and documents, such as {@code arrivalP9999}. */
    @JsonValue
    public String spelling() {
        return spelling;
    }

    public Unit unit() {
        return unit;
    }

    public boolean isArrivalQuantile() {
        return spelling.startsWith("arrival");
    }

    public boolean isLatencyQuantile() {
        return !Double.isNaN(quantile) && !isArrivalQuantile();
    }

    public boolean isSpikeRate() {
        return spikeThresholdNs > 0;
    }

    /** The quantile as a fraction, such as 0.999; NaN for a statistic that is not a quantile. */
    public double quantile() {
        return quantile;
    }

    /** Values above this count as spikes; 0 for a statistic that is not a spike rate. */
    public long spikeThresholdNs() {
        return spikeThresholdNs;
    }

    /**
     * How many values one repetition must hold for this statistic to be a number; 0 where any number will do. For a
     * quantile q of a latency histogram: ten times the smallest n with q^n &lt;= 0.025, below which a two-sided 95 %
     * order-statistic interval has no finite upper end (H. A. David, Order Statistics, section 7.1); ten times, since
     * neighbouring values are correlated. P99 needs 3,680.
     */
    public long samplesNeeded() {
        return isLatencyQuantile() ? 10 * (long) Math.ceil(Math.log(0.025) / Math.log(quantile)) : 0;
    }

    public static Optional<Statistic> named(String spelling) {
        return Arrays.stream(values()).filter(s -> s.spelling.equals(spelling)).findFirst();
    }
}
