package io.quietcore.workloads;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Statistic;
import java.util.Comparator;
import java.util.Optional;

/**
 * A probe of a campaign and how long a repetition of it measures.
 *
 * @param probe which
 * @param schedule the same on every side
 */
public record ProbeLoad(Probe probe, Schedule schedule) {
    public ProbeLoad {
        if ((probe == Probe.WAKEUP) != (schedule.periodNs() > 0)) {
            throw new IllegalArgumentException(
                    probe.spelling() + " with a period of " + schedule.periodNs() + " ns: wakeup alone has one");
        }
        if ((probe == Probe.JITTER) != (schedule.thresholdNs() > 0)) {
            throw new IllegalArgumentException(
                    probe.spelling() + " with a threshold of " + schedule.thresholdNs() + " ns: jitter alone has one");
        }
    }

    /** How many values one repetition records on one NUMA node; for a busy loop, which counts gaps, without limit. */
    public long samples() {
        return probe == Probe.WAKEUP
                ? schedule.windows() * (schedule.windowNs() / schedule.periodNs())
                : Long.MAX_VALUE;
    }

    /** Whether a repetition records enough for this statistic to be a number. */
    public boolean measures(Statistic statistic) {
        return probe.statistics().contains(statistic) && samples() >= statistic.samplesNeeded();
    }

    /** What judges this probe where the campaign names nothing: its own, or the highest quantile with its samples. */
    public Optional<Statistic> judge() {
        return measures(probe.primary()) ? Optional.of(probe.primary()) : highestQuantile();
    }

    /** The highest quantile of a latency histogram that has its samples. */
    public Optional<Statistic> highestQuantile() {
        return probe.statistics().stream()
                .filter(Statistic::isLatencyQuantile)
                .filter(this::measures)
                .max(Comparator.comparingDouble(Statistic::quantile));
    }
}
