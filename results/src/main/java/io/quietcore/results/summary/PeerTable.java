package io.quietcore.results.summary;

import io.quietcore.results.statistics.Median;
import io.quietcore.results.statistics.PairedShift;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Our probe beside its peer, measured in pairs. Pure. */
public final class PeerTable {
    /** What counts as agreement: the interval of the ratio lies within 0.80 to 1.25. */
    private static final double AGREEMENT = 1.25;

    private static final long MOST_TOLD = 1_000;

    private PeerTable() {}

    /** A table for people: medians of both over the pairs, and the ratio of ours to theirs with its interval. */
    public static String of(List<ProbeSummary> ours, List<ProbeSummary> theirs) {
        StringBuilder out = new StringBuilder();
        ProbeSummary one = ours.get(0);
        out.append(String.format(
                Locale.ROOT,
                "%s beside %s, CPU %s, %d pairs of %.0f s%n",
                one.probe().spelling(),
                theirs.get(0).probe().spelling(),
                one.cpu(),
                ours.size(),
                one.durationNs() * 1e-9));
        out.append(String.format(
                Locale.ROOT,
                "  %-22s %12s %12s   %-24s %s%n",
                "",
                "quietcore",
                theirs.get(0).probe().spelling(),
                "ratio, 95 %",
                ""));
        metrics(one).forEach((name, metric) -> row(out, name, metric, ours, theirs));
        return out.append('\n').toString();
    }

    private static Map<String, ToDoubleFunction<ProbeSummary>> metrics(ProbeSummary one) {
        Map<String, ToDoubleFunction<ProbeSummary>> metrics = new LinkedHashMap<>();
        if (one.probe().countsGaps()) {
            metrics.put("lost time, %", each -> each.lostPercent() == null ? Double.NaN : each.lostPercent());
            metrics.put("spikes > 10 us, 1/s", each -> each.spikesPerSecond().getOrDefault("10000", Double.NaN));
            metrics.put("spikes > 20 us, 1/s", each -> each.spikesPerSecond().getOrDefault("20000", Double.NaN));
            metrics.put("arrival p99.9, us", each -> us(each, "p99.9"));
        } else {
            metrics.put("p50, us", each -> us(each, "p50"));
            metrics.put("p95, us", each -> us(each, "p95"));
            metrics.put("p99, us", each -> us(each, "p99"));
        }
        metrics.put("max, us", each -> us(each, "max"));
        return metrics;
    }

    /** Where a probe tells from the sending beside the planned moment, a peer that knows no plan is held against that. */
    private static double us(ProbeSummary summary, String quantile) {
        ProbeSummary.Series raw = summary.series().get("raw");
        Long ns = raw == null
                ? summary.quantiles().get(quantile)
                : raw.quantiles().get(quantile);
        return ns == null ? Double.NaN : ns / 1e3;
    }

    private static void row(
            StringBuilder out,
            String name,
            ToDoubleFunction<ProbeSummary> metric,
            List<ProbeSummary> ours,
            List<ProbeSummary> theirs) {
        List<Double> logs = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            double a = metric.applyAsDouble(ours.get(i));
            double b = metric.applyAsDouble(theirs.get(i));
            if (a > 0 && b > 0) {
                logs.add(Math.log(a / b));
            }
        }
        String medians = String.format(
                Locale.ROOT,
                "  %-22s %12s %12s   ",
                name,
                median(ours.stream().mapToDouble(metric).toArray()),
                median(theirs.stream().mapToDouble(metric).toArray()));
        if (logs.size() < PairedShift.FEWEST_PAIRS) {
            out.append(medians).append("too few values for a ratio\n");
            return;
        }
        PairedShift.Estimate shift =
                PairedShift.of(logs.stream().mapToDouble(Double::doubleValue).toArray());
        double low = Math.exp(shift.low());
        double high = Math.exp(shift.high());
        out.append(medians)
                .append(String.format(Locale.ROOT, "x%.2f [%.2f, %.2f]%s", Math.exp(shift.shift()), low, high, " "))
                .append(verdict(shift, logs.size()))
                .append('\n');
    }

    /** An interval shrinks with the root of the number of pairs. */
    private static String verdict(PairedShift.Estimate shift, int pairs) {
        double limit = Math.log(AGREEMENT);
        if (shift.low() >= -limit && shift.high() <= limit) {
            return "agrees";
        }
        if (shift.low() > limit || shift.high() < -limit) {
            return "differs";
        }
        double room = limit - Math.abs(shift.shift());
        if (room <= 0) {
            return "undecided; its middle lies outside 0.80 to 1.25";
        }
        double half = (shift.high() - shift.low()) / 2;
        long more = (long) Math.ceil(pairs * (half / room) * (half / room)) - pairs;
        return more > MOST_TOLD
                ? "undecided; over 1,000 more pairs"
                : "undecided; about " + Math.max(1, more) + " more pairs";
    }

    /** A dash where one measurement has too few values for the quantile. */
    private static String median(double[] values) {
        double median = Median.of(values);
        return Double.isNaN(median) ? "-" : String.format(Locale.ROOT, "%.3f", median);
    }
}
