package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.recorder.LatencyRecorder;
import io.quietcore.runtime.machine.Clock;
import io.quietcore.runtime.machine.Kernel;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.noise.JvmLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The executor that JMH runs a user's own benchmark on ({@code -Djmh.executor=CUSTOM}): one worker, which takes its place
 * before it begins. JMH gives it a task for each iteration, and each task is a window: where the worker was before and
 * after, what the JVM did meanwhile, and what the benchmark recorded through {@link LatencyRecorder}.
 *
 * <p>Leaves a report without histograms in the exchange, and the recorded latencies beside it in {@link #RECORDED}.
 */
public final class MeasuringExecutor extends ThreadPoolExecutor {
    /** The recorded latencies, a line for each iteration; nothing where the benchmark records none. */
    public static final String RECORDED = "recorded.hlog";

    private final Exchange exchange;
    private final ProbeSpec spec;
    private final Clock clock;
    private final JvmLog jvmLog;
    private final WindowRecorder recorder;
    private final HistogramLog log;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private int iterations;
    private long startNs;

    /**
     * As JMH makes it, by reflection.
     *
     * @param threads how many workers the benchmark asks for
     * @param prefix the benchmark's name
     */
    public MeasuringExecutor(int threads, String prefix) throws IOException {
        super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        if (threads != 1) {
            throw new IOException(prefix + " asks for " + threads + " threads; one CPU measures, so expected one");
        }
        exchange = Exchange.ofThisJvm();
        spec = exchange.readSpec();
        PlacementGrant granted = spec.grant();
        if (granted == null) {
            throw new IllegalStateException("a spec without a grant came as far as the measuring JVM");
        }
        jvmLog = new JvmLog(exchange.jvmLog());
        evidence.put("jvmLogClock", jvmLog.calibrate());
        Kernel.load();
        recorder = new WindowRecorder(granted, KernelText.LIVE);
        clock = Clock.measure(KernelText.LIVE);
        recorder.reasons().addAll(clock.problem().stream().toList());
        SeriesKey key = SeriesKey.of(
                spec.request().node(),
                granted.numaNode(),
                granted.cpuLabel(),
                spec.probe().spelling());
        log = new HistogramLog(exchange.folder(), RECORDED, key, recorder.begun());
        setThreadFactory(work -> new Thread(() -> placed(work, granted), prefix + "-worker"));
    }

    private void placed(Runnable work, PlacementGrant grant) {
        Seat seat = Seat.take(spec, grant);
        evidence.putAll(seat.evidence());
        recorder.reasons().addAll(seat.reasons());
        work.run();
    }

    @Override
    protected void beforeExecute(Thread worker, Runnable iteration) {
        LatencyRecorder.ofThisJvm().reset();
        recorder.begin();
        recorder.loopBegins();
        startNs = System.nanoTime();
    }

    @Override
    protected void afterExecute(Runnable iteration, @Nullable Throwable failure) {
        long endNs = System.nanoTime();
        recorder.loopEnds();
        recorder.end();
        boolean measured = iterations++ >= spec.schedule().warmupWindows();
        if (measured) {
            keep(endNs);
        }
    }

    private void keep(long endNs) {
        LatencyRecorder recorded = LatencyRecorder.ofThisJvm();
        List<String> problems = recorded.outOfRange() == 0
                ? List.of()
                : List.of(recorded.outOfRange() + " recorded latencies are negative or above "
                        + LatencyRecorder.HIGHEST_NS + " ns");
        long count = recorded.histogram().getTotalCount();
        if (count > 0) {
            log.window(Map.of("", recorded.histogram()), recorder.wall(startNs), recorder.wall(endNs));
        }
        recorder.keep(startNs, endNs, count, problems);
    }

    /** JMH is done with it: the report is left. */
    @Override
    protected void terminated() {
        log.close();
        int expected = spec.schedule().windows();
        if (recorder.count() != expected) {
            recorder.reasons().add(recorder.count() + " of " + expected + " iterations were measured");
        }
        recorder.judgeMemory(false, evidence);
        evidence.put("jvmLogClockAtTheEnd", jvmLog.calibrate());
        List<Window> windows = recorder.judged(jvmLog, evidence);
        Instant first = windows.isEmpty() ? recorder.begun() : windows.get(0).startedAt();
        try {
            exchange.writeReport(new MeasuredWindows(
                    first,
                    Instant.now(),
                    new Floor(clock.source(), clock.costNs(), clock.granularityNs(), 0),
                    List.of(),
                    windows,
                    List.of(),
                    0,
                    evidence,
                    false,
                    recorder.reasons()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
