package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.NoiseControl;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the numbers came about, how noisy the machine is, and how to compute all of it again. */
final class MethodSection {
    /** Files of a side that are named one by one. */
    private static final int MOST_FILES = 400;

    private MethodSection() {}

    static void write(Html page, List<Comparison> comparisons, Map<String, StoredRun> runs) {
        page.open("section").element("h2", "Method");
        for (Comparison comparison : comparisons) {
            method(page, comparison);
        }
        page.open("details").element("summary", "Files, and how to compute everything again");
        page.open("p")
                .text("Each tag of each file: ")
                .element("code", "java -cp HdrHistogram.jar org.HdrHistogram.HistogramLogProcessor -i FILE -tag TAG")
                .close();
        runs.values().forEach(run -> files(page, run));
        page.close().close();
    }

    private static void method(Html page, Comparison comparison) {
        page.open("p", "data-n", "words");
        page.text(
                "The unit is the repetition, a fresh JVM. Effect: Hodges-Lehmann, a ratio where every value lies above"
                        + " zero, with the exact 95 % interval that inverting the Mann-Whitney statistic gives. p: two-sided"
                        + " permutation of the sides within blocks, Holm over the primary metrics. Improved or regressed: the"
                        + " interval excludes no change, p is at most 0.05 and the estimate lies beyond the margin; certain when"
                        + " the whole interval does. Equivalent: the interval lies inside the margin. Percentiles are never"
                        + " averaged: places are merged by adding their histograms. A quantile needs ten times the samples that a"
                        + " finite 95 % interval of it needs; an arrival quantile 10 gaps longer than itself.");
        page.close();
        page.open("p").text("Margin: the larger of ");
        constant(page, comparison.method().marginPercent());
        page.text(" % of the reference and, for times, ");
        boolean first = true;
        for (Map.Entry<String, Double> margin : comparison.marginsNs().entrySet()) {
            page.text(first ? "" : ", ");
            page.element("span", margin.getKey(), "data-n", "name").text(" ");
            page.element(
                    "span",
                    ComparisonText.value(margin.getValue(), Unit.NS),
                    "data-n",
                    "margin",
                    "data-metric",
                    margin.getKey(),
                    "data-value",
                    margin.getValue().toString());
            first = false;
        }
        page.text(
                comparison.method().marginNs() == null
                        ? " (what its values resolve: twice the floor or the clock's step), and for lost time "
                        : " (as declared, and no less than two steps of the clock), and for lost time ");
        constant(page, comparison.method().lostNs());
        page.text(" ns in each second. Blocks of ");
        constant(page, comparison.method().blockSize());
        page.text(" repetitions a side; seed ");
        constant(page, comparison.method().seed());
        page.text(".").close();
        page.open("ul");
        for (NoiseControl control : comparison.noise()) {
            page.open("li")
                    .text("A/A control of ")
                    .element("span", control.metric().name(), "data-n", "name")
                    .text(": ")
                    .element(
                            "span",
                            control.beyondMargin() + " of " + control.splits(),
                            "data-n",
                            "noise",
                            "data-metric",
                            control.metric().name())
                    .text(" splits of the reference against itself lie beyond the margin.")
                    .close();
        }
        page.close();
    }

    private static void constant(Html page, Number value) {
        double number = value.doubleValue();
        page.element(
                "span",
                number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number),
                "data-n",
                "method");
    }

    private static void files(Html page, StoredRun run) {
        page.open("div", "class", "wide").open("table").open("caption");
        page.element("span", run.side() + ": collected-metrics-" + run.uuid() + "/repetitions", "data-n", "name")
                .close();
        page.open("tr")
                .element("th", "file")
                .element("th", "tag")
                .element("th", "values")
                .close();
        for (StoredRepetition repetition :
                run.repetitions().stream().limit(MOST_FILES).toList()) {
            for (HistogramFile file : repetition.result().histograms()) {
                page.open("tr");
                page.element(
                        "td",
                        Optional.ofNullable(repetition.folder().getFileName())
                                        .map(Object::toString)
                                        .orElse("") + "/" + file.file(),
                        "data-n",
                        "name");
                page.element("td", file.tag(), "data-n", "name");
                page.element(
                        "td",
                        Long.toString(file.totalCount()),
                        "data-n",
                        "total",
                        "data-side",
                        run.side(),
                        "data-repetition",
                        Integer.toString(repetition.number()),
                        "data-tag",
                        file.tag(),
                        "class",
                        "number");
                page.close();
            }
        }
        page.close().close();
        if (run.repetitions().size() > MOST_FILES) {
            page.element("p", "And so on: each folder's result.json names its files, tags and numbers of values.");
        }
    }
}
