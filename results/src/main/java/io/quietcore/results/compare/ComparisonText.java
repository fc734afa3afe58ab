package io.quietcore.results.compare;

import io.quietcore.contract.Printable;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison for a terminal: plain text, columns by width. Pure. */
public final class ComparisonText {
    private static final String NONE = "-";

    private ComparisonText() {}

    /** The whole table, ending with a line end. */
    public static String table(Comparison comparison) {
        StringBuilder out = new StringBuilder();
        out.append(comparison.campaign())
                .append(": ")
                .append(comparison.side().name())
                .append(" against ")
                .append(comparison.reference().name())
                .append('\n');
        InterferenceText.tooBusy(comparison, out);
        for (SideSummary side : List.of(comparison.reference(), comparison.side())) {
            out.append("  ")
                    .append(side.name())
                    .append("  ")
                    .append(side.uuid())
                    .append("  ");
            side.repetitions()
                    .forEach((probe, count) ->
                            out.append(count).append(" x ").append(probe).append("  "));
            out.append(side.declared().isEmpty() ? "" : "(" + Printable.line(String.join("; ", side.declared())) + ")");
            out.append('\n');
        }
        out.append('\n');
        rows(comparison, true, out);
        for (MetricComparison metric : comparison.metrics()) {
            if (metric.verdict() != null) {
                out.append("  ")
                        .append(metric.metric())
                        .append(": ")
                        .append(metric.reason())
                        .append('\n');
            }
        }
        margin(comparison, out);
        out.append("\nDescriptive: p after Benjamini-Hochberg, no verdicts\n");
        rows(comparison, false, out);
        out.append('\n');
        InterferenceText.table(comparison, out);
        comparison.rankings().forEach(ranking -> ranking(ranking, out));
        for (NoiseControl control : comparison.noise()) {
            out.append("A/A ")
                    .append(control.metric())
                    .append(": ")
                    .append(control.beyondMargin())
                    .append(" of ")
                    .append(control.splits())
                    .append(control.drawn() ? " drawn splits of " : " splits of ")
                    .append(comparison.reference().name())
                    .append(" against itself lie beyond the margin\n");
        }
        comparison.warnings().forEach(warning -> out.append("WARNING ")
                .append(Printable.line(warning))
                .append('\n'));
        return out.toString();
    }

    private static void margin(Comparison comparison, StringBuilder out) {
        Method method = comparison.method();
        List<String> absolute = new ArrayList<>();
        comparison.marginsNs().forEach((probe, ns) -> absolute.add(probe + " " + value(ns, Unit.NS)));
        out.append("  margin: the larger of ")
                .append(digits(method.marginPercent()))
                .append(" % and ")
                .append(String.join(", ", absolute))
                .append(
                        method.marginNs() == null
                                ? " (twice the floor or the clock's step); of lost time "
                                : " (as declared); of lost time ")
                .append(value((double) method.lostNs(), Unit.NS))
                .append(" a second\n");
    }

    private static final int RANKED = 10;

    /** The nodes that lost most, or gained least; all of them are in comparison.json. */
    private static void ranking(NodeRanking ranking, StringBuilder out) {
        out.append(ranking.metric())
                .append(
                        " by node, the highest first: effect [95 % of each alone], ranks that it may have; no verdicts\n");
        ranking.nodes().stream()
                .limit(RANKED)
                .forEach(node -> out.append(String.format(
                        Locale.ROOT,
                        "  %s%s  %s  %d to %d of %d%n",
                        node.node(),
                        node.control() ? " (control)" : "",
                        effect(node.effect(), ranking.metric().statistic().unit()),
                        node.highestRank(),
                        node.lowestRank(),
                        ranking.nodes().size())));
        if (ranking.nodes().size() > RANKED) {
            out.append("  and ").append(ranking.nodes().size() - RANKED).append(" more\n");
        }
        out.append('\n');
    }

    private static void rows(Comparison comparison, boolean primary, StringBuilder out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "metric",
                "place",
                comparison.reference().name(),
                comparison.side().name(),
                "effect [95 %]",
                primary ? "p (Holm)" : "p (B-H)",
                primary ? "verdict" : ""));
        for (MetricComparison metric : comparison.metrics()) {
            if (metric.primary() == primary) {
                rows.add(row(metric));
            }
        }
        Columns.write(rows, i -> i >= 2 && i <= 5, out);
    }

    private static List<String> row(MetricComparison metric) {
        @Nullable String place = metric.place();
        @Nullable Verdict verdict = metric.verdict();
        return List.of(
                metric.metric().name(),
                place == null ? "all" : place,
                value(metric.referenceMedian(), metric.unit()),
                value(metric.sideMedian(), metric.unit()),
                effect(metric),
                p(metric.adjustedP()),
                verdict == null ? "" : verdict + (metric.certain() ? ", certain" : ""));
    }

    /** A metric on one line: both medians, the effect, p. */
    public static String line(MetricComparison metric) {
        return value(metric.referenceMedian(), metric.unit()) + " -> " + value(metric.sideMedian(), metric.unit())
                + ", " + effect(metric) + ", p " + p(metric.adjustedP());
    }

    static String effect(MetricComparison metric) {
        @Nullable Effect effect = metric.effect();
        return effect == null ? NONE : effect(effect, metric.unit());
    }

    /** An effect with its interval: {@code x0.52 [0.48, 0.55]}, or a difference in its unit. */
    static String effect(Effect effect, Unit unit) {
        return estimate(effect, unit) + " [" + interval(effect, unit) + "]";
    }

    /** The effect alone: {@code x0.52}. */
    public static String estimate(Effect effect, Unit unit) {
        return (effect.kind() == Kind.RATIO ? "x" : "") + end(effect.estimate(), effect, unit);
    }

    /** Its interval's ends, or that it has none. */
    public static String interval(Effect effect, Unit unit) {
        return effect.confidence() == 0
                ? "no interval"
                : end(effect.low(), effect, unit) + ", " + end(effect.high(), effect, unit);
    }

    private static String end(double value, Effect effect, Unit unit) {
        return effect.kind() == Kind.RATIO ? digits(value) : value(value, unit);
    }

    /** A p value, to three digits. */
    public static String p(@Nullable Double p) {
        if (p == null) {
            return NONE;
        }
        return p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** A value with its unit, to three digits: {@code 12.3 µs}, {@code 0.0421 %}, {@code 118 1/s}. */
    public static String value(@Nullable Double value, Unit unit) {
        if (value == null) {
            return NONE;
        }
        if (unit != Unit.NS) {
            return digits(value) + " " + unit.spelling();
        }
        double size = Math.abs(value);
        if (size < 1_000) {
            return digits(value) + " ns";
        }
        if (size < 1_000_000) {
            return digits(value / 1_000) + " µs";
        }
        return size < 1e9 ? digits(value / 1_000_000) + " ms" : digits(value / 1e9) + " s";
    }

    /** A number to three digits. */
    public static String digits(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == 0) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return size >= 0.1 ? String.format(Locale.ROOT, "%.2f", value) : String.format(Locale.ROOT, "%.2g", value);
    }
}
