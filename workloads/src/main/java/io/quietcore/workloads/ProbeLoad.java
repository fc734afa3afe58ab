package io.quietcore.workloads;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Statistic;
import java.util.Comparator;
import java.util.Optional;

/**
 * A probe of a campaign and how long a repetition of it measures.
 *
 * @param probe which
 * @param schedule the same on every side
 * @param parameters likewise
 */
public record ProbeLoad(Probe probe, Schedule schedule, Parameters parameters) {
    /** A repetition that is made longer has at most so many, each with a histogram and a line of the result. */
    private static final int MOST_WINDOWS = 1_200;

    public ProbeLoad {
        if (probe.periodic() != (schedule.periodNs() > 0)) {
            throw new IllegalArgumentException(probe.spelling() + " with a period of " + schedule.periodNs()
                    + " ns: periodic probes have one, others none");
        }
        if (probe.countsGaps() != (schedule.thresholdNs() > 0)) {
            throw new IllegalArgumentException(probe.spelling() + " with a threshold of " + schedule.thresholdNs()
                    + " ns: probes that count gaps have one, others none");
        }
    }

    /**
     * The same for another time. For a longer one with more windows, so that what is told by them keeps its grain, as long as
     * a repetition's result stays small, and beyond with longer ones; for a shorter one with shorter ones: at least 10 ms, and
     * a period.
     */
    ProbeLoad withWindows(double factor) {
        int windows = schedule.windows();
        int more =
                factor <= 1 ? windows : (int) Math.max(windows, Math.min(MOST_WINDOWS, Math.round(windows * factor)));
        long windowNs = Math.round(schedule.windowNs() * factor * windows / more);
        return new ProbeLoad(
                probe,
                new Schedule(
                        schedule.warmupWindows(),
                        more,
                        Math.max(Math.max(ProbeReader.SHORTEST_WINDOW_NS, schedule.periodNs()), windowNs),
                        schedule.discardNs(),
                        schedule.periodNs(),
                        schedule.thresholdNs()),
                parameters);
    }

    /**
     * How many values one repetition records on one NUMA node, in each of its series; for a loop without a schedule, without
     * limit.
     */
    public long samples() {
        return probe.periodic()
                ? schedule.windows()
                        * (schedule.windowNs() / schedule.periodNs())
                        / ProbeSeries.of(probe, parameters).size()
                : Long.MAX_VALUE;
    }

    /** Whether a repetition records enough for this statistic to be a number. */
    public boolean measures(Statistic statistic) {
        return probe.statistics().contains(statistic) && samples() >= statistic.samplesNeeded();
    }

    /**
     * What judges this probe where the campaign names nothing: its own statistic, or the highest quantile with its samples; of
     * its series the one that {@link ProbeSeries#judging} says, as far as it is known before anything is measured.
     */
    public Optional<Metric> judge() {
        ProbeSeries series =
                ProbeSeries.judging(ProbeSeries.of(probe, parameters)).orElse(ProbeSeries.of(probe));
        return (measures(probe.primary()) ? Optional.of(probe.primary()) : highestQuantile())
                .map(statistic -> new Metric(series, statistic));
    }

    /** The highest quantile of a latency histogram that has its samples. */
    public Optional<Statistic> highestQuantile() {
        return probe.statistics().stream()
                .filter(Statistic::isLatencyQuantile)
                .filter(this::measures)
                .max(Comparator.comparingDouble(Statistic::quantile));
    }
}
