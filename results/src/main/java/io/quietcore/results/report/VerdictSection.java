package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.MetricComparison;
import io.quietcore.results.compare.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the reader came for: a card for each primary metric, and the warnings. */
final class VerdictSection {
    /** A page that warns of everything warns of nothing. */
    private static final int MOST_WARNINGS = 40;

    private VerdictSection() {}

    static void write(Html page, Comparison comparison) {
        page.open("section");
        page.open("h2")
                .element("span", comparison.side().name(), "data-n", "name")
                .text(" against ")
                .element("span", comparison.reference().name(), "data-n", "name")
                .close();
        MeanwhileSection.tooBusy(page, comparison);
        page.open("div", "class", "cards");
        for (MetricComparison metric : comparison.metrics()) {
            @Nullable Verdict verdict = metric.verdict();
            if (verdict != null) {
                card(page, comparison, metric, verdict);
            }
        }
        page.close();
        warnings(page, comparison.warnings());
        page.close();
    }

    private static void card(Html page, Comparison comparison, MetricComparison metric, Verdict verdict) {
        String side = comparison.side().name();
        page.open("article", "class", "card " + verdict.name().toLowerCase(Locale.ROOT));
        page.open("h3")
                .element("span", metric.metric().name(), "data-n", "name")
                .close();
        page.element("p", verdict.name() + (metric.certain() ? ", certain" : ""), "class", "verdict");
        page.open("p", "class", "effect");
        Numbers.effect(page, metric, side);
        page.close();
        page.open("p");
        Numbers.value(page, "median", metric, comparison.reference().name(), "", metric.referenceMedian());
        page.text(" → ");
        Numbers.value(page, "median", metric, side, "", metric.sideMedian());
        page.text(", p ");
        Numbers.p(page, metric, side);
        page.close();
        page.element("p", metric.reason(), "data-n", "comparison", "class", "reason");
        page.close();
    }

    private static void warnings(Html page, List<String> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        page.open("div", "class", "warnings").element("h3", "Before you believe it");
        page.open("ul");
        warnings.stream().limit(MOST_WARNINGS).forEach(warning -> page.element("li", warning, "data-n", "comparison"));
        if (warnings.size() > MOST_WARNINGS) {
            page.element("li", "and more, in comparison.json");
        }
        page.close().close();
    }
}
