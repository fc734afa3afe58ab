package io.quietcore.results.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.store.WindowHistograms;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One probe on one CPU, hour by hour from the start of its run: every window belongs to the hour in which it began.
 *
 * @param series all that a probe measures, or where that is several series, what is merged of them
 * @param place {@code <node>-numa<k>}
 * @param cpu that measured, or {@link SeriesKey#ANY_CPU}
 * @param hours in order, the last one perhaps shorter; an hour without a window is not there
 * @param all the whole run as one
 */
public record Hours(ProbeSeries series, String place, String cpu, List<Hour> hours, Hour all) {
    public Hours {
        hours = List.copyOf(hours);
    }

    /** Its probe. */
    @JsonProperty("probe")
    public Probe probe() {
        return series.probe();
    }

    /**
     * One hour.
     *
     * @param number from 1; 0 for the whole run
     * @param startedAt its first window's start
     * @param measuredNs the sum of its windows, as planned
     * @param count values
     * @param lostPercent of the time, for a probe that counts gaps; otherwise null
     * @param spikesOver10usPerSecond values above 10 µs for each second that was measured
     * @param p50Ns of the latency, or of the arrival delay; null where it lacks its samples
     * @param p99Ns likewise
     * @param p999Ns likewise
     * @param maxNs the longest value
     */
    public record Hour(
            int number,
            Instant startedAt,
            long measuredNs,
            long count,
            @Nullable Double lostPercent,
            double spikesOver10usPerSecond,
            @Nullable Double p50Ns,
            @Nullable Double p99Ns,
            @Nullable Double p999Ns,
            long maxNs)
            implements Stretch {}

    /** Windows that are added up, from the first one's start. */
    private static final class Sum {
        private final WindowSum windows = new WindowSum();
        private final Instant startedAt;

        private Sum(Instant startedAt) {
            this.startedAt = startedAt;
        }
    }

    /** Each series of a run that is judged, by probe and place. */
    public static List<Hours> of(StoredRun run) throws IOException {
        Instant start = run.repetitions().stream()
                .map(each -> each.result().startedAt())
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        Map<SeriesKey, Map<Integer, Sum>> sums = new LinkedHashMap<>();
        Map<SeriesKey, Long> thresholds = new LinkedHashMap<>();
        Map<SeriesKey, ProbeSeries> series = new LinkedHashMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            var schedule = repetition.result().spec().schedule();
            Stated stated = Stated.in(repetition.result().evidence());
            repetition.histograms().keySet().forEach(key -> repetition
                    .series(key)
                    .ifPresent(each -> series.put(key, each)));
            WindowHistograms.each(repetition, (startedAt, key, window) -> {
                if (key.get(SeriesKey.SERIES).isEmpty()) {
                    thresholds.put(key, schedule.thresholdNs());
                    int hour = 1 + (int) Duration.between(start, startedAt).toHours();
                    Map<Integer, Sum> hours = sums.computeIfAbsent(key, none -> new TreeMap<>());
                    for (int each : new int[] {0, hour}) {
                        hours.computeIfAbsent(each, none -> new Sum(startedAt))
                                .windows
                                .add(window, schedule.windowNs(), stated);
                    }
                }
            });
        }
        List<Hours> all = new ArrayList<>();
        sums.forEach((key, bySeries) -> {
            ProbeSeries of = Objects.requireNonNull(series.get(key));
            Probe probe = of.probe();
            List<Hour> hours = new ArrayList<>();
            bySeries.forEach((number, sum) -> hours.add(hour(probe, number, sum, thresholds.getOrDefault(key, 0L))));
            all.add(new Hours(
                    of,
                    key.place(),
                    key.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU),
                    hours.subList(1, hours.size()),
                    hours.get(0)));
        });
        all.sort(Comparator.comparing(Hours::probe).thenComparing(Hours::place).thenComparing(Hours::cpu));
        return all;
    }

    private static Hour hour(Probe probe, int number, Sum of, long thresholdNs) {
        WindowSum sum = of.windows;
        boolean gaps = probe.countsGaps();
        return new Hour(
                number,
                of.startedAt,
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
