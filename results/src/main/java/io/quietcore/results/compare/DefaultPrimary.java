package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What judges a probe where nobody declared it. How many values a loop without a schedule records is known only when it
 * has; what it is judged by is its own quantile, or the highest one that has its samples in every repetition of every side.
 * Which pairs of CPUs or caches there are is known only then, too: where the wanted series is not there, another one that every
 * side has, by the same rule. Only counts are looked at, never values, and all sides get the same. Pure.
 *
 * @param metrics in the order of those that were wanted
 * @param notes what is judged by another one than its own, and why
 */
public record DefaultPrimary(List<Metric> metrics, List<String> notes) {
    public DefaultPrimary {
        metrics = List.copyOf(metrics);
        notes = List.copyOf(notes);
    }

    /**
     * The metrics that have their samples.
     *
     * @param wanted each probe's own
     * @param runs every side's
     */
    public static DefaultPrimary of(List<Metric> wanted, Collection<StoredRun> runs) {
        List<Metric> metrics = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Metric own : wanted) {
            Metric metric = new Metric(series(own.series(), runs), own.statistic());
            if (!metric.series().equals(own.series())) {
                notes.add(own.series() + " is judged by " + metric.series() + ", which every side measured");
            }
            OptionalLong fewest = fewest(metric, runs);
            Optional<Metric> instead =
                    fewest.isEmpty() || fewest.getAsLong() >= metric.statistic().samplesNeeded()
                            ? Optional.empty()
                            : highest(metric, fewest.getAsLong());
            metrics.add(instead.orElse(metric));
            instead.ifPresent(other -> notes.add(String.format(
                    Locale.ROOT,
                    "%s is judged by %s: %s needs %,d values a repetition, and one has %,d",
                    metric.series(),
                    other.name(),
                    metric.name(),
                    metric.statistic().samplesNeeded(),
                    fewest.getAsLong())));
        }
        return new DefaultPrimary(metrics, notes);
    }

    private static Optional<Metric> highest(Metric metric, long samples) {
        return metric.probe().statistics().stream()
                .filter(each -> each.isLatencyQuantile() && each.samplesNeeded() <= samples)
                .max(Comparator.comparingDouble(Statistic::quantile))
                .map(each -> new Metric(metric.series(), each));
    }

    /** The wanted one where it is there, else the one that judges those that every side has; the wanted one if there is none. */
    private static ProbeSeries series(ProbeSeries wanted, Collection<StoredRun> runs) {
        List<ProbeSeries> shared = runs.stream()
                .map(run -> in(run, wanted.probe()))
                .filter(each -> !each.isEmpty())
                .reduce((these, those) -> these.stream().filter(those::contains).toList())
                .orElse(List.of());
        return shared.contains(wanted) ? wanted : ProbeSeries.judging(shared).orElse(wanted);
    }

    /** The series of a probe that a run has and that can be judged, in the order in which they were recorded. */
    public static List<ProbeSeries> in(StoredRun run, Probe probe) {
        return run.repetitions().stream()
                .filter(each -> each.result().spec().probe() == probe)
                .flatMap(each -> each.histograms().keySet().stream().flatMap(key -> each.series(key).stream()))
                .filter(each -> !each.isMerged())
                .distinct()
                .toList();
    }

    /** Values of a node's repetition, where it has the fewest. */
    private static OptionalLong fewest(Metric metric, Collection<StoredRun> runs) {
        return runs.stream()
                .map(run -> byNode(metric, run))
                .flatMap(counts -> counts.values().stream())
                .mapToLong(Long::longValue)
                .min();
    }

    private static Map<String, Long> byNode(Metric metric, StoredRun run) {
        Map<String, Long> counts = new TreeMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            if (repetition.result().spec().probe() == metric.probe()) {
                repetition.histograms().forEach((key, histogram) -> {
                    if (repetition.series(key).filter(metric.series()::equals).isPresent()) {
                        counts.merge(
                                repetition.number() + " "
                                        + key.get(SeriesKey.NODE).orElse(""),
                                histogram.totalCount(),
                                Long::sum);
                    }
                });
            }
        }
        return counts;
    }
}
