package io.quietcore.results.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import io.quietcore.results.facts.Course;
import io.quietcore.results.facts.Course.Span;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.store.WindowHistograms;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One probe on one CPU before, during and after a load. A window belongs to a phase when all of it lies there; one that
 * lies across an edge belongs to none, and is counted.
 *
 * @param series all that a probe measures, or where that is several series, what is merged of them
 * @param place {@code <node>-numa<k>}
 * @param cpu that measured, or {@link SeriesKey#ANY_CPU}
 * @param phases those that have a window, in their order
 * @param straddling windows that are in neither of before, during and after
 */
public record LoadPhases(ProbeSeries series, String place, String cpu, List<Phase> phases, int straddling) {
    public LoadPhases {
        phases = List.copyOf(phases);
    }

    /** Its probe. */
    @JsonProperty("probe")
    public Probe probe() {
        return series.probe();
    }

    /** The phases of a load; {@link #CHURN} is the part of {@link #DURING} in which it replaced its objects. */
    public enum Name {
        BEFORE,
        DURING,
        CHURN,
        AFTER;

        @JsonValue
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One phase.
     *
     * @param windows that lie in it
     * @param measuredNs the sum of their lengths
     * @param count values
     */
    public record Phase(
            Name name,
            int windows,
            long measuredNs,
            long count,
            @Nullable Double lostPercent,
            double spikesOver10usPerSecond,
            @Nullable Double p50Ns,
            @Nullable Double p99Ns,
            @Nullable Double p999Ns,
            long maxNs)
            implements Stretch {}

    /** What one series has in each phase so far. */
    private static final class Sums {
        private final Map<Name, WindowSum> phases = new EnumMap<>(Name.class);
        private int straddling;

        private void add(Set<Name> names, Histogram window, long lengthNs, Stated stated) {
            names.forEach(name ->
                    phases.computeIfAbsent(name, none -> new WindowSum()).add(window, lengthNs, stated));
            straddling += names.isEmpty() ? 1 : 0;
        }
    }

    /** Each series of a run, by probe and place. */
    public static List<LoadPhases> of(StoredRun run, Course course) throws IOException {
        Map<SeriesKey, Sums> sums = new LinkedHashMap<>();
        Map<SeriesKey, Long> thresholds = new LinkedHashMap<>();
        Map<SeriesKey, ProbeSeries> series = new LinkedHashMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            NavigableMap<Long, ProbeResult.Window> windows = byStart(repetition.result());
            Stated stated = Stated.in(repetition.result().evidence());
            repetition.histograms().keySet().forEach(key -> repetition
                    .series(key)
                    .ifPresent(each -> series.put(key, each)));
            WindowHistograms.each(repetition, (startedAt, key, histogram) -> {
                ProbeResult.Window window = nearest(windows, startedAt.toEpochMilli());
                if (key.get(SeriesKey.SERIES).isEmpty() && window != null) {
                    thresholds.put(key, repetition.result().spec().schedule().thresholdNs());
                    sums.computeIfAbsent(key, none -> new Sums())
                            .add(phases(window, course), histogram, window.lengthNs(), stated);
                }
            });
        }
        List<LoadPhases> all = new ArrayList<>();
        sums.forEach((key, own) -> {
            ProbeSeries of = Objects.requireNonNull(series.get(key));
            Probe probe = of.probe();
            List<Phase> phases = new ArrayList<>();
            own.phases.forEach((name, sum) -> phases.add(phase(name, probe, sum, thresholds.getOrDefault(key, 0L))));
            all.add(new LoadPhases(
                    of, key.place(), key.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU), phases, own.straddling));
        });
        all.sort(Comparator.comparing(LoadPhases::probe)
                .thenComparing(LoadPhases::place)
                .thenComparing(LoadPhases::cpu));
        return all;
    }

    /** The phases that all of a window lies in. */
    private static Set<Name> phases(ProbeResult.Window window, Course course) {
        Instant start = window.startedAt();
        Instant end = start.plusNanos(window.lengthNs());
        Set<Name> names = EnumSet.noneOf(Name.class);
        if (!end.isAfter(course.startedAt())) {
            names.add(Name.BEFORE);
        } else if (!start.isBefore(course.endedAt())) {
            names.add(Name.AFTER);
        } else if (course.span().holds(start, end)) {
            names.add(Name.DURING);
            for (Span churn : course.churns()) {
                if (churn.holds(start, end)) {
                    names.add(Name.CHURN);
                }
            }
        }
        return names;
    }

    private static NavigableMap<Long, ProbeResult.Window> byStart(ProbeResult result) {
        NavigableMap<Long, ProbeResult.Window> windows = new TreeMap<>();
        result.windows().forEach(window -> windows.put(window.startedAt().toEpochMilli(), window));
        return windows;
    }

    /** The log has whole milliseconds, and floating-point seconds between: the nearest start is the window's. */
    private static ProbeResult.@Nullable Window nearest(
            NavigableMap<Long, ProbeResult.Window> windows, long startedAtMs) {
        @Nullable Long before = windows.floorKey(startedAtMs);
        @Nullable Long after = windows.ceilingKey(startedAtMs);
        if (before == null && after == null) {
            return null;
        }
        boolean earlier = after == null || (before != null && startedAtMs - before <= after - startedAtMs);
        return windows.get(Objects.requireNonNull(earlier ? before : after));
    }

    private static Phase phase(Name name, Probe probe, WindowSum sum, long thresholdNs) {
        boolean gaps = probe.countsGaps();
        return new Phase(
                name,
                sum.windows(),
                sum.measuredNs(),
                sum.count(),
                gaps ? sum.value(Statistic.LOST, thresholdNs) : null,
                sum.perSecondOver(Stretch.SPIKE_NS),
                sum.value(gaps ? Statistic.ARRIVAL_P50 : Statistic.P50, thresholdNs),
                sum.value(gaps ? Statistic.ARRIVAL_P99 : Statistic.P99, thresholdNs),
                sum.value(gaps ? Statistic.ARRIVAL_P999 : Statistic.P999, thresholdNs),
                sum.maxNs());
    }
}
