package io.quietcore.runtime.measure;

import io.quietcore.contract.ProbeResult.Spike;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A probe, one window at a time. Everything is called by the measuring thread. */
interface WindowProbe {
    /** Compiles what the windows will run, for about this long. */
    void warmUp(long lengthNs);

    /** Runs as a window does, and forgets it: idle states, frequency ramp, caches. */
    void discard(long lengthNs);

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
}
