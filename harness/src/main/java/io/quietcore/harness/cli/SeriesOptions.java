package io.quietcore.harness.cli;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Parameters;
import io.quietcore.results.history.HistorySelection;
import io.quietcore.results.history.HistorySeries;
import io.quietcore.results.history.HistoryStore;
import io.quietcore.workloads.SeriesProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of a workload's series. */
final class SeriesOptions {
    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            split = ",",
            description = "such as jitter-lost,wakeup-P99; default: what the workload is judged by")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--side", paramLabel = "NAME", description = "only this side; default: all")
    private @Nullable String side;

    @Option(names = "--place", paramLabel = "NODE-numaN", description = "only this NUMA node; default: all")
    private @Nullable String place;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only runs from then on, such as 2026-10-01 or 2026-10-01T02:00:00Z; default: all")
    private @Nullable String since;

    /** The series; one or more. */
    List<HistorySeries> read(Path file, String workload) throws IOException, CommandFailure {
        HistorySelection selection = new HistorySelection(workload, metrics(), side, place, instant());
        try (HistoryStore store = HistoryStore.read(file)) {
            List<HistorySeries> series = store.series(selection);
            if (series.isEmpty()) {
                throw CommandFailure.error("history " + file + ": no run of " + workload + " has what was asked for;"
                        + " it has " + held(store.workloads()));
            }
            return series;
        }
    }

    private static String held(List<HistoryStore.Workload> workloads) {
        return workloads.isEmpty()
                ? "no runs at all"
                : workloads.stream()
                        .map(each -> each.workload() + " (" + each.runs() + ")")
                        .collect(Collectors.joining(", "));
    }

    private List<Metric> metrics() throws CommandFailure {
        List<Metric> named = new ArrayList<>();
        for (String name : metrics) {
            Metric metric = Metric.named(name)
                    .orElseThrow(() -> CommandFailure.error("--metric: '" + name
                            + "' is not a metric; expected one such as jitter-lost, wakeup-P99 or memory-dram-P99"));
            Optional<SeriesProblem> mixture = metric.series().isMixture()
                    ? SeriesProblem.of(
                            metric.series(),
                            Parameters.NONE,
                            "-" + metric.statistic().spelling())
                    : Optional.empty();
            if (mixture.isPresent()) {
                throw CommandFailure.error("--metric: " + mixture.get().message());
            }
            named.add(metric);
        }
        return named;
    }

    private @Nullable Instant instant() throws CommandFailure {
        if (since == null) {
            return null;
        }
        try {
            return since.contains("T")
                    ? Instant.parse(since)
                    : LocalDate.parse(since).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw CommandFailure.error(
                    "--since: found '" + since + "'; expected one such as 2026-10-01 or 2026-10-01T02:00:00Z");
        }
    }
}
