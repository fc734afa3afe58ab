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
 * {@code hiccup}: how late the JVM's own sleep of a period ends, after the way of jHiccup (G. Tene).
 *
 * <p>Loop: {@link WakeupLoop} on LockSupport.parkNanos, by an absolute schedule. Series: all wake-ups from their planned
 * moment; {@code raw}, those whose deadline still lay ahead; {@code control}, the same loop in an idle JVM of its own on
 * the same CPU at the same time, half a period apart. What both see is the machine's, what only the measured one sees is
 * its JVM's. Floor: timer, idle state and wake-up, 20 µs to 100 µs on common machines; jHiccup subtracts the shortest
 * value, here nothing is. Pitfall: parkNanos is relative and ends 4 to 11 µs later than an absolute sleep.
 */
@State(Scope.Thread)
public class HiccupBenchmark extends WindowBenchmark {
    @Benchmark
    public void hiccup() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException {
        return new HiccupProbe(spec.schedule().periodNs(), grant);
    }
}
