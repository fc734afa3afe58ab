package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.facts.Course;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.HoursText;
import io.quietcore.results.summary.LoadPhases;
import io.quietcore.results.summary.LoadPhases.Phase;
import io.quietcore.results.summary.UnderLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A run before, during and after a load: a table for each probe and CPU, and its spikes with the load behind them. */
final class LoadSection {
    private LoadSection() {}

    static void write(Html page, Map<String, UnderLoad> bySide, Map<String, StoredRun> runs) {
        bySide.forEach((side, under) -> {
            Course load = under.load();
            page.open("section").open("h2").text("Under load: ");
            page.element("span", side, "data-n", "name").close();
            page.open("p", "class", load.normal() ? "" : "warnings")
                    .text(load.normal() ? "The load " : "Load ended abnormally: ")
                    .element("code", load.command(), "data-n", "load")
                    .text(" ran from ")
                    .element("time", load.startedAt().toString(), "data-n", "load")
                    .text(" to ")
                    .element("time", load.endedAt().toString(), "data-n", "load")
                    .text(" and ")
                    .element("span", load.words(), "data-n", "load")
                    .text(".")
                    .close();
            for (LoadPhases phases : under.phases()) {
                table(page, phases);
                chart(page, phases, load, Objects.requireNonNull(runs.get(side)));
            }
            page.close();
        });
    }

    private static void table(Html page, LoadPhases of) {
        page.open("div", "class", "wide").open("table").open("caption");
        page.element("span", of.series() + " on " + of.place(), "data-n", "name")
                .text(", CPU ")
                .element("span", of.cpu(), "data-n", "name")
                .text(": windows that lie across an edge and are in no phase: ")
                .element("span", Integer.toString(of.straddling()), "data-n", "phase")
                .close();
        page.open("tr").element("th", "phase").element("th", "windows");
        HoursText.columns(of.probe()).forEach(name -> page.element("th", name));
        page.close();
        for (Phase phase : of.phases()) {
            String name = phase.name().spelling();
            page.open("tr").element("td", name, "data-n", "name");
            cell(page, name, Integer.toString(phase.windows()));
            HoursText.cells(of.probe(), phase).forEach(text -> cell(page, name, text));
            page.close();
        }
        page.close().close();
    }

    private static void cell(Html page, String phase, String text) {
        page.element("td", text, "class", "number", "data-n", "phase", "data-phase", phase);
    }

    private static void chart(Html page, LoadPhases of, Course load, StoredRun run) {
        List<List<Double>> points = points(of, load, run);
        if (points.isEmpty()) {
            return;
        }
        List<Chart.Band> bands = new ArrayList<>();
        bands.add(band("load", load, load.span()));
        load.churns().forEach(churn -> bands.add(band("churn", load, churn)));
        Charts.figure(
                page,
                new Chart.SpikesUnderLoad(
                        of.probe(),
                        of.place() + ", CPU " + of.cpu(),
                        "spikes over the time since the load began; shaded: the load, darker: its churn",
                        bands,
                        points));
    }

    private static Chart.Band band(String name, Course load, Course.Span span) {
        return new Chart.Band(name, seconds(load, span.from()), seconds(load, span.until()));
    }

    private static double seconds(Course load, Instant at) {
        return Duration.between(load.startedAt(), at).toNanos() / 1e9;
    }

    private static List<List<Double>> points(LoadPhases of, Course load, StoredRun run) {
        List<List<Double>> points = new ArrayList<>();
        for (StoredRepetition repetition : run.repetitions()) {
            ProbeResult result = repetition.result();
            boolean same = result.spec().probe() == of.probe()
                    && repetition.histograms().keySet().stream()
                            .anyMatch(key -> key.place().equals(of.place())
                                    && key.get(SeriesKey.CPU)
                                            .orElse(SeriesKey.ANY_CPU)
                                            .equals(of.cpu()));
            List<ProbeResult.Spike> spikes = same ? result.spikes() : List.of();
            for (ProbeResult.Spike spike : spikes.stream()
                    .filter(each -> each.window() < result.windows().size())
                    .toList()) {
                Instant at = result.windows().get(spike.window()).startedAt().plusNanos(spike.offsetNs());
                points.add(List.of(seconds(load, at), (double) spike.valueNs()));
            }
        }
        return points.stream()
                .sorted(Comparator.comparingDouble((List<Double> point) -> point.get(1))
                        .reversed())
                .limit(Charts.MOST_POINTS)
                .sorted(Comparator.comparingDouble(point -> point.get(0)))
                .toList();
    }
}
