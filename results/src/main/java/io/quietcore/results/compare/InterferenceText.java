package io.quietcore.results.compare;

import io.quietcore.contract.Printable;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.contract.WindowCount;
import io.quietcore.contract.WindowCount.Kind;
import io.quietcore.results.interference.Interference.Counted;
import io.quietcore.results.interference.Interference.OfProbe;
import io.quietcore.results.interference.Interference.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What else used the machine, in words: whether it was too busy, and what was counted beside which effect. Pure. */
public final class InterferenceText {
    /** What stands where something could not be read. */
    public static final String UNAVAILABLE = "unavailable";

    /** What the table is, in words. */
    public static final String INTRODUCTION =
            "Read before and after every window; beside the effects that it may explain, without verdicts. The machine's"
                    + " own numbers are of all its CPUs.";

    private InterferenceText() {}

    /** Before anything else. */
    static void tooBusy(Comparison comparison, StringBuilder out) {
        comparison.interference().tooBusy().forEach(sentence -> out.append("WARNING ")
                .append(Printable.line(sentence))
                .append('\n'));
    }

    static void table(Comparison comparison, StringBuilder out) {
        for (OfProbe probe : comparison.interference().probes()) {
            if (probe.rows().isEmpty()) {
                continue;
            }
            out.append("Meanwhile, ").append(probe.probe()).append(": what was counted a second, beside ");
            out.append(effects(comparison, probe)).append("; no verdicts\n");
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "of",
                    "counted",
                    comparison.reference().name(),
                    comparison.side().name()));
            shown(probe)
                    .forEach(row -> rows.add(
                            List.of(scope(row), words(row), value(row, row.reference()), value(row, row.side()))));
            Columns.write(rows, i -> i >= 2, out);
            List<String> zero = zero(probe);
            out.append(zero.isEmpty() ? "" : "  none on either side: " + String.join(", ", zero) + "\n");
            out.append(
                    probe.unavailable().isEmpty()
                            ? ""
                            : "  unavailable on both: " + String.join(", ", probe.unavailable()) + "\n");
            out.append('\n');
        }
    }

    /** The rows that are told one by one: something was counted, or one side could not. */
    public static List<Row> shown(OfProbe probe) {
        return probe.rows().stream()
                .filter(row -> !row.isZero() || row.reference() == null || row.side() == null)
                .toList();
    }

    /** The names of the others. */
    public static List<String> zero(OfProbe probe) {
        return probe.rows().stream()
                .filter(row -> row.isZero() && row.reference() != null && row.side() != null)
                .map(Row::name)
                .toList();
    }

    /** The primary metrics of a probe; or its first one. */
    public static List<MetricComparison> beside(Comparison comparison, OfProbe probe) {
        List<MetricComparison> own = comparison.metrics().stream()
                .filter(metric -> metric.place() == null
                        && metric.metric().probe().spelling().equals(probe.probe()))
                .toList();
        List<MetricComparison> primary =
                own.stream().filter(MetricComparison::primary).toList();
        return primary.isEmpty() ? own.stream().limit(1).toList() : primary;
    }

    /** The same with their effects, and how much of the time was lost. */
    public static String effects(Comparison comparison, OfProbe probe) {
        return beside(comparison, probe).stream()
                        .map(metric -> metric.metric().name() + " " + ComparisonText.effect(metric) + ", ")
                        .collect(Collectors.joining())
                + "lost, at least, in the median repetition " + percent(probe.referenceLostPercent()) + " and "
                + percent(probe.sideLostPercent());
    }

    /** A share of the time. */
    public static String percent(@Nullable Double percent) {
        return percent == null ? UNAVAILABLE : ComparisonText.digits(percent) + " %";
    }

    /** Whose number a row is. */
    public static String scope(Row row) {
        return WindowCount.named(row.name()).map(each -> each.scope().words()).orElse("");
    }

    /** What was counted. */
    public static String words(Row row) {
        return WindowCount.named(row.name()).map(WindowCount::words).orElse(row.name());
    }

    /** A side's number, to three digits, with its unit. */
    public static String value(Row row, @Nullable Counted counted) {
        if (counted == null) {
            return UNAVAILABLE;
        }
        Kind kind = WindowCount.named(row.name()).map(WindowCount::kind).orElse(Kind.EVENTS);
        return switch (kind) {
            case TIME -> ComparisonText.value(counted.perSecond(), Unit.NS) + "/s";
            case EVENTS -> ComparisonText.digits(counted.perSecond()) + " 1/s";
            case LEVEL -> ComparisonText.digits(counted.perSecond() / 1e6) + " GHz";
        };
    }
}
