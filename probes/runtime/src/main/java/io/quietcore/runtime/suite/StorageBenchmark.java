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
 * {@code storage}: each synchronous read and write of a file or block device, past the page cache.
 *
 * <p>Loop: one operation after another at random blocks, {@code queueDepth} threads of them; writes wait for the device's
 * cache too (O_DSYNC). Series: all; {@code read}; {@code write}. Floor: the device and the kernel's block layer. Pitfalls:
 * a device that was never written answers reads from nowhere, so that the file is filled first; where the file system
 * refuses O_DIRECT the page cache is in it, and the evidence says so.
 */
@State(Scope.Thread)
public class StorageBenchmark extends WindowBenchmark {
    @Benchmark
    public void storage() {
        window();
    }

    @Override
    protected WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException {
        return StorageProbe.of(spec);
    }
}
