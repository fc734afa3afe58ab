package io.quietcore.recorder;

import org.HdrHistogram.Histogram;

/**
 * Latencies that a JMH benchmark measures by itself, one value for each invocation or for each message of one. {@code
 * quietcore run --benchmark-jar} takes them iteration by iteration; under JMH alone they are recorded and go nowhere.
 *
 * <pre>{@code
 * private final LatencyRecorder recorder = LatencyRecorder.ofThisJvm();
 *
 * @Benchmark
 * public void order() {
 *     long intendedNs = schedule.next();
 *     engine.send(order);
 *     recorder.record(System.nanoTime() - intendedNs);
 * }
 * }</pre>
 *
 * <p>Recording allocates nothing. Everything is called by JMH's worker thread, and by no other.
 */
public final class LatencyRecorder {
    /** The highest latency that is told apart: an hour. What is higher makes the result invalid, and is not hidden. */
    public static final long HIGHEST_NS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final LatencyRecorder OF_THIS_JVM = new LatencyRecorder();

    private final Histogram histogram = new Histogram(1, HIGHEST_NS, SIGNIFICANT_DIGITS);
    private long outOfRange;

    private LatencyRecorder() {}

    /** The one recorder of this JVM. */
    public static LatencyRecorder ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * Records one latency.
     *
     * @param latencyNs in nanoseconds, from the moment at which it was meant to begin
     */
    public void record(long latencyNs) {
        if (latencyNs < 0 || latencyNs > HIGHEST_NS) {
            outOfRange++;
        } else {
            histogram.recordValue(latencyNs);
        }
    }

    /** For the harness: what was recorded since the last {@link #reset()}; to be read before anything else is recorded. */
    public Histogram histogram() {
        return histogram;
    }

    /** For the harness: values that were negative or above {@link #HIGHEST_NS}, and are in no histogram. */
    public long outOfRange() {
        return outOfRange;
    }

    /** For the harness: forgets everything. */
    public void reset() {
        histogram.reset();
        outOfRange = 0;
    }
}
