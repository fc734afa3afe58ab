package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.recompute.Measurements.Series;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import tools.jackson.databind.JsonNode;

/** Every gate of {@code comparison.json}, judged again: each repetition held against the limit, the bounds by search. */
final class GateCheck {
    static final String LOST = "jitter: lost < 100%";
    static final String RATE = "jitter: spikes(>5us) < 900000/s";
    static final String EVERY = "wakeup: p99 < 1ns";
    static final String MEDIAN = "wakeup: median(p99) < 3600s";
    static final String SHARE = "wakeup: p95 < 3600s in 50%";

    static final String SERIES = "memory-ws-16KiB: p50 < 3600s in 50%";
    static final String OTHER_SERIES = "memory-ws-1MiB: p50 < 1ns";

    /** As a campaign declares them. */
    static final List<String> ALL = List.of(LOST, RATE, EVERY, MEDIAN, SHARE, SERIES, OTHER_SERIES);

    private final Measurements measured;
    private final JsonNode comparison;

    /** The numbers of each gate by their names, as the page has them. */
    private final Map<String, Map<String, Double>> numbers = new TreeMap<>();

    GateCheck(Measurements measured, JsonNode comparison) {
        this.measured = measured;
        this.comparison = comparison;
    }

    double number(String gate, String name) {
        return numbers.get(gate).get(name);
    }

    void check() {
        assertThat(comparison.get("gates").valueStream().map(each -> each.get("gate")
                        .asString()))
                .containsExactlyElementsOf(ALL);
        double[] lost = values("jitter", "lost");
        double[] p99 = values("wakeup", "P99");
        String place = measured.repetitions.get(0).place();
        double ofNone = 1 - Math.pow(0.05, 1 / 6.0);
        String held = "held in all 6: fewer than " + share(ofNone) + " of repetitions lie beyond the limit (95 %)";
        check(LOST, "passed", new Expected(highest(lost), Double.NaN, 0, 6, ofNone, held));
        check(
                EVERY,
                "failed",
                new Expected(
                        highest(p99), Double.NaN, 6, 6, 1, "held in 0 of 6 repetitions, not in " + place + " (all 6)"));
        check(SHARE, "passed", new Expected(highest(values("wakeup", "P95")), Double.NaN, 0, 6, ofNone, held));
        check(
                SERIES,
                "passed",
                new Expected(highest(values("memory-ws-16KiB", "P50")), Double.NaN, 0, 6, ofNone, held));
        check(
                OTHER_SERIES,
                "failed",
                new Expected(
                        highest(values("memory-ws-1MiB", "P50")),
                        Double.NaN,
                        6,
                        6,
                        1,
                        "held in 0 of 6 repetitions, not in " + place + " (all 6)"));
        check(
                MEDIAN,
                "passed",
                new Expected(
                        Statistics.median(p99),
                        highest(p99),
                        0,
                        6,
                        ofNone,
                        "the upper 95 % bound of the repetitions' median holds; 0 of 6 repetitions lie beyond the limit"));
        check(RATE, "passed", rate());
    }

    private Expected rate() {
        double events = 0;
        for (List<Measurements.Bucket> each :
                measured.merged("tuned", "jitter", "").values()) {
            events += Statistics.countOver(each, 5_000);
        }
        double seconds = seconds("jitter");
        double upper = poissonUpper(events) / seconds;
        String told = String.format(
                Locale.ROOT,
                "%.0f in %s s: fewer than %s a second (95 %%)",
                events,
                rounded(seconds, RoundingMode.HALF_UP),
                rounded(upper, RoundingMode.UP));
        return new Expected(events / seconds, upper, events, seconds, upper, told);
    }

    /** What a gate tells; NaN for a bound that it has none of. */
    private record Expected(double value, double bound, double beyond, double of, double upper, String reason) {}

    private void check(String gate, String outcome, Expected expected) {
        JsonNode told = comparison.get("gates").get(ALL.indexOf(gate));
        String series = gate.substring(0, gate.indexOf(':'));
        Map<String, Double> own = new TreeMap<>();
        own.put("value", expected.value);
        own.put("bound", expected.bound);
        own.put("repetitions", 6.0);
        own.put("samples", samples(series));
        own.put("seconds", seconds(series));
        numbers.put(gate, own);
        own.forEach((name, number) -> is(gate + " " + name, told.get(name), number));
        is(gate + " shown", told.at("/shown/beyond"), expected.beyond);
        is(gate + " shown", told.at("/shown/of"), expected.of);
        is(gate + " shown", told.at("/shown/upper"), expected.upper);
        assertThat(told.get("outcome").asString()).as(gate).isEqualTo(outcome);
        assertThat(told.get("reason").asString()).as(gate).isEqualTo(expected.reason);
    }

    private static void is(String what, JsonNode told, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(told.isNull()).as(what).isTrue();
        } else {
            assertThat(told.asDouble()).as(what).isCloseTo(expected, ComparisonCheck.about(expected));
        }
    }

    private double[] values(String series, String statistic) {
        return measured.merged("tuned", Series.of(series)).values().stream()
                .mapToDouble(each -> Statistics.of(
                        statistic, each, measured.thresholdNs(Series.of(series).probe())))
                .toArray();
    }

    private double samples(String series) {
        return measured.merged("tuned", Series.of(series)).values().stream()
                .flatMap(List::stream)
                .mapToLong(Measurements.Bucket::count)
                .sum();
    }

    /** A loop of gaps measures for their sum, any other for its windows, of which each of two working sets has a half. */
    private double seconds(String series) {
        if (series.equals("jitter")) {
            return measured.merged("tuned", series, "").values().stream()
                            .flatMap(List::stream)
                            .mapToDouble(each -> each.middleNs() * each.count())
                            .sum()
                    / 1e9;
        }
        return series.startsWith("memory-") ? 6 * 2 * 0.1 / 2 : 6 * 2 * 0.4;
    }

    private static double highest(double[] values) {
        double highest = values[0];
        for (double value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    /** The mean of which so few are seen in 5 of 100 cases: its terms are summed from the first, in logarithms. */
    private static double poissonUpper(double events) {
        DoubleUnaryOperator atMost = mean -> {
            double log = -mean;
            double sum = Math.exp(log);
            for (int k = 1; k <= events; k++) {
                log += Math.log(mean / k);
                sum += Math.exp(log);
            }
            return sum;
        };
        double low = events;
        double high = 2 * events + 20;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (atMost.applyAsDouble(middle) > 0.05) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static String share(double share) {
        return rounded(100 * share, RoundingMode.UP) + " %";
    }

    private static String rounded(double value, RoundingMode mode) {
        return new BigDecimal(value)
                .round(new MathContext(3, mode))
                .stripTrailingZeros()
                .toPlainString();
    }
}
