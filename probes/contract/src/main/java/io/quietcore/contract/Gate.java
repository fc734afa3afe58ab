package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.contract.Statistic.Unit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A service level: a promise about one series that a measurement keeps, breaks, or is too short to settle.
 *
 * @param series whose histograms; never those of several together
 * @param quantity what of them
 * @param form what of the quantity must keep to the limit
 * @param comparison with the limit
 * @param limit in the quantity's unit, or a ratio; for {@link Comparison#NONE} 0
 * @param within for {@link Comparison#NONE} and for a maximum, of which no measurement proves that they hold for ever: the
 *     rate of violations above 0 that is meant, on each place. Without one in 3 / rate seconds the rate is lower, with 95 %
 *     confidence. Null for every other gate
 * @param scope where it must hold
 */
public record Gate(
        ProbeSeries series,
        Quantity quantity,
        Form form,
        Comparison comparison,
        Limit limit,
        @Nullable Limit within,
        Scope scope) {
    /**
     * One violation a minute: 3 clean minutes on each place. 30 clean seconds, one in ten seconds, would miss a violation
     * a minute in 61 of 100 measurements.
     */
    public static final Limit DEFAULT_WITHIN = new Limit(1, Per.MINUTE);

    public Gate {
        check(!series.isMerged(), "one series, not what is merged of several");
        check(
                isRare(quantity, form, comparison) == (within != null),
                "a rate of violations where it forbids each of them, and only there");
        check(
                within == null || (within.number() > 0 && within.per() != Per.NOTHING),
                "violations within a rate above 0");
        check(
                quantity.isRate() ? form.isOfAll() : form.kind() != Form.Kind.MEDIAN || !isMaximum(quantity),
                "a form of its quantity");
        check(
                comparison == Comparison.NONE
                        ? quantity.isRate() && limit.number() == 0 && form.kind() == Form.Kind.EVERY
                        : limit.number() > 0,
                "a limit above 0, or none at all of a rate");
        boolean perTime = quantity.isRate() && form.kind() != Form.Kind.RATIO;
        check(perTime == (limit.per() != Per.NOTHING), "a limit per time of a rate, and of nothing else");
    }

    public Probe probe() {
        return series.probe();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a gate has " + what);
        }
    }

    /** Whether a gate of these forbids every single violation, and so says what rate of them is meant. */
    public static boolean isRare(Quantity quantity, Form form, Comparison comparison) {
        return form.kind() == Form.Kind.EVERY && (comparison == Comparison.NONE || isMaximum(quantity));
    }

    private static boolean isMaximum(Quantity quantity) {
        return quantity.statistic() == Statistic.MAX;
    }

    /** Whether it forbids every single violation. */
    @JsonIgnore
    public boolean isRare() {
        return within != null;
    }

    /** Whether the quantity of the side divided by that of the reference is meant. */
    @JsonIgnore
    public boolean isRatio() {
        return form.kind() == Form.Kind.RATIO;
    }

    /** Whether a value, in the quantity's unit, keeps to the limit. */
    public boolean holds(double value) {
        return comparison == Comparison.BELOW ? value < limit.value() : value <= limit.value();
    }

    /**
     * What of a quantity must keep to the limit.
     *
     * @param share of the repetitions that must, above 0 and below 1; 0 for every kind but {@link Kind#SHARE}
     */
    public record Form(Kind kind, double share) {
        public static final Form EVERY = new Form(Kind.EVERY, 0);
        public static final Form MEDIAN = new Form(Kind.MEDIAN, 0);
        public static final Form RATIO = new Form(Kind.RATIO, 0);

        public Form {
            check(kind == Kind.SHARE ? share > 0 && share < 1 : share == 0, "a share between none and all");
        }

        /** Kinds that a rate has: its events are counted over all repetitions. */
        private boolean isOfAll() {
            return kind == Kind.EVERY || kind == Kind.RATIO;
        }

        /** Which. */
        public enum Kind {
            /** Each repetition on each place; of a rate, each place over its repetitions. */
            @JsonProperty("every")
            EVERY,
            /** So large a share of the repetitions. */
            @JsonProperty("share")
            SHARE,
            /** The repetitions' median, places merged. */
            @JsonProperty("median")
            MEDIAN,
            /** The side divided by the reference. */
            @JsonProperty("ratio")
            RATIO
        }
    }

    /**
     * A number as it is written.
     *
     * @param number from 0
     * @param per what time it is counted in, where it is a rate
     */
    public record Limit(double number, Per per) {
        public Limit {
            check(Double.isFinite(number) && number >= 0, "a limit from 0, not " + number);
        }

        /** A limit that is no rate, in the quantity's unit. */
        public static Limit of(double number) {
            return new Limit(number, Per.NOTHING);
        }

        /** In the quantity's unit; of a rate in 1/s. */
        public double value() {
            return number / per.seconds;
        }

        @Override
        public String toString() {
            return plain(number) + per.spelling;
        }
    }

    /** The time that a rate is counted in. */
    public enum Per {
        @JsonProperty("")
        NOTHING("", 1),
        @JsonProperty("/s")
        SECOND("/s", 1),
        @JsonProperty("/min")
        MINUTE("/min", 60),
        @JsonProperty("/h")
        HOUR("/h", 3_600);

        private final String spelling;
        private final int seconds;

        Per(String spelling, int seconds) {
            this.spelling = spelling;
            this.seconds = seconds;
        }

        /** As it stands behind a number. */
        public String spelling() {
            return spelling;
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
                return "spikes(>" + duration((double) thresholdNs) + ")";
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
        /** No event at all: a rate below {@code within}. */
        @JsonProperty("==")
        NONE("==");

        private final String spelling;

        Comparison(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
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
        String what =
                switch (form.kind()) {
                    case EVERY, SHARE -> quantity.toString();
                    case MEDIAN -> "median(" + quantity + ")";
                    case RATIO -> "ratio(" + quantity + ")";
                };
        return series + ": " + what + " " + comparison.spelling() + " " + limitText()
                + (form.kind() == Form.Kind.SHARE ? " in " + percent(form.share()) + "%" : "")
                + (within == null ? "" : " within " + within) + scope;
    }

    private String limitText() {
        if (isRatio() || comparison == Comparison.NONE) {
            return plain(limit.number());
        }
        return switch (quantity.unit()) {
            case NS -> duration(limit.number());
            case PERCENT -> plain(limit.number()) + "%";
            case PER_SECOND -> limit.toString();
        };
    }

    private static String duration(double ns) {
        if (ns < 1e3) {
            return plain(ns) + "ns";
        }
        return ns < 1e6 ? plain(ns / 1e3) + "us" : ns < 1e9 ? plain(ns / 1e6) + "ms" : plain(ns / 1e9) + "s";
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
