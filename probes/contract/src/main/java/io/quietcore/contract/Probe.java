package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A probe of the suite: its name, the statistics that its histogram is judged by, and the priority that it takes where
 * SCHED_FIFO is asked for and nothing else is said.
 */
public enum Probe {
    /**
     * A busy loop that counts every gap between two readings of the clock. FIFO 1, as cnf-tests runs oslat: a busy loop
     * must stay below ksoftirqd, rcuc and ktimers, which the tuned operator runs at 11.
     */
    JITTER(
            "jitter",
            1,
            Statistic.LOST,
            EnumSet.of(
                    Statistic.LOST,
                    Statistic.ARRIVAL_P50,
                    Statistic.ARRIVAL_P95,
                    Statistic.ARRIVAL_P99,
                    Statistic.ARRIVAL_P999,
                    Statistic.ARRIVAL_P9999,
                    Statistic.ARRIVAL_P99999,
                    Statistic.SPIKES_5US,
                    Statistic.SPIKES_10US,
                    Statistic.SPIKES_20US,
                    Statistic.SPIKES_50US,
                    Statistic.SPIKES_100US,
                    Statistic.MAX)),
    /** Lateness of an absolute sleep on a fixed schedule. FIFO 95, as cnf-tests runs cyclictest. */
    WAKEUP(
            "wakeup",
            95,
            Statistic.P999,
            EnumSet.of(
                    Statistic.P50,
                    Statistic.P95,
                    Statistic.P99,
                    Statistic.P999,
                    Statistic.P9999,
                    Statistic.P99999,
                    Statistic.MAX));

    private final String spelling;
    private final int fifoPriority;
    private final Statistic primary;
    // Never written after construction, and copied on the way out.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Statistic> statistics;

    Probe(String spelling, int fifoPriority, Statistic primary, Set<Statistic> statistics) {
        this.spelling = spelling;
        this.fifoPriority = fifoPriority;
        this.primary = primary;
        this.statistics = statistics;
    }

    @JsonValue
    public String spelling() {
        return spelling;
    }

    public int fifoPriority() {
        return fifoPriority;
    }

    /** What a campaign that names no primary metric judges this probe by (measurement: "Comparing sides"). */
    public Statistic primary() {
        return primary;
    }

    /** The statistics that say something about this probe, in the order of their declaration. */
    public Set<Statistic> statistics() {
        return EnumSet.copyOf(statistics);
    }

    public static Optional<Probe> named(String spelling) {
        return Arrays.stream(values()).filter(p -> p.spelling.equals(spelling)).findFirst();
    }

    @JsonCreator
    static Probe parse(String spelling) {
        return named(spelling)
                .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a probe; expected one of "
                        + Arrays.stream(values()).map(Probe::spelling).toList()));
    }
}
