package io.quietcore.runtime.measure;

import com.sun.management.ThreadMXBean;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.WindowCount;
import io.quietcore.runtime.noise.JvmEvent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the measuring JVM itself did in a window. Owned by the measuring thread. */
final class SelfNoise {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Set<String> OF_THE_MACHINE =
            Arrays.stream(WindowCount.values()).map(WindowCount::spelling).collect(Collectors.toUnmodifiableSet());

    /** Events that are told in words; the others are counted. */
    private static final int TOLD = 3;

    private final List<String> told = new ArrayList<>();
    private long allocatedBefore;
    private long allocatedAfter;

    /** Right before the loop. */
    void begin() {
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Right after it. */
    void end() {
        allocatedAfter = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** How long the calling thread has run, as exactly as the kernel tells (CLOCK_THREAD_CPUTIME_ID); -1 where it does not. */
    static long ranNs() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
    }

    /** What is counted as a window goes by, by name; the JVM's log is looked at in the end, for it costs memory. */
    Map<String, Long> counted(long migrations) {
        return Map.of("allocatedBytes", allocatedAfter - allocatedBefore, "migrations", migrations);
    }

    /** The same windows with what the JVM's log says of them. */
    List<Window> withEvents(List<Window> windows, List<JvmEvent> events) {
        return windows.stream()
                .map(window -> window.noisy(noise(window, events)))
                .toList();
    }

    private Map<String, Long> noise(Window window, List<JvmEvent> events) {
        Map<String, Long> noise = new TreeMap<>(window.noise());
        long endNs = window.startNs() + window.lengthNs();
        for (JvmEvent.Kind kind : JvmEvent.Kind.values()) {
            List<JvmEvent> within = events.stream()
                    .filter(event -> event.kind() == kind && event.within(window.startNs(), endNs))
                    .toList();
            noise.put(kind.plural(), (long) within.size());
            within.stream().limit(Math.max(0, TOLD - told.size())).forEach(event -> told.add(event.detail()));
        }
        return noise;
    }

    /** All windows together, in words. */
    String words(List<Window> windows) {
        Map<String, Long> sums = new TreeMap<>();
        windows.forEach(window -> window.noise().forEach((name, count) -> {
            if (!OF_THE_MACHINE.contains(name)) {
                sums.merge(name, count, Long::sum);
            }
        }));
        long involuntary =
                windows.stream().mapToLong(Window::involuntarySwitches).sum();
        sums.put("involuntarySwitches", involuntary);
        String counts = sums.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        return "in " + windows.size() + " windows: " + counts + (told.isEmpty() ? "" : "; the first of them: " + told);
    }
}
