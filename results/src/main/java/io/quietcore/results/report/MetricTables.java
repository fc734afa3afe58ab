package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.MetricComparison;
import io.quietcore.results.compare.RepetitionValue;
import io.quietcore.results.compare.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every metric of a comparison, and every repetition's value of it. */
final class MetricTables {
    private MetricTables() {}

    static void write(Html page, Comparison comparison) {
        page.open("section");
        page.open("h2")
                .text("Metrics: ")
                .element("span", comparison.side().name(), "data-n", "name")
                .text(" against ")
                .element("span", comparison.reference().name(), "data-n", "name")
                .close();
        page.element("h3", "Primary, declared beforehand");
        table(page, comparison, true);
        page.element("h3", "Descriptive: p after Benjamini-Hochberg, no verdicts");
        table(page, comparison, false);
        page.open("details").element("summary", "Every repetition's value");
        comparison.metrics().forEach(metric -> repetitions(page, comparison, metric));
        page.close().close();
    }

    private static void table(Html page, Comparison comparison, boolean primary) {
        page.open("div", "class", "wide").open("table").open("tr");
        page.element("th", "metric").element("th", "place");
        page.open("th")
                .element("span", comparison.reference().name(), "data-n", "name")
                .close();
        page.open("th")
                .element("span", comparison.side().name(), "data-n", "name")
                .close();
        page.element("th", "effect [95 %]", "data-n", "words")
                .element("th", primary ? "p (Holm)" : "p (B-H)")
                .element("th", primary ? "verdict" : "")
                .close();
        for (MetricComparison metric : comparison.metrics()) {
            if (metric.primary() == primary) {
                row(page, comparison, metric);
            }
        }
        page.close().close();
    }

    private static void row(Html page, Comparison comparison, MetricComparison metric) {
        String side = comparison.side().name();
        @Nullable Verdict verdict = metric.verdict();
        String place = Numbers.place(metric);
        page.open("tr", "class", place.isEmpty() ? "" : "place");
        page.element("td", metric.metric().name(), "data-n", "name");
        page.element("td", place.isEmpty() ? "all" : place, "data-n", "name");
        page.open("td", "class", "number");
        Numbers.value(page, "median", metric, comparison.reference().name(), "", metric.referenceMedian());
        page.close().open("td", "class", "number");
        Numbers.value(page, "median", metric, side, "", metric.sideMedian());
        page.close().open("td", "class", "number");
        Numbers.effect(page, metric, side);
        page.close().open("td", "class", "number");
        Numbers.p(page, metric, side);
        page.close();
        if (verdict != null) {
            page.element("td", verdict.name() + (metric.certain() ? ", certain" : ""));
        } else if (metric.effect() == null) {
            page.element("td", metric.reason(), "data-n", "comparison");
        } else {
            page.element("td", "");
        }
        page.close();
    }

    private static void repetitions(Html page, Comparison comparison, MetricComparison metric) {
        Set<Integer> numbers = new TreeSet<>();
        metric.reference().forEach(value -> numbers.add(value.repetition()));
        metric.side().forEach(value -> numbers.add(value.repetition()));
        page.open("div", "class", "wide").open("table").open("caption");
        page.element("span", metric.metric().name(), "data-n", "name").text(" ");
        page.element("span", Numbers.place(metric), "data-n", "name").close();
        page.open("tr").element("th", "repetition");
        numbers.forEach(number -> page.element("th", number.toString(), "data-n", "name"));
        page.close();
        values(page, metric, comparison.reference().name(), metric.reference(), numbers);
        values(page, metric, comparison.side().name(), metric.side(), numbers);
        page.close().close();
    }

    private static void values(
            Html page, MetricComparison metric, String side, List<RepetitionValue> values, Set<Integer> numbers) {
        Map<Integer, RepetitionValue> byNumber = new TreeMap<>();
        values.forEach(value -> byNumber.put(value.repetition(), value));
        page.open("tr").open("th").element("span", side, "data-n", "name").close();
        for (int number : numbers) {
            @Nullable RepetitionValue value = byNumber.get(number);
            page.open("td", "class", "number");
            Numbers.value(page, "value", metric, side, Integer.toString(number), value == null ? null : value.value());
            page.close();
        }
        page.close();
    }
}
