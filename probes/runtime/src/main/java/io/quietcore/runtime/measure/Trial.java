package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.SeriesKey;
import io.quietcore.runtime.machine.Clock;
import io.quietcore.runtime.machine.Kernel;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.ThreadState;
import io.quietcore.runtime.noise.JvmLog;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One repetition inside the measuring JVM: takes its place, warms up, measures its windows, checks each of them, and
 * leaves a report. Everything runs on the measuring thread.
 */
final class Trial {
    private static final int SPIKES_KEPT = 8_192;
    private static final long WARM_UP_NS = 200_000_000;

    private final Exchange exchange;
    private final ProbeSpec spec;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final WindowRecorder recorder;
    private final List<Spike> spikes = new ArrayList<>();
    private final WindowProbe probe;
    private final HistogramLog log;
    private final Clock clock;
    private final JvmLog jvmLog;
    private final JvmLog.Tail compiler;
    private final WarmUp warmUp;
    private final boolean clockAndPlaceAreGood;
    private long spikesLost;
    private int compiledIn;
    private boolean stopped;

    private Trial(Exchange exchange, ProbeSpec spec, PlacementGrant grant, Factory factory) throws IOException {
        this.exchange = exchange;
        this.spec = spec;
        this.jvmLog = new JvmLog(exchange.jvmLog());
        this.compiler = jvmLog.tail();
        this.warmUp = new WarmUp(compiler::next, System::nanoTime);
        evidence.put("jvmLogClock", jvmLog.calibrate());
        // Everything that loads classes, libraries or starts threads comes before the pin.
        Kernel.load();
        this.recorder = new WindowRecorder(grant, KernelText.LIVE);
        this.probe = factory.probe(spec, grant);
        Seat seat = Seat.take(spec, grant);
        evidence.putAll(seat.evidence());
        List<String> reasons = recorder.reasons();
        reasons.addAll(seat.reasons());
        probe.placed(seat.fifoPriority());
        exchange.writeThread(ProcessHandle.current().pid(), ThreadState.threadId());
        this.clock = Clock.measure(KernelText.LIVE);
        clock.problem().ifPresent(reasons::add);
        this.clockAndPlaceAreGood = reasons.isEmpty();
        this.log = new HistogramLog(
                exchange.folder(),
                spec.probe().spelling() + ".hlog",
                SeriesKey.of(
                        spec.request().node(),
                        grant.numaNode(),
                        grant.cpuLabel(),
                        spec.probe().spelling()),
                recorder.begun());
    }

    /** The calling thread takes its place. */
    static Trial begin(Factory factory) throws IOException {
        Exchange exchange = Exchange.ofThisJvm();
        ProbeSpec spec = exchange.readSpec();
        PlacementGrant grant = spec.grant();
        if (grant == null) {
            throw new IllegalStateException("a spec without a grant came as far as the measuring JVM");
        }
        return new Trial(exchange, spec, grant, factory);
    }

    /** Makes the probe of a spec. */
    interface Factory {
        WindowProbe probe(ProbeSpec spec, PlacementGrant grant) throws IOException;
    }

    /** One window, or one round of warm-up. */
    void window(boolean measured) {
        if (!clockAndPlaceAreGood) {
            return;
        }
        Schedule schedule = spec.schedule();
        if (!measured) {
            warmUp.run(() -> probe.warmUp(Math.min(WARM_UP_NS, schedule.windowNs())));
            return;
        }
        stopped |= exchange.stopIsAsked();
        if (stopped) {
            return;
        }
        recorder.begin();
        probe.discard(schedule.discardNs());
        probe.meet();
        recorder.loopBegins();
        probe.measure(schedule.windowNs());
        recorder.loopEnds();
        recorder.end();
        boolean compiled = compiler.next().stream()
                .anyMatch(event -> event.changesMeasuringCode() && event.within(probe.startNs(), probe.endNs()));
        compiledIn += compiled ? 1 : 0;
        keep();
    }

    /**
     * A window in which code changed is kept: a long stall alone can make the JVM throw code away, and to measure such a window
     * again would take the stall out of the result.
     */
    private void sayCompilation() {
        evidence.put("warmUp", warmUp.evidence());
        List<String> words = new ArrayList<>();
        if (compiledIn > 0) {
            words.add("code that measures was compiled or deoptimised in " + compiledIn + " of " + recorder.count()
                    + " windows: what that took is in the values");
        }
        if (!warmUp.isQuiet()) {
            words.add("the compiler did not come to rest: " + warmUp.evidence().detail());
        }
        if (clockAndPlaceAreGood && !words.isEmpty()) {
            evidence.put(Evidence.COMPILED, Evidence.seen(String.join("; ", words)));
        }
    }

    private void keep() {
        int index = recorder.count();
        List<String> problems = new ArrayList<>(probe.problems());
        var histograms = probe.histograms();
        long recorded = histograms.values().iterator().next().getTotalCount();
        if (recorded != probe.count()) {
            problems.add("the loop counted " + probe.count() + " values and the histogram holds " + recorded);
        }
        log.window(histograms, recorder.wall(probe.startNs()), recorder.wall(probe.endNs()));
        spikes.addAll(probe.spikes(index));
        spikesLost += probe.spikesLost();
        if (spikes.size() > 2 * SPIKES_KEPT) {
            keepTheLongest();
        }
        recorder.keep(probe.startNs(), probe.endNs(), recorded, problems);
    }

    /** Of more spikes than are kept, the longest tell most. */
    private void keepTheLongest() {
        if (spikes.size() <= SPIKES_KEPT) {
            return;
        }
        spikes.sort(Comparator.comparingLong(Spike::valueNs).reversed());
        List<Spike> shorter = spikes.subList(SPIKES_KEPT, spikes.size());
        spikesLost += shorter.size();
        shorter.clear();
        spikes.sort(Comparator.comparingInt(Spike::window).thenComparingLong(Spike::offsetNs));
    }

    /** Judges the whole, and leaves the report. */
    void end() throws IOException {
        log.close();
        probe.close();
        keepTheLongest();
        List<String> reasons = recorder.reasons();
        if (log.failed()) {
            reasons.add("the interval log could not be written to " + exchange.folder() + "; is it full?");
        }
        recorder.judgeMemory(probe.remoteOnPurpose(), evidence);
        evidence.putAll(probe.evidence());
        evidence.put("jvmLogClockAtTheEnd", jvmLog.calibrate());
        sayCompilation();
        List<Window> windows = recorder.judged(jvmLog, evidence);
        int expected = spec.schedule().windows();
        if (clockAndPlaceAreGood && (windows.isEmpty() || (windows.size() != expected && !stopped))) {
            reasons.add(windows.size() + " of " + expected + " windows were measured");
        }
        if (probe.overflow() > 0) {
            reasons.add(probe.overflow() + " values lie above the histogram's range");
        }
        Instant begun = recorder.begun();
        exchange.writeReport(new MeasuredWindows(
                windows.isEmpty() ? begun : windows.get(0).startedAt(),
                windows.isEmpty() ? begun : recorder.wall(probe.endNs()),
                new Floor(clock.source(), clock.costNs(), clock.granularityNs(), probe.medianGapNs()),
                log.files(probe.overflow()),
                windows,
                spikes,
                spikesLost,
                evidence,
                stopped,
                reasons));
    }
}
