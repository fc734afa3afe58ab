package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code jitter}: how long, and how often, the CPU is not ours.
 *
 * <p>Loop: {@link JitterLoop}, a busy loop that counts every gap between two readings of the clock. Floor: the median
 * gap, 20 to 45 ns on common machines, reported and never subtracted. Judged by lost time, arrival delay, spikes and
 * maximum. Pitfall: percentiles over the iterations say nothing, for a stall of 10 ms is one iteration among millions.
 */
@State(Scope.Thread)
public class JitterBenchmark extends WindowBenchmark {
    @Benchmark
    public void jitter() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new JitterProbe(spec.schedule().thresholdNs());
    }
}
