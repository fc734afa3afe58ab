package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.InterferenceText;
import io.quietcore.results.compare.MetricComparison;
import io.quietcore.results.interference.Interference.Counted;
import io.quietcore.results.interference.Interference.OfProbe;
import io.quietcore.results.interference.Interference.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What else used the machine while two sides were measured, beside the effects that it may explain. */
final class MeanwhileSection {
    private MeanwhileSection() {}

    /** That a machine was too busy: before anything that it may have spoilt. */
    static void tooBusy(Html page, Comparison comparison) {
        List<String> sentences = comparison.interference().tooBusy();
        if (sentences.isEmpty()) {
            return;
        }
        page.open("div", "class", "warnings").element("h3", "Too busy to say anything");
        page.open("ul");
        sentences.forEach(sentence -> page.element("li", sentence, "data-n", "comparison"));
        page.close().close();
    }

    static void write(Html page, Comparison comparison) {
        List<OfProbe> probes = comparison.interference().probes().stream()
                .filter(probe -> !probe.rows().isEmpty())
                .toList();
        if (probes.isEmpty()) {
            return;
        }
        page.open("section");
        page.open("h2")
                .text("Meanwhile: ")
                .element("span", comparison.side().name(), "data-n", "name")
                .text(" against ")
                .element("span", comparison.reference().name(), "data-n", "name")
                .close();
        page.element("p", InterferenceText.INTRODUCTION);
        probes.forEach(probe -> probe(page, comparison, probe));
        page.close();
    }

    private static void probe(Html page, Comparison comparison, OfProbe probe) {
        page.open("h3").element("span", probe.probe(), "data-n", "name").close();
        page.open("p").text("beside ");
        for (MetricComparison metric : InterferenceText.beside(comparison, probe)) {
            page.element("span", metric.metric().name(), "data-n", "name").text(" ");
            Numbers.effect(page, metric, comparison.side().name());
            page.text("; ");
        }
        page.text("lost, at least, in the median repetition: ");
        lost(page, probe, comparison.reference().name(), probe.referenceLostPercent());
        page.text(" and ");
        lost(page, probe, comparison.side().name(), probe.sideLostPercent());
        page.close();
        page.open("div", "class", "wide").open("table").open("tr");
        page.element("th", "of").element("th", "counted, a second");
        page.open("th")
                .element("span", comparison.reference().name(), "data-n", "name")
                .close();
        page.open("th")
                .element("span", comparison.side().name(), "data-n", "name")
                .close();
        page.close();
        for (Row row : InterferenceText.shown(probe)) {
            page.open("tr").element("td", InterferenceText.scope(row)).element("td", InterferenceText.words(row));
            cell(page, probe, row, comparison.reference().name(), row.reference());
            cell(page, probe, row, comparison.side().name(), row.side());
            page.close();
        }
        page.close().close();
        names(page, "None on either side: ", InterferenceText.zero(probe));
        names(page, "Unavailable on both: ", probe.unavailable());
    }

    private static void lost(Html page, OfProbe probe, String side, @Nullable Double percent) {
        if (percent == null) {
            page.text(InterferenceText.UNAVAILABLE);
            return;
        }
        number(page, probe, "lost", side, InterferenceText.percent(percent), percent);
    }

    private static void cell(Html page, OfProbe probe, Row row, String side, @Nullable Counted counted) {
        page.open("td", "class", "number");
        if (counted == null) {
            page.text(InterferenceText.UNAVAILABLE);
        } else {
            number(page, probe, row.name(), side, InterferenceText.value(row, counted), counted.perSecond());
        }
        page.close();
    }

    private static void number(Html page, OfProbe probe, String name, String side, String shown, double value) {
        page.element(
                "span",
                shown,
                "data-n",
                "meanwhile",
                "data-metric",
                probe.probe(),
                "data-path",
                name,
                "data-side",
                side,
                "data-value",
                Double.toString(value));
    }

    private static void names(Html page, String what, List<String> names) {
        if (!names.isEmpty()) {
            page.open("p")
                    .text(what)
                    .element("span", String.join(", ", names), "data-n", "words")
                    .close();
        }
    }
}
