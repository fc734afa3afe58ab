package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code handoff-matrix}: {@link HandoffBenchmark} for every pair of CPUs, one pair at a time.
 *
 * <p>Loop: {@link HandoffLoop} in two threads of its own that move from pair to pair, while the measuring thread waits.
 * Series: {@code a-b} for each pair, and all of them together. Floor and pitfalls: as there; each pair gets its share of
 * the window only, so that a large machine wants longer windows.
 */
@State(Scope.Thread)
public class HandoffMatrixBenchmark extends WindowBenchmark {
    @Benchmark
    public void handoffMatrix() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new HandoffMatrixProbe(spec.parameters(), grant);
    }
}
