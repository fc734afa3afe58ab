package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.recorder.LatencyRecorder;
import io.quietcore.runtime.machine.Clock;
import io.quietcore.runtime.machine.ControlGroup;
import io.quietcore.runtime.machine.Kernel;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MemoryNodes;
import io.quietcore.runtime.machine.ThreadState;
import io.quietcore.runtime.noise.JvmLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
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
    private final PlacementGrant grant;
    private final Clock clock;
    private final JvmLog jvmLog;
    private final SelfNoise selfNoise = new SelfNoise();
    private final Stops stops = Stops.watch();
    private final HistogramLog log;
    private final Instant wallStart = Instant.now();
    private final long nanoStart = System.nanoTime();
    private final List<Window> windows = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private int iterations;
    private long startNs;
    private @Nullable ThreadState before;
    private @Nullable ControlGroup groupBefore;

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
        grant = granted;
        jvmLog = new JvmLog(exchange.jvmLog());
        evidence.put("jvmLogClock", jvmLog.calibrate());
        Kernel.load();
        ThreadState.now();
        clock = Clock.measure(KernelText.LIVE);
        reasons.addAll(clock.problem().stream().toList());
        SeriesKey key = SeriesKey.of(
                spec.request().node(),
                grant.numaNode(),
                grant.cpuLabel(),
                spec.probe().spelling());
        log = new HistogramLog(exchange.folder(), RECORDED, key, wallStart);
        setThreadFactory(work -> new Thread(() -> placed(work), prefix + "-worker"));
    }

    private void placed(Runnable work) {
        Seat seat = Seat.take(spec, grant);
        evidence.putAll(seat.evidence());
        reasons.addAll(seat.reasons());
        work.run();
    }

    @Override
    protected void beforeExecute(Thread worker, Runnable iteration) {
        LatencyRecorder.ofThisJvm().reset();
        groupBefore = ControlGroup.of(KernelText.LIVE);
        before = ThreadState.now();
        selfNoise.begin();
        startNs = System.nanoTime();
    }

    @Override
    protected void afterExecute(Runnable iteration, @Nullable Throwable failure) {
        long endNs = System.nanoTime();
        selfNoise.end();
        ThreadState after = ThreadState.now();
        ThreadState from = before;
        ControlGroup groupFrom = groupBefore;
        boolean measured = iterations++ >= spec.schedule().warmupWindows();
        if (measured && from != null && groupFrom != null) {
            List<String> problems = new ArrayList<>(new Pin(grant).problems(from, after));
            problems.addAll(ControlGroup.of(KernelText.LIVE).problemsSince(groupFrom));
            store(from, after, endNs, problems);
        }
    }

    private void store(ThreadState from, ThreadState after, long endNs, List<String> problems) {
        int index = windows.size();
        LatencyRecorder recorder = LatencyRecorder.ofThisJvm();
        if (recorder.outOfRange() > 0) {
            problems.add(recorder.outOfRange() + " recorded latencies are negative or above "
                    + LatencyRecorder.HIGHEST_NS + " ns");
        }
        Instant startedAt = wallStart.plusNanos(startNs - nanoStart);
        long recorded = recorder.histogram().getTotalCount();
        if (recorded > 0) {
            log.window(Map.of("", recorder.histogram()), startedAt, wallStart.plusNanos(endNs - nanoStart));
        }
        windows.add(new Window(
                index,
                startedAt,
                startNs,
                endNs - startNs,
                recorded,
                from.cpu(),
                after.cpu(),
                from.allowed(),
                after.allowed(),
                after.voluntarySwitches() - from.voluntarySwitches(),
                after.involuntarySwitches() - from.involuntarySwitches(),
                selfNoise.counted(after.migrations() - from.migrations()),
                problems));
        problems.forEach(problem -> reasons.add("window " + index + ": " + problem));
    }

    /** JMH is done with it: the report is left. */
    @Override
    protected void terminated() {
        log.close();
        int expected = spec.schedule().windows();
        if (windows.size() != expected) {
            reasons.add(windows.size() + " of " + expected + " iterations were measured");
        }
        evidence.put("numaMemory", Evidence.seen(MemoryNodes.of(KernelText.LIVE).toString()));
        evidence.put("jvmLogClockAtTheEnd", jvmLog.calibrate());
        List<Window> judged = selfNoise.withEvents(windows, jvmLog.events());
        evidence.put("selfNoise", Evidence.seen(selfNoise.words(judged)));
        evidence.put("stops", stops.evidence());
        reasons.addAll(stops.reasons(judged));
        Instant first = windows.isEmpty() ? wallStart : windows.get(0).startedAt();
        try {
            exchange.writeReport(new MeasuredWindows(
                    first,
                    Instant.now(),
                    new Floor(clock.source(), clock.costNs(), clock.granularityNs(), 0),
                    List.of(),
                    judged,
                    List.of(),
                    0,
                    evidence,
                    false,
                    reasons));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
