package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code clock}: what one System.nanoTime() costs, call after call.
 *
 * <p>Loop: {@link JitterLoop}: the distance of two readings is the cost of one. Floor: itself. Pitfall: its tail is the
 * machine's jitter, which {@code jitter} weighs by time.
 */
@State(Scope.Thread)
public class ClockBenchmark extends WindowBenchmark {
    @Benchmark
    public void clock() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new JitterProbe(Long.MAX_VALUE);
    }
}
