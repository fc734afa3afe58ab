package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.machine.OwnSwitches;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code park}: from LockSupport.unpark, or a futex wake, to the thread that it wakes on another CPU.
 *
 * <p>Loop: the partner wakes the measuring thread at each deadline of a schedule and waits for its answer. Series: from
 * the planned moment; {@code park} and {@code futex}, from the call by each mechanism, of those whose thread really slept (the
 * kernel's count of its switches says it; the number of the others is evidence). Floor: the wake-up of an idle CPU,
 * the interrupt that it takes, and the system call. Pitfalls: idle states; the partner sleeps until each deadline, so that
 * its own lateness is in the planned series and not in the others.
 */
@State(Scope.Thread)
public class ParkBenchmark extends WindowBenchmark {
    @Benchmark
    public void park() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new ParkProbe(spec.schedule().periodNs(), spec.parameters(), grant, new OwnSwitches()::voluntary);
    }
}
