package io.quietcore.runtime.launch;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Explanation;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.measure.MeasuredWindows;
import io.quietcore.runtime.noise.Classifier;
import io.quietcore.runtime.noise.JvmLog;
import io.quietcore.runtime.noise.SpikeWatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The watch over a repetition whose spikes are to be explained: begins as soon as the measuring thread has its place, in a
 * thread of its own, and ends when the windows have.
 */
final class Explaining implements AutoCloseable {
    private static final long LOOK_EVERY_NS = 20_000_000;

    /** A JVM's start on an emulated machine. */
    private static final long STARTER_MS = 30_000;

    private final @Nullable Thread starter;
    private volatile @Nullable SpikeWatch watch;
    private volatile @Nullable String failure;
    private volatile boolean closed;
    private final Exchange exchange;

    private Explaining(ProbeSpec spec, PlacementGrant grant, Exchange exchange, boolean asked) {
        this.exchange = exchange;
        if (asked) {
            starter = new Thread(() -> begin(spec, grant), "spike-watch");
            starter.setDaemon(true);
            starter.start();
        } else {
            starter = null;
        }
    }

    static Explaining of(ProbeSpec spec, PlacementGrant grant, Exchange exchange) {
        return new Explaining(spec, grant, exchange, spec.explained());
    }

    private void begin(ProbeSpec spec, PlacementGrant grant) {
        try {
            Optional<long[]> thread = exchange.readThread();
            while (thread.isEmpty() && !closed) {
                LockSupport.parkNanos(LOOK_EVERY_NS);
                thread = exchange.readThread();
            }
            if (thread.isPresent()) {
                var schedule = spec.schedule();
                long expectedNs = (schedule.windows() + (long) schedule.warmupWindows())
                        * (schedule.windowNs() + schedule.discardNs());
                // A thread that may move has no CPU whose counters would stand for it.
                int cpu = grant.pinned() ? grant.measuringCpus().first() : SpikeWatch.NO_CPU;
                watch = SpikeWatch.start(thread.get()[0], thread.get()[1], cpu, exchange.folder(), expectedNs);
            }
        } catch (IOException e) {
            failure = e.getMessage();
        }
    }

    /** Explains every spike of the windows; nothing where nothing was asked, or nothing watched. */
    List<Explanation> explain(MeasuredWindows measured) throws IOException {
        awaitStarter();
        SpikeWatch started = watch;
        if (started == null) {
            return List.of();
        }
        Classifier classifier = started.stop(new JvmLog(exchange.jvmLog()));
        List<Window> windows = measured.windows();
        return measured.spikes().stream()
                .map(spike ->
                        classifier.explain(spike, windows.get(spike.window()).startNs()))
                .toList();
    }

    Map<String, Evidence> evidence() {
        SpikeWatch started = watch;
        if (started != null) {
            return started.evidence();
        }
        return starter == null
                ? Map.of("sampler", Evidence.notAsked())
                : Map.of("sampler", Evidence.unavailable("nothing watched: " + failure));
    }

    @Override
    public void close() {
        closed = true;
        // A watch that is just being begun would be left behind.
        awaitStarter();
        SpikeWatch started = watch;
        if (started != null) {
            started.close();
        }
    }

    private void awaitStarter() {
        try {
            if (starter != null) {
                starter.join(STARTER_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
