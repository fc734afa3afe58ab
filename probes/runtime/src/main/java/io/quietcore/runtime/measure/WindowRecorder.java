package io.quietcore.runtime.measure;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.WindowCount;
import io.quietcore.runtime.machine.ControlGroup;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MachineCounters;
import io.quietcore.runtime.machine.MemoryNodes;
import io.quietcore.runtime.machine.ThreadState;
import io.quietcore.runtime.noise.JvmLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one repetition, and every check that each has to pass: the same ones whether a loop of ours measures or a
 * user's benchmark. What says that something else than the declared was measured makes a window invalid; what the machine
 * did to the thread, throttling among it, is a result. Owned by the measuring thread.
 */
public final class WindowRecorder {
    private static final String THROTTLED = "throttled";

    private final PlacementGrant grant;
    private final Pin pin;
    private final KernelText kernel;
    private final MachineCounters counters;
    private final SelfNoise selfNoise = new SelfNoise();
    private final Stops stops = Stops.watch();
    private final Instant wallStart = Instant.now();
    private final long nanoStart = System.nanoTime();
    private final List<Window> windows = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private long throttledUs;
    private @Nullable ThreadState before;
    private @Nullable ThreadState after;
    private ControlGroup groupBefore;
    private ControlGroup suffered;
    private Map<WindowCount, Long> countedBefore;
    private Map<String, Long> counted = Map.of();

    /** Before the thread takes its place: it loads classes. */
    WindowRecorder(PlacementGrant grant, KernelText kernel) {
        this.grant = grant;
        this.pin = new Pin(grant);
        this.kernel = kernel;
        this.groupBefore = ControlGroup.of(kernel);
        this.suffered = groupBefore;
        this.counters = new MachineCounters(
                kernel,
                grant.pinned() ? CpuSet.of(grant.measuringCpus().first()) : grant.measuringCpus(),
                "proc/thread-self",
                SelfNoise::ranNs);
        this.countedBefore = counters.read();
        // Their own first calls allocate.
        selfNoise.begin();
        selfNoise.end();
        ThreadState.now();
    }

    /** Before a window and what is discarded in front of it. */
    void begin() {
        groupBefore = ControlGroup.of(kernel);
        countedBefore = counters.read();
        before = ThreadState.now();
    }

    /** Right before the loop. */
    void loopBegins() {
        selfNoise.begin();
    }

    /** Right after it. */
    void loopEnds() {
        selfNoise.end();
    }

    /** The window is over. */
    void end() {
        after = ThreadState.now();
        counted = MachineCounters.between(countedBefore, counters.read());
        suffered = ControlGroup.of(kernel).since(groupBefore);
    }

    /** When the recorder was made. */
    Instant begun() {
        return wallStart;
    }

    /** The wall clock's time at a reading of {@code System.nanoTime()}. */
    Instant wall(long nanoTime) {
        return wallStart.plusNanos(nanoTime - nanoStart);
    }

    int count() {
        return windows.size();
    }

    /** Keeps the window that has ended, with what the loop itself says against it. */
    void keep(long startNs, long endNs, long recorded, List<String> ownProblems) {
        ThreadState from = before;
        ThreadState to = after;
        if (from == null || to == null) {
            throw new IllegalStateException("a window is kept that was not begun and ended");
        }
        List<String> problems = new ArrayList<>(pin.problems(from, to));
        problems.addAll(suffered.problems());
        problems.addAll(ownProblems);
        Map<String, Long> noise = new HashMap<>(selfNoise.counted(to.migrations() - from.migrations()));
        noise.putAll(counted);
        noise.putAll(suffered(suffered));
        throttledUs += suffered.throttledUs().orElse(0);
        int index = windows.size();
        windows.add(new Window(
                index,
                wall(startNs),
                startNs,
                endNs - startNs,
                recorded,
                from.cpu(),
                to.cpu(),
                from.allowed(),
                to.allowed(),
                to.voluntarySwitches() - from.voluntarySwitches(),
                to.involuntarySwitches() - from.involuntarySwitches(),
                noise,
                problems));
        problems.forEach(problem -> reasons.add("window " + index + ": " + problem));
    }

    /** The windows with what the JVM's log says of them; what was seen goes to the evidence. */
    List<Window> judged(JvmLog log, Map<String, Evidence> evidence) {
        List<Window> judged = selfNoise.withEvents(windows, log.events());
        evidence.put("selfNoise", Evidence.seen(selfNoise.words(judged)));
        evidence.put("stops", stops.evidence());
        evidence.put("counters", counters(judged));
        reasons.addAll(stops.reasons(judged));
        evidence.putAll(throttling(judged, throttledUs));
        return judged;
    }

    /** For a result: what was read before and after its windows, and what could not be. */
    public static Evidence counters(List<Window> windows) {
        String missing = windows.isEmpty()
                ? ""
                : MachineCounters.unavailable(windows.get(0).noise());
        return Evidence.seen("read before and after each window"
                + (missing.isEmpty() ? "" : "; unavailable on this machine: " + missing));
    }

    /** For a window's noise: what befell its control group, as far as the kernel tells. */
    public static Map<String, Long> suffered(ControlGroup group) {
        Map<String, Long> counts = new HashMap<>();
        group.timesThrottled().ifPresent(times -> counts.put(THROTTLED, times));
        group.throttledUs().ifPresent(us -> counts.put(WindowCount.THROTTLED.spelling(), 1_000 * us));
        group.pressureUs().ifPresent(us -> counts.put(WindowCount.GROUP_PRESSURE.spelling(), 1_000 * us));
        return counts;
    }

    /** For a result: that a quota throttled it, where it did. */
    public static Map<String, Evidence> throttling(List<Window> windows, long us) {
        long times = 0;
        int in = 0;
        for (Window window : windows) {
            long here = window.noise().getOrDefault(THROTTLED, 0L);
            times += here;
            in += here > 0 ? 1 : 0;
        }
        return times == 0
                ? Map.of()
                : Map.of(
                        Evidence.THROTTLED,
                        Evidence.seen(String.format(
                                Locale.ROOT,
                                "the control group's CPU quota throttled it %d times in %d of %d windows%s (cpu.stat): what"
                                        + " that took is in the values",
                                times,
                                in,
                                windows.size(),
                                us > 0 ? String.format(Locale.ROOT, ", for %.1f ms", us / 1e3) : "")));
    }

    /** Where memory lies, and that it lies where it was to. */
    void judgeMemory(boolean remoteOnPurpose, Map<String, Evidence> evidence) {
        MemoryNodes memory = MemoryNodes.of(kernel);
        evidence.put("numaMemory", Evidence.seen(memory.toString()));
        if (remoteOnPurpose) {
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

    /** Why the repetition is invalid, so far. */
    List<String> reasons() {
        return reasons;
    }
}
