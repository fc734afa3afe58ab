package io.quietcore.results.report;

import io.quietcore.contract.Printable;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Effect;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.GateResultText;
import io.quietcore.results.compare.InterferenceText;
import io.quietcore.results.compare.MetricComparison;
import io.quietcore.results.compare.Verdict;
import io.quietcore.results.interference.Interference.OfProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.md}: what fits into the comment of a pull request. The verdict first, then the metrics over all places,
 * the gates, the warnings. Whatever a machine said is text: no cell, link, mention or element can be made of it. Pure.
 */
public final class MarkdownReport {
    /** A comment is read, and GitHub's may have 65,536 characters: what is beyond is in report.html. */
    private static final int MOST_WARNINGS = 20;

    private static final int MOST_GATES = 100;
    private static final int LONGEST = 300;

    /** What means something within a line of GitHub's Markdown; a backslash before it is not shown. */
    /** Our own, see below; it shows nothing. */
    private static final int ZERO_WIDTH_SPACE = 0x200b;

    private static final String PUNCTUATION = "\\`*_[]!|~$^";

    private static final Pattern ADDRESS = Pattern.compile("(:|www)(//|\\.)", Pattern.CASE_INSENSITIVE);

    private MarkdownReport() {}

    /**
     * The report.
     *
     * @param title of what is told: a campaign's name
     * @param comparisons of sides with their reference; may be empty
     * @param gates of all sides
     */
    public static String of(String title, List<Comparison> comparisons, List<GateResult> gates) {
        StringBuilder out = new StringBuilder();
        long open = gates.stream().filter(gate -> !gate.passed()).count();
        out.append("# ").append(text(title)).append(": ").append(headline(comparisons, gates.size(), open));
        out.append("\n\n");
        comparisons.forEach(comparison -> comparison(out, comparison));
        gates(out, gates);
        return out.toString();
    }

    private static String headline(List<Comparison> comparisons, int gates, long open) {
        List<String> words = new ArrayList<>();
        comparisons.forEach(each -> words.add(each.overall()
                + (each.interference().tooBusy().isEmpty() ? "" : ", but the machine was too busy")
                + (comparisons.size() > 1 ? " (" + text(each.side().name()) + ")" : "")));
        if (gates > 0) {
            words.add(open == 0 ? "all " + gates + " gates passed" : open + " of " + gates + " gates did not pass");
        }
        return words.isEmpty() ? "nothing was compared" : String.join(", ", words);
    }

    private static void comparison(StringBuilder out, Comparison comparison) {
        out.append("## ").append(text(comparison.side().name()));
        out.append(" against ").append(text(comparison.reference().name())).append("\n\n");
        warnings(out, comparison.interference().tooBusy());
        rows(out, comparison, true);
        for (MetricComparison metric : comparison.metrics()) {
            if (metric.verdict() != null) {
                out.append("- ").append(text(metric.metric().name())).append(": ");
                out.append(text(metric.reason())).append('\n');
            }
        }
        out.append('\n');
        warnings(out, comparison.warnings());
        out.append("<details><summary>Descriptive metrics, without verdicts</summary>\n\n");
        rows(out, comparison, false);
        out.append("</details>\n\n");
        meanwhile(out, comparison);
    }

    private static void meanwhile(StringBuilder out, Comparison comparison) {
        for (OfProbe probe : comparison.interference().probes()) {
            if (!probe.rows().isEmpty()) {
                out.append("<details><summary>Meanwhile, ")
                        .append(text(probe.probe()))
                        .append(": what was counted a second</summary>\n\nBeside ");
                out.append(text(InterferenceText.effects(comparison, probe))).append("; no verdicts\n\n");
                row(
                        out,
                        List.of(
                                "of",
                                "counted",
                                text(comparison.reference().name()),
                                text(comparison.side().name())));
                row(out, List.of("---", "---", "---:", "---:"));
                InterferenceText.shown(probe)
                        .forEach(row -> row(
                                out,
                                List.of(
                                        InterferenceText.scope(row),
                                        text(InterferenceText.words(row)),
                                        text(InterferenceText.value(row, row.reference())),
                                        text(InterferenceText.value(row, row.side())))));
                names(out, "None on either side", InterferenceText.zero(probe));
                names(out, "Unavailable on both", probe.unavailable());
                out.append("\n</details>\n\n");
            }
        }
    }

    private static void names(StringBuilder out, String what, List<String> names) {
        if (!names.isEmpty()) {
            out.append('\n').append(what).append(": ");
            out.append(names.stream().map(MarkdownReport::text).collect(Collectors.joining(", ")))
                    .append('\n');
        }
    }

    private static void rows(StringBuilder out, Comparison comparison, boolean primary) {
        row(
                out,
                List.of(
                        "metric",
                        text(comparison.reference().name()),
                        text(comparison.side().name()),
                        "effect",
                        "95 % interval",
                        primary ? "p (Holm)" : "p (B-H)",
                        primary ? "verdict" : ""));
        row(out, List.of("---", "---:", "---:", "---:", "---:", "---:", "---"));
        for (MetricComparison metric : comparison.metrics()) {
            if (metric.primary() == primary && metric.place() == null) {
                row(out, cells(metric));
            }
        }
        out.append('\n');
    }

    private static List<String> cells(MetricComparison metric) {
        @Nullable Effect effect = metric.effect();
        @Nullable Verdict verdict = metric.verdict();
        return List.of(
                text(metric.metric().name()),
                text(ComparisonText.value(metric.referenceMedian(), metric.unit())),
                text(ComparisonText.value(metric.sideMedian(), metric.unit())),
                effect == null ? "–" : text(ComparisonText.estimate(effect, metric.unit())),
                effect == null ? "–" : text(ComparisonText.interval(effect, metric.unit())),
                text(ComparisonText.p(metric.adjustedP())),
                verdict == null ? "" : "**" + verdict + "**" + (metric.certain() ? ", certain" : ""));
    }

    private static void warnings(StringBuilder out, List<String> warnings) {
        warnings.stream()
                .limit(MOST_WARNINGS)
                .forEach(warning -> out.append("> ⚠ ").append(text(warning)).append("\n>\n"));
        if (warnings.size() > MOST_WARNINGS) {
            out.append("> and ")
                    .append(warnings.size() - MOST_WARNINGS)
                    .append(" more in comparison.json or gates.json\n");
        }
        if (!warnings.isEmpty()) {
            out.append('\n');
        }
    }

    private static void gates(StringBuilder out, List<GateResult> gates) {
        if (gates.isEmpty()) {
            return;
        }
        out.append("## Gates\n\n");
        row(out, List.of("outcome", "side", "gate", "place", "measured", "upper 95 % bound", "why"));
        row(out, Collections.nCopies(7, "---"));
        // What did not pass comes first, and so is never cut off.
        gates.stream()
                .sorted((a, b) -> Boolean.compare(a.passed(), b.passed()))
                .limit(MOST_GATES)
                .forEach(gate -> row(
                        out,
                        List.of(
                                gate.passed()
                                        ? "passed"
                                        : "**" + gate.outcome().name().toLowerCase(Locale.ROOT) + "**",
                                text(gate.side()),
                                text(gate.gate()),
                                text(Objects.requireNonNullElse(gate.place(), "all")),
                                text(GateResultText.value(gate.value(), gate.unit())),
                                text(GateResultText.value(gate.bound(), gate.unit())),
                                text(gate.reason()))));
        if (gates.size() > MOST_GATES) {
            out.append("\nand ").append(gates.size() - MOST_GATES).append(" more in report.html\n");
        }
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Text that stays text, on one line, in a cell too; cut where it is very long. */
    static String text(String any) {
        StringBuilder safe = new StringBuilder();
        String cut = any.length() > LONGEST ? any.substring(0, LONGEST) + "…" : any;
        // A zero-width space: GitHub looks for addresses, mentions and issues in what it has rendered.
        String shown = ADDRESS.matcher(cut).replaceAll("$1\u200b$2");
        shown.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '@' -> safe.append("@\u200b");
                case '#' -> safe.append("\\#\u200b");
                default -> {
                    if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                        safe.append(' ');
                    } else if (c != ZERO_WIDTH_SPACE && !Printable.isPlain(c)) {
                        safe.append('\\');
                        Printable.append(c, safe);
                    } else if (PUNCTUATION.indexOf(c) >= 0) {
                        safe.append('\\').appendCodePoint(c);
                    } else {
                        safe.appendCodePoint(c);
                    }
                }
            }
        });
        return safe.toString();
    }
}
