package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.contract.Statistic.Unit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A service level: a promise about one probe that a measurement keeps, breaks, or is too short to settle.
 *
 * @param probe whose histograms
 * @param quantity what of them
 * @param ratio whether the quantity of the side divided by that of the reference is meant, and not the quantity itself
 * @param comparison with the limit
 * @param limit in the quantity's unit, or a ratio; for {@link Comparison#NONE} 0
 * @param withinPerSecond for {@link Comparison#NONE} and for a maximum, of which no measurement proves that they hold for
 *     ever: the rate of violations above 0 that is meant. Without one in 3 / rate seconds the rate is lower, with 95 %
 *     confidence
 * @param scope where it must hold
 */
public record Gate(
        Probe probe,
        Quantity quantity,
        boolean ratio,
        Comparison comparison,
        double limit,
        double withinPerSecond,
        Scope scope) {
    /** One violation in ten seconds: 30 clean seconds over all repetitions and CPUs. */
    public static final double DEFAULT_WITHIN_PER_SECOND = 0.1;

    public Gate {
        check(withinPerSecond > 0, "violations within more than 0 a second, not " + withinPerSecond);
        check(Double.isFinite(limit) && limit >= 0, "a limit from 0, not " + limit);
        check(
                comparison == Comparison.NONE ? quantity.isRate() && limit == 0 && !ratio : limit > 0,
                "a limit above 0, or none at all of a rate");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a gate has " + what);
        }
    }

    /**
     * What is promised.
     *
     * @param statistic one of the probe's; null for a rate of values over a threshold
     * @param thresholdNs of the rate; 0 where there is a statistic
     */
    public record Quantity(@Nullable Statistic statistic, long thresholdNs) {
        public Quantity {
            check((statistic == null) == (thresholdNs > 0), "either a statistic or a threshold");
        }

        @JsonIgnore
        public boolean isRate() {
            return statistic == null;
        }

        /** Of its values. */
        @JsonIgnore
        public Unit unit() {
            return statistic == null ? Unit.PER_SECOND : statistic.unit();
        }

        @Override
        public String toString() {
            if (statistic == null) {
                return "spikesPerSecond(>" + duration((double) thresholdNs) + ")";
            }
            return Double.isNaN(statistic.quantile()) ? statistic.spelling() : "p" + percent(statistic.quantile());
        }
    }

    /** How a quantity is compared with its limit. */
    public enum Comparison {
        @JsonProperty("<")
        BELOW("<"),
        @JsonProperty("<=")
        AT_MOST("<="),
        /** No event at all: a rate below {@code withinPerSecond}. */
        @JsonProperty("==")
        NONE("==");

        private final String spelling;

        Comparison(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }

        /** Whether a value keeps to the limit. */
        public boolean holds(double value, double limit) {
            return this == BELOW ? value < limit : value <= limit;
        }
    }

    /**
     * Where a gate must hold.
     *
     * @param node this one only; null for all
     * @param numaNode this one of each node only; null for all
     * @param each whether all these places are merged, or each node, or each NUMA node must keep it by itself
     */
    public record Scope(@Nullable String node, @Nullable Integer numaNode, Each each) {
        public static final Scope EVERYWHERE = new Scope(null, null, Each.MERGED);

        @Override
        public String toString() {
            if (each != Each.MERGED) {
                return " on each " + (each == Each.NODE ? "node" : "numaNode");
            }
            if (node == null && numaNode == null) {
                return "";
            }
            String numa = numaNode == null ? "" : "numa" + numaNode;
            return " on " + (node == null ? numa : node + (numa.isEmpty() ? "" : "-" + numa));
        }
    }

    /** What is judged by itself. */
    public enum Each {
        @JsonProperty("merged")
        MERGED,
        @JsonProperty("node")
        NODE,
        @JsonProperty("numaNode")
        NUMA_NODE
    }

    /** As it is written, such as {@code jitter: p99 < 1us on worker-1-numa0}. */
    @Override
    public String toString() {
        String what = ratio ? "ratio(" + quantity + ")" : quantity.toString();
        boolean rare = comparison == Comparison.NONE || (!ratio && quantity.statistic() == Statistic.MAX);
        return probe.spelling() + ": " + what + " " + comparison.spelling() + " " + limitText()
                + (rare ? " within " + plain(withinPerSecond) + "/s" : "") + scope;
    }

    private String limitText() {
        if (ratio || comparison == Comparison.NONE) {
            return plain(limit);
        }
        return switch (quantity.unit()) {
            case NS -> duration(limit);
            case PERCENT -> plain(limit) + "%";
            case PER_SECOND -> plain(limit) + "/s";
        };
    }

    private static String duration(double ns) {
        if (ns < 1e3) {
            return plain(ns) + "ns";
        }
        return ns < 1e6 ? plain(ns / 1e3) + "us" : ns < 1e9 ? plain(ns / 1e6) + "ms" : plain(ns / 1e9) + "s";
    }

    private static String percent(double quantile) {
        return BigDecimal.valueOf(quantile)
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
