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
import io.quietcore.runtime.machine.ControlGroup;
import io.quietcore.runtime.machine.Kernel;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MemoryNodes;
import io.quietcore.runtime.machine.ThreadState;
import io.quietcore.runtime.noise.JvmLog;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private final PlacementGrant grant;
    private final Pin pin;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Spike> spikes = new ArrayList<>();
    private final WindowProbe probe;
    private final HistogramLog log;
    private final Clock clock;
    private final JvmLog jvmLog;
    private final SelfNoise selfNoise;
    private final Stops stops;
    private final Instant wallStart;
    private final long nanoStart;
    private final boolean clockAndPlaceAreGood;
    private long spikesLost;
    private boolean stopped;

    private Trial(Exchange exchange, ProbeSpec spec, PlacementGrant grant, Factory factory) throws IOException {
        this.exchange = exchange;
        this.spec = spec;
        this.grant = grant;
        this.pin = new Pin(grant);
        this.jvmLog = new JvmLog(exchange.jvmLog());
        this.selfNoise = new SelfNoise();
        this.stops = Stops.watch();
        evidence.put("jvmLogClock", jvmLog.calibrate());
        this.wallStart = Instant.now();
        this.nanoStart = System.nanoTime();
        // Everything that loads classes, libraries or starts threads comes before the pin.
        Kernel.load();
        ThreadState.now();
        this.probe = factory.probe(spec, grant);
        Seat seat = Seat.take(spec, grant);
        evidence.putAll(seat.evidence());
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
                wallStart);
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
            probe.warmUp(Math.min(WARM_UP_NS, schedule.windowNs()));
            // Its own first call allocates.
            selfNoise.begin();
            selfNoise.end();
            return;
        }
        stopped |= exchange.stopIsAsked();
        if (stopped) {
            return;
        }
        ControlGroup groupBefore = ControlGroup.of(KernelText.LIVE);
        ThreadState before = ThreadState.now();
        probe.discard(schedule.discardNs());
        probe.meet();
        selfNoise.begin();
        probe.measure(schedule.windowNs());
        selfNoise.end();
        ThreadState after = ThreadState.now();
        ControlGroup groupAfter = ControlGroup.of(KernelText.LIVE);
        List<String> problems = new ArrayList<>(pin.problems(before, after));
        problems.addAll(groupAfter.problemsSince(groupBefore));
        problems.addAll(probe.problems());
        store(before, after, problems);
    }

    private void store(ThreadState before, ThreadState after, List<String> problems) {
        int index = windows.size();
        Instant startedAt = wallStart.plusNanos(probe.startNs() - nanoStart);
        var histograms = probe.histograms();
        long recorded = histograms.values().iterator().next().getTotalCount();
        if (recorded != probe.count()) {
            problems.add("the loop counted " + probe.count() + " values and the histogram holds " + recorded);
        }
        log.window(histograms, startedAt, wallStart.plusNanos(probe.endNs() - nanoStart));
        List<Spike> seen = probe.spikes(index);
        spikes.addAll(seen);
        spikesLost += probe.spikesLost();
        if (spikes.size() > 2 * SPIKES_KEPT) {
            keepTheLongest();
        }
        windows.add(new Window(
                index,
                startedAt,
                probe.startNs(),
                probe.endNs() - probe.startNs(),
                recorded,
                before.cpu(),
                after.cpu(),
                before.allowed(),
                after.allowed(),
                after.voluntarySwitches() - before.voluntarySwitches(),
                after.involuntarySwitches() - before.involuntarySwitches(),
                selfNoise.counted(after.migrations() - before.migrations()),
                problems));
        problems.forEach(problem -> reasons.add("window " + index + ": " + problem));
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
        if (log.failed()) {
            reasons.add("the interval log could not be written to " + exchange.folder() + "; is it full?");
        }
        judgeMemory();
        evidence.putAll(probe.evidence());
        evidence.put("jvmLogClockAtTheEnd", jvmLog.calibrate());
        List<Window> judged = selfNoise.withEvents(windows, jvmLog.events());
        evidence.put("selfNoise", Evidence.seen(selfNoise.words(judged)));
        evidence.put("stops", stops.evidence());
        reasons.addAll(stops.reasons(judged));
        int expected = spec.schedule().windows();
        if (clockAndPlaceAreGood && (windows.isEmpty() || (windows.size() != expected && !stopped))) {
            reasons.add(windows.size() + " of " + expected + " windows were measured");
        }
        if (probe.overflow() > 0) {
            reasons.add(probe.overflow() + " values lie above the histogram's range");
        }
        Instant endedAt = windows.isEmpty() ? wallStart : wallStart.plusNanos(probe.endNs() - nanoStart);
        exchange.writeReport(new MeasuredWindows(
                windows.isEmpty() ? wallStart : windows.get(0).startedAt(),
                endedAt,
                new Floor(clock.source(), clock.costNs(), clock.granularityNs(), probe.medianGapNs()),
                log.files(probe.overflow()),
                judged,
                spikes,
                spikesLost,
                evidence,
                stopped,
                reasons));
    }

    private void judgeMemory() {
        MemoryNodes memory = MemoryNodes.of(KernelText.LIVE);
        evidence.put("numaMemory", Evidence.seen(memory.toString()));
        if (probe.remoteOnPurpose()) {
            return;
        }
        memory.remoteShare(grant.numaNode()).ifPresent(share -> {
            if (share > MemoryNodes.MOST_REMOTE) {
                reasons.add(String.format(
                        Locale.ROOT,
                        "%.1f %% of the memory lies on other NUMA nodes than %d (%s); expected at most %.0f %%",
                        100 * share,
                        grant.numaNode(),
                        memory,
                        100 * MemoryNodes.MOST_REMOTE));
            }
        });
    }
}
