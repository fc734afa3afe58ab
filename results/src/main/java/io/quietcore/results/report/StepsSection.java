package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Effect;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.Step;
import io.quietcore.results.compare.Step.StepEffect;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The waterfall: what each step of a campaign brought beyond the one before it. */
final class StepsSection {
    private StepsSection() {}

    static void write(Html page, List<Comparison> comparisons) {
        List<Comparison> steps = comparisons.stream()
                .filter(comparison -> Objects.nonNull(comparison.step()))
                .toList();
        if (steps.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "Step by step");
        page.element("p", "Each side against the one before it. Descriptive: the verdicts are against the reference.");
        page.open("div", "class", "wide").open("table").open("tr");
        List.of("metric", "from", "", "to", "", "effect [95 %]")
                .forEach(name -> page.element("th", name, "data-n", "words"));
        page.close();
        for (Comparison comparison : steps) {
            @Nullable Step step = comparison.step();
            if (step != null) {
                step.effects()
                        .forEach(effect -> row(page, step, comparison.side().name(), effect));
            }
        }
        page.close().close().close();
    }

    private static void row(Html page, Step step, String side, StepEffect effect) {
        page.open("tr").element("td", effect.metric().name(), "data-n", "name");
        page.element("td", step.previous(), "data-n", "name");
        number(page, side, effect, "before", ComparisonText.value(effect.before(), effect.unit()), effect.before());
        page.element("td", side, "data-n", "name");
        number(page, side, effect, "after", ComparisonText.value(effect.after(), effect.unit()), effect.after());
        @Nullable Effect found = effect.effect();
        if (found == null) {
            page.element("td", "–");
        } else {
            page.open("td", "class", "number").text(found.kind() == Kind.RATIO ? "×" : "");
            part(page, side, effect, found, "estimate", found.estimate());
            page.text(" [");
            part(page, side, effect, found, "low", found.low());
            page.text(", ");
            part(page, side, effect, found, "high", found.high());
            page.text("]").close();
        }
        page.close();
    }

    private static void part(Html page, String side, StepEffect effect, Effect found, String kind, double value) {
        String shown =
                found.kind() == Kind.RATIO ? ComparisonText.digits(value) : ComparisonText.value(value, effect.unit());
        element(page, "span", side, effect, new String[] {kind, shown, Double.toString(value)});
    }

    private static void number(
            Html page, String side, StepEffect effect, String kind, String shown, @Nullable Double value) {
        element(page, "td", side, effect, new String[] {kind, shown, value == null ? "" : value.toString()});
    }

    private static void element(Html page, String tag, String side, StepEffect effect, String[] words) {
        page.element(
                tag,
                words[1],
                "data-n",
                "step-" + words[0],
                "data-metric",
                effect.metric().name(),
                "data-side",
                side,
                "data-value",
                words[2]);
    }
}
