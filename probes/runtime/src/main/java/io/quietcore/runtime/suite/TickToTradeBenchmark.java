package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code tick-to-trade} and {@code alloc}: market data in, order out.
 *
 * <p>Loop: {@link Feed} on the partner's CPU publishes a tick at each planned moment, stalled strategy or not;
 * {@link Strategy} on the measuring CPU takes it from a single-producer ring, updates its book and writes an order; a
 * value runs from the planned moment to the written order. Series for a sweep: {@code rate-} and the ticks a second, each
 * for its share of the window. {@code alloc}: the strategy allocates at a rate and the JVM has a collector. Floor: one
 * transfer of a cache line, and the clock. Pitfall: a rate above what the feed can publish makes every tick late.
 */
@State(Scope.Thread)
public class TickToTradeBenchmark extends WindowBenchmark {
    @Benchmark
    public void tickToTrade() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new TickToTradeProbe(spec, grant);
    }
}
