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
 * {@code network}: a request and its response over UDP or TCP, at a planned rate.
 *
 * <p>Loop: {@link RequestLoop}; a request that cannot leave in time, since the one before is not answered, is late and
 * recorded so. Series: from the planned moment; {@code raw}, from the sending. Floor: two wake-ups and four passes of the
 * stack, 10 µs to 50 µs on loopback. Pitfalls: on loopback nothing but the stack is measured; with one CPU for both ends
 * the scheduler is. A request without an answer within a second is lost, and the window invalid.
 */
@State(Scope.Thread)
public class NetworkBenchmark extends WindowBenchmark {
    @Benchmark
    public void network() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException {
        return NetworkProbe.of(spec, grant);
    }
}
