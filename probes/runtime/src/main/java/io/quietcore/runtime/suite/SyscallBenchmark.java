package io.quietcore.runtime.suite;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.WindowBenchmark;
import io.quietcore.runtime.measure.WindowProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code syscall}: the cost of a system call that does next to nothing, getppid(2).
 *
 * <p>Loop: reading of the clock, call, reading of the clock. Floor: the clock, and the native call through JNA, about
 * 0.2 µs above C (measurement: "JVM"). Pitfall: mitigations of speculation faults are most of it, so that they are in the
 * fingerprint.
 */
@State(Scope.Thread)
public class SyscallBenchmark extends WindowBenchmark {
    @Benchmark
    public void syscall() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) {
        return new SyscallProbe();
    }
}
