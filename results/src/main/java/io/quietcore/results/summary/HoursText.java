package io.quietcore.results.summary;

import io.quietcore.contract.Probe;
import io.quietcore.results.summary.Hours.Hour;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Hours} for people: a table for each probe and CPU. Pure. */
public final class HoursText {
    private HoursText() {}

    /** The columns' names; lost time is there for a probe that counts gaps. */
    public static List<String> columns(Probe probe) {
        String what = probe.countsGaps() ? "arrival " : "";
        return probe.countsGaps()
                ? List.of("measured", "lost", ">10us/s", what + "p50", what + "p99", what + "p99.9", "max")
                : List.of("measured", ">10us/s", "p50", "p99", "p99.9", "max");
    }

    /** The cells of an hour or a phase, in that order. */
    public static List<String> cells(Probe probe, Stretch hour) {
        String measured = ProbeSummaryText.time(hour.measuredNs());
        String spikes = String.format(Locale.ROOT, "%.2f", hour.spikesOver10usPerSecond());
        @Nullable Double lost = hour.lostPercent();
        List<String> quantiles = List.of(time(hour.p50Ns()), time(hour.p99Ns()), time(hour.p999Ns()));
        String max = ProbeSummaryText.time(hour.maxNs());
        return probe.countsGaps()
                ? List.of(
                        measured,
                        lost == null ? "-" : String.format(Locale.ROOT, "%.4f %%", lost),
                        spikes,
                        quantiles.get(0),
                        quantiles.get(1),
                        quantiles.get(2),
                        max)
                : List.of(measured, spikes, quantiles.get(0), quantiles.get(1), quantiles.get(2), max);
    }

    private static String time(@Nullable Double ns) {
        return ns == null ? "-" : ProbeSummaryText.time(Math.round(ns));
    }

    /** All tables. */
    public static String of(List<Hours> all) {
        StringBuilder out = new StringBuilder();
        for (Hours hours : all) {
            out.append(String.format(
                    Locale.ROOT, "%s on %s, CPU %s, by the hour%n", hours.series(), hours.place(), hours.cpu()));
            out.append(String.format(Locale.ROOT, "  %-6s%-22s", "hour", "from"));
            columns(hours.probe()).forEach(name -> out.append(String.format(Locale.ROOT, "%14s", name)));
            out.append('\n');
            hours.hours().forEach(hour -> row(out, Integer.toString(hour.number()), hours, hour));
            row(out, "all", hours, hours.all());
            out.append('\n');
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String name, Hours hours, Hour hour) {
        out.append(
                String.format(Locale.ROOT, "  %-6s%-22s", name, hour.startedAt().truncatedTo(ChronoUnit.SECONDS)));
        cells(hours.probe(), hour).forEach(cell -> out.append(String.format(Locale.ROOT, "%14s", cell)));
        out.append('\n');
    }
}
