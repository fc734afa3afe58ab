package io.quietcore.runtime.suite;

import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.runtime.measure.WindowProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** {@link JitterLoop} in windows. */
final class JitterProbe implements WindowProbe {
    private static final int SPIKE_ROOM = 32_768;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long CALIBRATION_NS = 20_000_000;

    private final Gaps gaps;
    private final Histogram histogram = new Histogram(1, Gaps.HIGHEST_NS, SIGNIFICANT_DIGITS);
    private long startNs;
    private long endNs;
    private long count;
    private long overflow;
    private long medianGapNs;

    JitterProbe(long thresholdNs) {
        this.gaps = new Gaps(thresholdNs, SPIKE_ROOM);
    }

    @Override
    public void warmUp(long lengthNs) {
        JitterLoop.warmUp(gaps, System.nanoTime() + lengthNs);
        long nowNs = System.nanoTime();
        JitterLoop.run(gaps, nowNs, nowNs + CALIBRATION_NS);
        histogram.reset();
        gaps.addTo(histogram);
        medianGapNs = histogram.getValueAtPercentile(50);
        gaps.clear();
    }

    @Override
    public void discard(long lengthNs) {
        long nowNs = System.nanoTime();
        JitterLoop.run(gaps, nowNs, nowNs + lengthNs);
        gaps.clear();
    }

    @Override
    public void measure(long lengthNs) {
        startNs = System.nanoTime();
        count = JitterLoop.run(gaps, startNs, startNs + lengthNs);
        endNs = System.nanoTime();
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
        return count;
    }

    @Override
    public Map<String, Histogram> histograms() {
        histogram.reset();
        gaps.addTo(histogram);
        overflow += gaps.overflow();
        return Map.of("", histogram);
    }

    @Override
    public List<Spike> spikes(int window) {
        List<Spike> spikes = new ArrayList<>(gaps.spikes());
        for (int i = 0; i < gaps.spikes(); i++) {
            spikes.add(new Spike(window, gaps.spikeStartNs(i) - startNs, gaps.spikeNs(i)));
        }
        return spikes;
    }

    @Override
    public long spikesLost() {
        return gaps.spikesLost();
    }

    @Override
    public long overflow() {
        return overflow;
    }

    @Override
    public long medianGapNs() {
        return medianGapNs;
    }

    @Override
    public List<String> problems() {
        return List.of();
    }
}
