package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.SideSummary;
import io.quietcore.results.document.ImportedStatistic;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.Hours;
import io.quietcore.results.summary.UnderLoad;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.html}: one page without a network, for a reader who believes nothing.
 *
 * <p>Every number says where it comes from, so that it can be recomputed. The nearest element around it has {@code
 * data-n}:
 *
 * <table>
 * <caption>What {@code data-n} means</caption>
 * <tr><td>{@code median}</td><td>of the repetitions of {@code data-metric} on {@code data-place} (none: all places merged)
 * on {@code data-side}; unrounded in {@code data-value}</td></tr>
 * <tr><td>{@code value}</td><td>the same of the one repetition {@code data-repetition}</td></tr>
 * <tr><td>{@code estimate}, {@code low}, {@code high}, {@code p}</td><td>of the comparison of {@code data-side} with the
 * reference, as in {@code comparison.json}</td></tr>
 * <tr><td>{@code comparison}</td><td>text of {@code comparison.json}, letter by letter</td></tr>
 * <tr><td>{@code step-…}</td><td>of the step to {@code data-side}, as in {@code comparison.json}; unrounded in
 * {@code data-value}</td></tr>
 * <tr><td>{@code ranking}</td><td>of the ranking of {@code data-metric} on {@code data-side}, as in {@code
 * comparison.json}</td></tr>
 * <tr><td>{@code gate-…}</td><td>of the gate {@code data-gate} of {@code data-side} at {@code data-place}, as in
 * {@code comparison.json} or {@code gates.json}; unrounded in {@code data-value}</td></tr>
 * <tr><td>{@code result}</td><td>text or number of a {@code result.json} of {@code data-side}; with {@code data-path}
 * where it is one number</td></tr>
 * <tr><td>{@code explained-…}</td><td>of the explained repetitions of {@code data-side} on {@code data-cpu}: a sum over
 * their explanations, or a part of one</td></tr>
 * <tr><td>{@code hour}</td><td>of the windows that began in the hour {@code data-hour} of the run</td></tr>
 * <tr><td>{@code imported}</td><td>text or number of another tool's document</td></tr>
 * <tr><td>{@code meanwhile}</td><td>a second of what {@code data-side} counted of {@code data-path} while {@code data-metric}
 * measured, as in {@code comparison.json}; of {@code lost} the percent of the time; unrounded in {@code data-value}</td></tr>
 * <tr><td>{@code load}</td><td>text of {@code load.json}</td></tr>
 * <tr><td>{@code phase}</td><td>of the windows that lie in the phase {@code data-phase} of the load</td></tr>
 * <tr><td>{@code pair}</td><td>of all repetitions of {@code data-side} of one pair of CPUs</td></tr>
 * <tr><td>{@code cpu}</td><td>{@code data-metric} of {@code data-cpu} of {@code data-place} on {@code data-side}, over all
 * repetitions together; unrounded in {@code data-value}</td></tr>
 * <tr><td>{@code cpu-range}</td><td>the lowest that is not 0, or the highest, of all {@code cpu} of {@code data-metric}</td></tr>
 * <tr><td>{@code cpu-lacking}</td><td>how many CPUs are not among them</td></tr>
 * <tr><td>{@code name}</td><td>a name of something: campaign, side, run, file, metric, place</td></tr>
 * <tr><td>{@code words}</td><td>a constant of the method</td></tr>
 * </table>
 *
 * <p>The charts' points are JSON in {@code <script type="application/json" class="curve">}, {@code
 * class="histogram"}, {@code class="spikes"} and {@code class="load"}.
 */
public final class Report {
    private static final String UPLOT = "uplot/";

    private Report() {}

    /**
     * The page.
     *
     * @param comparisons of sides with their reference; none where one side is all there is
     * @param runsBySide every side's run, the reference first
     * @param hoursBySide of runs that are compared with nothing
     * @param gates what became of those that were declared
     */
    public static String html(
            List<Comparison> comparisons,
            Map<String, StoredRun> runsBySide,
            Map<String, List<Hours>> hoursBySide,
            List<GateResult> gates) {
        return html(comparisons, runsBySide, hoursBySide, gates, Map.of(), List.of());
    }

    /**
     * The page with what else there may be of a campaign.
     *
     * @param loadBySide of runs that were measured under a load
     * @param imported what other tools measured
     */
    public static String html(
            List<Comparison> comparisons,
            Map<String, StoredRun> runsBySide,
            Map<String, List<Hours>> hoursBySide,
            List<GateResult> gates,
            Map<String, UnderLoad> loadBySide,
            List<ImportedStatistic> imported) {
        Html page = new Html();
        page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        page.raw(
                "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
                + " script-src 'unsafe-inline'\"/>\n");
        page.element(
                "title",
                "Quietcore report"
                        + (comparisons.isEmpty()
                                ? ""
                                : ": " + comparisons.get(0).campaign()));
        page.raw("<style>\n" + resource(UPLOT + "uPlot.min.css") + resource("report.css") + "</style>\n");
        page.close().open("body");
        header(page, comparisons, runsBySide);
        comparisons.forEach(comparison -> VerdictSection.write(page, comparison));
        StepsSection.write(page, comparisons);
        comparisons.forEach(comparison -> RankingSection.write(page, comparison));
        GatesSection.write(page, gates);
        LoadSection.write(page, loadBySide, runsBySide);
        HoursSection.write(page, hoursBySide);
        CpuMapSection.write(page, runsBySide);
        HeatMapSection.write(page, runsBySide);
        Charts.write(page, runsBySide, comparisons);
        CausesSection.write(page, runsBySide);
        comparisons.forEach(comparison -> MetricTables.write(page, comparison));
        comparisons.forEach(comparison -> MeanwhileSection.write(page, comparison));
        ImportedSection.write(page, imported);
        EvidenceSection.write(page, runsBySide);
        MethodSection.write(page, comparisons, runsBySide);
        page.raw("<script>\n//<![CDATA[\n" + resource(UPLOT + "uPlot.iife.min.js") + "\n" + resource("charts.js")
                + "\n//]]>\n</script>\n");
        return page.close().close().toString();
    }

    private static void header(Html page, List<Comparison> comparisons, Map<String, StoredRun> runs) {
        page.open("header");
        page.open("h1");
        if (comparisons.isEmpty()) {
            page.text("Quietcore: ").element("span", String.join(", ", runs.keySet()), "data-n", "name");
        } else {
            page.element("span", comparisons.get(0).campaign(), "data-n", "name");
        }
        page.close();
        page.open("div", "class", "wide").open("table", "class", "sides");
        page.open("tr");
        List.of("side", "run", "measured", "repetitions", comparisons.isEmpty() ? "" : "means to differ in")
                .forEach(name -> page.element("th", name));
        page.close();
        runs.forEach((side, run) -> {
            SideSummary summary = summary(side, comparisons);
            if (summary == null) {
                aloneRow(page, side, run);
            } else {
                sideRow(page, summary, side, run);
            }
        });
        page.close().close().close();
    }

    private static @Nullable SideSummary summary(String side, List<Comparison> comparisons) {
        for (Comparison comparison : comparisons) {
            for (SideSummary each : List.of(comparison.reference(), comparison.side())) {
                if (each.name().equals(side)) {
                    return each;
                }
            }
        }
        return null;
    }

    /** A side that is compared with nothing tells of itself what its results say. */
    private static void aloneRow(Html page, String side, StoredRun run) {
        Map<String, Set<Integer>> repetitions = new TreeMap<>();
        run.repetitions().forEach(each -> repetitions
                .computeIfAbsent(each.result().spec().probe().spelling(), none -> new TreeSet<>())
                .add(each.number()));
        page.open("tr").element("td", side, "data-n", "name", "class", "side");
        page.open("td").element("code", run.uuid(), "data-n", "name").close();
        page.open("td");
        run.repetitions().stream()
                .map(each -> each.result().startedAt())
                .min(Comparator.naturalOrder())
                .ifPresent(from -> page.element("time", from.toString(), "data-n", "result", "data-side", side));
        run.repetitions().stream()
                .map(each -> each.result().endedAt())
                .max(Comparator.naturalOrder())
                .ifPresent(until ->
                        page.text(" to ").element("time", until.toString(), "data-n", "result", "data-side", side));
        page.close().open("td");
        repetitions.forEach((probe, numbers) -> page.text(probe + " ")
                .element(
                        "span",
                        Integer.toString(numbers.size()),
                        "data-n",
                        "count",
                        "data-side",
                        side,
                        "data-probe",
                        probe)
                .text(" "));
        page.close().element("td", "").close();
    }

    private static void sideRow(Html page, SideSummary summary, String side, StoredRun run) {
        page.open("tr");
        page.element("td", side, "data-n", "name", "class", "side");
        page.open("td").element("code", run.uuid(), "data-n", "name").close();
        page.open("td");
        page.element("time", summary.startedAt().toString(), "data-n", "comparison");
        page.text(" to ").element("time", summary.endedAt().toString(), "data-n", "comparison");
        page.close();
        page.open("td");
        summary.repetitions().forEach((probe, count) -> page.text(probe + " ")
                .element("span", count.toString(), "data-n", "count", "data-side", side, "data-probe", probe)
                .text(" "));
        page.close();
        page.open("td");
        page.element(
                "span",
                summary.declared().isEmpty() ? "the reference" : String.join("; ", summary.declared()),
                "data-n",
                "comparison");
        page.close().close();
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name + " of this build", e);
        }
    }
}
