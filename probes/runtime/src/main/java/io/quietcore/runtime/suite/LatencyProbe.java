package io.quietcore.runtime.suite;

import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.runtime.measure.WindowProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A probe whose loop records latencies; what all of those have in common. */
abstract class LatencyProbe implements WindowProbe {
    final Latencies latencies;
    private final List<String> problems = new ArrayList<>();
    private long startNs;
    private long endNs;
    private long counted;

    LatencyProbe(String... series) {
        this.latencies = new Latencies(series);
    }

    /**
     * Runs the loop into {@link #latencies}; {@link #meet} has come right before.
     *
     * @return how many values it counted; all of them are in the series ""
     */
    abstract long run(long fromNs, long lengthNs);

    @Override
    public void warmUp(long lengthNs) {
        discard(lengthNs / 2);
        // A second call: the first may have been replaced while it ran (on-stack replacement).
        discard(lengthNs / 2);
    }

    @Override
    public void discard(long lengthNs) {
        meet();
        run(System.nanoTime(), lengthNs);
        latencies.reset();
        problems.clear();
    }

    @Override
    public void measure(long lengthNs) {
        startNs = System.nanoTime();
        counted = run(startNs, lengthNs);
        endNs = System.nanoTime();
    }

    /** Something went wrong in the window in hand. */
    final void problem(String words) {
        if (!problems.contains(words)) {
            problems.add(words);
        }
    }

    @Override
    public long startNs() {
        return startNs;
    }

    @Override
    public long endNs() {
        return endNs;
    }

    @Override
    public long count() {
        return counted;
    }

    /** Read once a window: the next one begins with empty histograms, since its discarded head clears them. */
    @Override
    public Map<String, Histogram> histograms() {
        return latencies.bySeries();
    }

    @Override
    public List<Spike> spikes(int window) {
        return List.of();
    }

    @Override
    public long spikesLost() {
        return 0;
    }

    @Override
    public long overflow() {
        return latencies.overflow();
    }

    @Override
    public long medianGapNs() {
        return 0;
    }

    @Override
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
