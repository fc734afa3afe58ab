package io.quietcore.results.summary;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link ProbeSummary} for people. Pure. */
public final class ProbeSummaryText {
    private static final int WORST = 10;

    private ProbeSummaryText() {}

    /** A few lines; the last one ends in a line end. */
    public static String of(ProbeSummary summary) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "%s on %s, NUMA node %d: %,d values in %.2f s, floor %d ns%s",
                summary.probe().spelling(),
                summary.cpu() == null ? "any CPU" : "CPU " + summary.cpu(),
                summary.numaNode(),
                summary.count(),
                summary.durationNs() * 1e-9,
                summary.floorNs(),
                summary.valid() ? "" : "   INVALID");
        boolean merged =
                ProbeSeries.hasSeveral(summary.probe()) && !summary.series().isEmpty();
        line(
                out,
                "  %-22s %s",
                summary.probe().countsGaps() ? "arrival delay" : merged ? "latency, merged" : "latency",
                quantiles(summary.quantiles()));
        if (summary.probe() == Probe.HANDOFF_MATRIX) {
            matrix(out, summary.heatMap());
        } else {
            summary.series()
                    .forEach((name, series) ->
                            line(out, "  %-22s %s", name + " (" + series.count() + ")", quantiles(series.quantiles())));
        }
        Double lostPercent = summary.lostPercent();
        if (lostPercent != null) {
            line(out, "  %-22s %.4f %%", "lost time", lostPercent);
        }
        List<String> spikes = new ArrayList<>();
        summary.spikesPerSecond()
                .forEach((thresholdNs, perSecond) -> spikes.add(
                        String.format(Locale.ROOT, ">%s %.1f", time(Long.parseLong(thresholdNs)), perSecond)));
        line(out, "  %-22s %s", "values a second", String.join("   ", spikes));
        summary.limits().forEach((name, value) -> line(out, "  %-22s %,d", name, value));
        summary.causes()
                .forEach(cause -> line(
                        out, "  cause %-16s %10s lost, %d spikes", cause.cause(), time(cause.lostNs()), cause.count()));
        summary.worst().stream()
                .limit(WORST)
                .forEach(each -> line(
                        out,
                        "  spike %10s at %.3f s of window %d: %s (%s), %s",
                        time(each.valueNs()),
                        each.offsetNs() * 1e-9,
                        each.window(),
                        each.cause().spelling(),
                        each.confidence().spelling(),
                        each.evidence()));
        summary.denied().forEach(each -> line(out, "  denied: %s", each));
        summary.warnings().forEach(each -> line(out, "  warning: %s", each));
        summary.reasons().forEach(each -> line(out, "  INVALID: %s", each));
        return out.toString();
    }

    /** Medians for every pair of CPUs, with the distance between them. */
    private static void matrix(StringBuilder out, HeatMap map) {
        out.append("  median round trip between CPUs\n        ");
        map.cpus().forEach(cpu -> out.append(String.format(Locale.ROOT, "%18d", cpu)));
        out.append('\n');
        for (int row : map.cpus()) {
            out.append(String.format(Locale.ROOT, "  %6d", row));
            for (int column : map.cpus()) {
                @Nullable Long ns = map.medianNs(row, column);
                String cell = ns == null ? (row == column ? "" : "-") : time(ns) + " " + map.distance(row, column);
                out.append(String.format(Locale.ROOT, "%18s", cell.strip()));
            }
            out.append('\n');
        }
    }

    private static void line(StringBuilder out, String form, Object... values) {
        out.append(String.format(Locale.ROOT, form, values)).append('\n');
    }

    private static String quantiles(Map<String, Long> quantiles) {
        List<String> words = new ArrayList<>();
        quantiles.forEach((name, ns) -> words.add(name + " " + time(ns)));
        return words.isEmpty() ? "no samples" : String.join("   ", words);
    }

    /** With three digits, in the unit that suits it. */
    public static String time(long ns) {
        String[] units = {"ns", "us", "ms", "s"};
        double value = ns;
        int unit = 0;
        while (value >= 1_000 && unit < units.length - 1) {
            value /= 1_000;
            unit++;
        }
        int digits = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f %s", value, units[unit]);
    }
}
