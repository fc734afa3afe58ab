package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code wakeup}: how late a thread wakes that sleeps until the deadlines of a fixed schedule.
 *
 * <p>Loop: {@link WakeupLoop} on an absolute clock_nanosleep, the way of cyclictest. Floor: the call and the two clock
 * readings around it; a native call through JNA costs about 0.2 µs more than in C. Judged by its percentiles over the
 * planned schedule. Pitfalls: idle states and timer slack, which are therefore evidence; on a virtual machine the timer
 * is the hypervisor's.
 */
@State(Scope.Thread)
public class WakeupBenchmark extends WindowBenchmark {
    @Benchmark
    public void wakeup() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new WakeupProbe(Sleeper.clockNanosleep(), spec.schedule().periodNs());
    }
}
