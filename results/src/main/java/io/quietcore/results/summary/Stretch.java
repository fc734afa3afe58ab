package io.quietcore.results.summary;

import org.jspecify.annotations.Nullable;

/** What one series came to over a stretch of its run: an hour, or a phase of a load. */
public interface Stretch {
    /** How often a spike over this came is told, in nanoseconds. */
    long SPIKE_NS = 10_000;

    /** The sum of its windows. */
    long measuredNs();

    /** Of the time, for a probe that counts gaps; otherwise null. */
    @Nullable
    Double lostPercent();

    /** Values above {@link #SPIKE_NS} for each second that was measured. */
    double spikesOver10usPerSecond();

    /** Of the latency, or of the arrival delay; null where it lacks its samples. */
    @Nullable
    Double p50Ns();

    /** Likewise. */
    @Nullable
    Double p99Ns();

    /** Likewise. */
    @Nullable
    Double p999Ns();

    /** The longest value. */
    long maxNs();
}
