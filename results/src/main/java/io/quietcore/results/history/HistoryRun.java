package io.quietcore.results.history;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Evidence.Outcome;
import io.quietcore.contract.Metric;
import io.quietcore.contract.ProbeResult;
import io.quietcore.results.compare.Orders;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.document.PlaceSeries;
import io.quietcore.results.store.CombinedRuns;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is kept of one run: nothing that its folder does not say.
 *
 * @param uuid the run's
 * @param workload the campaign's name
 * @param side that it measured
 * @param startedAt of its first repetition, in whole milliseconds
 * @param folder where it lies, absolute
 * @param values one for each place, series and statistic that has its samples in every repetition
 */
public record HistoryRun(
        String uuid, String workload, String side, Instant startedAt, Path folder, List<Value> values) {
    /** The fact that says how a probe was told to measure. */
    public static final String ORDERS = "orders";

    /** The fact that says what a side asked of the kernel. */
    public static final String TUNING = "tuning";

    /** The fact that says what of it was not had. */
    public static final String REFUSED = "refused";

    public HistoryRun {
        values = List.copyOf(values);
    }

    /**
     * A number, and the state of the machine that it was measured in.
     *
     * @param place {@code <node>-numa<k>}
     * @param value the median over the run's repetitions, as the run's metric document has it
     * @param primary whether the workload judges by it
     * @param facts the host's fingerprint by name, with {@link #ORDERS}, {@link #TUNING} and {@link #REFUSED}: what two
     *     runs must share to be comparable
     * @param resolution of what was measured, as the results of this place say it
     */
    public record Value(
            String place,
            Metric metric,
            double value,
            boolean primary,
            SortedMap<String, String> facts,
            Resolution resolution) {
        public Value {
            facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        }
    }

    /**
     * Reduces a run. Pure.
     *
     * @param run with one repetition or more
     * @param primary the metrics that its workload judges by
     */
    public static HistoryRun of(StoredRun run, String workload, Collection<Metric> primary) {
        List<Value> values = new ArrayList<>();
        for (PlaceSeries series : PlaceSeries.of(run)) {
            if (series.series().isMerged()) {
                continue; // Shares of its parts move it; nothing is found in it.
            }
            SortedMap<String, String> facts = facts(series);
            Resolution resolution = Resolution.together(
                    series.series().probe(), series.parts().stream().map(part -> Resolution.of(part.result())));
            series.medians().forEach((statistic, median) -> {
                Metric metric = new Metric(series.series(), statistic);
                values.add(new Value(series.place(), metric, median, primary.contains(metric), facts, resolution));
            });
        }
        Instant startedAt = run.repetitions().stream()
                .map(StoredRepetition::result)
                .map(ProbeResult::startedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new HistoryRun(
                run.uuid(),
                workload,
                run.side(),
                startedAt.truncatedTo(ChronoUnit.MILLIS),
                run.folder().toAbsolutePath().normalize(),
                values);
    }

    /** Where repetitions differ, all of theirs. */
    private static SortedMap<String, String> facts(PlaceSeries series) {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        for (PlaceSeries.Part part : series.parts()) {
            ProbeResult result = part.result();
            Map<String, String> own = new TreeMap<>(result.host().fingerprint());
            own.put(ORDERS, Orders.words(result.spec()));
            own.put(TUNING, CombinedRuns.configuration(result.spec()));
            own.put(REFUSED, refused(result.evidence()));
            own.forEach((name, value) ->
                    values.computeIfAbsent(name, none -> new TreeSet<>()).add(value));
        }
        SortedMap<String, String> facts = new TreeMap<>();
        values.forEach((name, each) -> facts.put(name, String.join(" | ", each)));
        return facts;
    }

    private static String refused(Map<String, Evidence> evidence) {
        List<String> names = evidence.entrySet().stream()
                .filter(each -> each.getValue().outcome() == Outcome.DENIED
                        || each.getValue().outcome() == Outcome.UNAVAILABLE)
                .map(Map.Entry::getKey)
                .toList();
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
