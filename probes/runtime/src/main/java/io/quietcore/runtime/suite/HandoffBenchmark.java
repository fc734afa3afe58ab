package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code handoff}: a value passed to another pinned thread and back, both spinning.
 *
 * <p>Loop: {@link HandoffLoop}; a value is one round trip, from before the write to after the answer was seen. Floor: two
 * transfers of a cache line, 50 ns to 100 ns within a core complex, several times that across packages; the clock's
 * reading is in it. The partner is awake and has answered, up to a thousand times, before a window's clock starts. Pitfalls:
 * two SMT siblings share a cache and look fast; a partner that is preempted looks like a slow line, so that its CPU is
 * evidence.
 */
@State(Scope.Thread)
public class HandoffBenchmark extends WindowBenchmark {
    @Benchmark
    public void handoff() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new HandoffProbe(grant);
    }
}
