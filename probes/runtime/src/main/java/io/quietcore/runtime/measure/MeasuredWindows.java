package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.contract.ProbeResult.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the measuring JVM knows at its end: its part of a {@link io.quietcore.contract.ProbeResult}, whose components
 * these are.
 */
public record MeasuredWindows(
        Instant startedAt,
        Instant endedAt,
        Floor floor,
        List<HistogramFile> histograms,
        List<Window> windows,
        List<Spike> spikes,
        long spikesLost,
        Map<String, Evidence> evidence,
        boolean stopped,
        List<String> reasons) {
    public MeasuredWindows {
        histograms = List.copyOf(histograms);
        windows = List.copyOf(windows);
        spikes = List.copyOf(spikes);
        evidence = Map.copyOf(evidence);
        reasons = List.copyOf(reasons);
    }
}
