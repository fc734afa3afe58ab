package io.quietcore.results.compare;

import io.quietcore.results.compare.Step.StepEffect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each step of a campaign brought, for a terminal. Pure. */
public final class WaterfallText {
    private WaterfallText() {}

    /** A table for each primary metric, ending with a line end; empty for a campaign of two sides. */
    public static String of(List<Comparison> comparisons) {
        Map<String, StringBuilder> tables = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            @Nullable Step step = comparison.step();
            if (step != null) {
                for (StepEffect effect : step.effects()) {
                    rows(
                            tables.computeIfAbsent(effect.metric().name(), name -> new StringBuilder()),
                            step.previous(),
                            comparison.side().name(),
                            effect);
                }
            }
        }
        StringBuilder out = new StringBuilder();
        tables.forEach((metric, rows) -> out.append("Step by step, ")
                .append(metric)
                .append(": each against the side before it [95 %], no verdicts\n")
                .append(rows)
                .append('\n'));
        return out.toString();
    }

    private static void rows(StringBuilder rows, String previous, String side, StepEffect step) {
        if (rows.isEmpty()) {
            rows.append(String.format(
                    Locale.ROOT, "  %-16s %12s%n", previous, ComparisonText.value(step.before(), step.unit())));
        }
        @Nullable Effect effect = step.effect();
        rows.append(String.format(
                Locale.ROOT,
                "  %-16s %12s   %s%n",
                side,
                ComparisonText.value(step.after(), step.unit()),
                effect == null ? "-" : ComparisonText.effect(effect, step.unit())));
    }
}
