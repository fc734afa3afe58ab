package io.quietcore.results.report;

import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Effect;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.MetricComparison;
import org.jspecify.annotations.Nullable;

/** Numbers of a comparison as elements that say what they are. */
final class Numbers {
    private Numbers() {}

    /** A value or a median in its unit; a dash where there is none. */
    static void value(
            Html page, String kind, MetricComparison metric, String side, String repetition, @Nullable Double value) {
        if (value == null) {
            page.text("–");
            return;
        }
        number(page, ComparisonText.value(value, metric.unit()), kind, metric, side, repetition, value);
    }

    /** The effect with its interval. */
    static void effect(Html page, MetricComparison metric, String side) {
        @Nullable Effect effect = metric.effect();
        if (effect == null) {
            page.text("–");
            return;
        }
        page.text(effect.kind() == Kind.RATIO ? "×" : "");
        part(page, "estimate", metric, side, effect, effect.estimate());
        if (effect.confidence() == 0) {
            page.text(" (too few repetitions for an interval)");
            return;
        }
        page.text(" [");
        part(page, "low", metric, side, effect, effect.low());
        page.text(", ");
        part(page, "high", metric, side, effect, effect.high());
        page.text("]");
    }

    private static void part(
            Html page, String kind, MetricComparison metric, String side, Effect effect, double value) {
        String shown =
                effect.kind() == Kind.RATIO ? ComparisonText.digits(value) : ComparisonText.value(value, metric.unit());
        number(page, shown, kind, metric, side, "", value);
    }

    private static void number(
            Html page,
            String shown,
            String kind,
            MetricComparison metric,
            String side,
            String repetition,
            double value) {
        page.element(
                "span",
                shown,
                "data-n",
                kind,
                "data-metric",
                metric.metric().name(),
                "data-place",
                place(metric),
                "data-side",
                side,
                "data-repetition",
                repetition,
                "data-value",
                Double.toString(value));
    }

    /** The adjusted p. */
    static void p(Html page, MetricComparison metric, String side) {
        @Nullable Double p = metric.adjustedP();
        if (p == null) {
            page.text("–");
            return;
        }
        number(page, ComparisonText.p(p), "p", metric, side, "", p);
    }

    static String place(MetricComparison metric) {
        @Nullable String place = metric.place();
        return place == null ? "" : place;
    }
}
