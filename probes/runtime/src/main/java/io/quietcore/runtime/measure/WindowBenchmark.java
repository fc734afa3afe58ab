package io.quietcore.runtime.measure;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * What every benchmark here has in common: JMH's worker is the measuring thread, a fork is a repetition, and one
 * single-shot invocation is one window with a loop of ours inside. JMH's own score is not used: it would be a mean.
 */
public abstract class WindowBenchmark {
    private @Nullable Trial trial;
    private boolean measured;

    /** The worker takes its place. */
    @Setup(Level.Trial)
    public void begin() throws IOException {
        trial = Trial.begin(this::probe);
    }

    @Setup(Level.Iteration)
    public void before(IterationParams iteration) {
        measured = iteration.getType() == IterationType.MEASUREMENT;
    }

    /** The report is left. */
    @TearDown(Level.Trial)
    public void end() throws IOException {
        if (trial != null) {
            trial.end();
        }
    }

    /** The probe that this benchmark runs. */
    protected abstract WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException;

    /** One window, or one round of warm-up. */
    protected final void window() {
        if (trial != null) {
            trial.window(measured);
        }
    }
}
