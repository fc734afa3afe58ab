package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.ProbeResult.Spike;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A probe, one window at a time. Everything is called by the measuring thread. It is made before that thread takes its
 * place, so that threads and processes that it starts are born on the housekeeping CPU.
 */
public interface WindowProbe {
    /** Compiles what the windows will run, for about this long. */
    void warmUp(long lengthNs);

    /** Runs as a window does, and forgets it: idle states, frequency ramp, caches. */
    void discard(long lengthNs);

    /** Wakes whom the loop needs and meets them; right before a window, and before its clock starts. */
    default void meet() {}

    /** One window. Nothing but the loop runs, and nothing is allocated. */
    void measure(long lengthNs);

    /** The first reading of the last window. */
    long startNs();

    /** Its last reading. */
    long endNs();

    /** Values that the loop says it recorded in it. */
    long count();

    /** Its histograms by the value of the label {@code series}; the one without such a label is called "". */
    Map<String, Histogram> histograms();

    /** Its spikes. */
    List<Spike> spikes(int window);

    long spikesLost();

    /** Values above the histograms' range, so far. */
    long overflow();

    /** The median turn of a busy loop; 0 for a probe that has none. */
    long medianGapNs();

    /** What went wrong in the loop itself, in words; empty when nothing did. */
    List<String> problems();

    /**
     * The measuring thread has its place.
     *
     * @param fifoPriority that it runs at; 0 for SCHED_OTHER
     */
    default void placed(int fifoPriority) {}

    /** What it found out about its own set-up, by name. */
    default Map<String, Evidence> evidence() {
        return Map.of();
    }

    /** Whether memory on other NUMA nodes is what it was told to measure. */
    default boolean remoteOnPurpose() {
        return false;
    }

    /** Ends what it started. */
    default void close() {}
}
