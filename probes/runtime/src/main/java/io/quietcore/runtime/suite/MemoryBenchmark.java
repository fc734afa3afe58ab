package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code memory}: how long a load takes that waits for the one before it.
 *
 * <p>Loop: {@link ChaseLoop} over a random cycle through all lines of a working set, of which each in turn gets its share
 * of the window. A value is the time of {@value ChaseLoop#LOADS} loads, so that a stall keeps its length and the clock
 * its resolution; divided by {@value ChaseLoop#LOADS} it is the latency of one. Series: {@code ws-} and the size. Floor:
 * the clock's reading within each value. Pitfalls: sets above the last cache measure the page walk too, hence the choice
 * of pages; an adjacent-line prefetcher makes the middle sizes look better.
 */
@State(Scope.Thread)
public class MemoryBenchmark extends WindowBenchmark {
    @Benchmark
    public void memory() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException {
        return new MemoryProbe(spec.parameters(), grant);
    }
}
