package io.quietcore.runtime.noise;

import io.quietcore.contract.Explanation.Cause;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of one CPU's trace buffer as spans (kernel: Documentation/trace/ftrace.rst, events irq, irq_vectors,
 * sched, and osnoise-tracer.rst). Pure.
 */
final class TraceText {
    private static final Pattern LINE =
            Pattern.compile(".*\\[[0-9]++] \\S++ ++([0-9]{1,9})\\.([0-9]{6}): ([a-z_]++): (.*+)");
    private static final Pattern SWITCH = Pattern.compile(
            "prev_comm=(.*) prev_pid=([0-9]{1,10}) prev_prio=[0-9]++ prev_state=(\\S++) ==> next_comm=(.*)"
                    + " next_pid=([0-9]{1,10}) .*+");
    private static final Pattern HANDLER = Pattern.compile("irq=([0-9]++) name=(.*+)");
    private static final Pattern ACTION = Pattern.compile("vec=[0-9]++ \\[action=([A-Z_]++)].*+");

    /** irq_noise and softirq_noise name what it was; nmi_noise does not. The start is by a clock of the tracer's own. */
    private static final Pattern NOISE =
            Pattern.compile("(?:\\s*+(.*):[0-9]++ )?start [0-9.]++ duration ([0-9]{1,18}) ns");

    private final long threadId;
    private final List<KernelSpan> spans = new ArrayList<>();
    private final Map<String, Long> open = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private long offSinceNs = -1;
    private Cause offCause = Cause.PREEMPTED;
    private String offDetail = "";
    private long firstNs = Long.MAX_VALUE;

    private TraceText(long threadId) {
        this.threadId = threadId;
    }

    /** Reads a buffer, line by line: its text is many times as long as what it holds. */
    static TraceText read(TextLines lines, long threadId) throws IOException {
        TraceText trace = new TraceText(threadId);
        for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
            trace.line(line);
        }
        return trace;
    }

    /** The spans that took the CPU from the thread, in the order of their ends. */
    List<KernelSpan> spans() {
        return spans;
    }

    /** The first moment that the buffer holds; {@code Long.MAX_VALUE} for an empty one. */
    long firstNs() {
        return firstNs;
    }

    private static long atNs(Matcher parts) {
        return Long.parseLong(parts.group(1)) * 1_000_000_000L + Long.parseLong(parts.group(2)) * 1_000L;
    }

    private void line(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return;
        }
        long atNs = atNs(parts);
        firstNs = firstNs == Long.MAX_VALUE ? atNs : firstNs;
        String event = parts.group(3);
        String said = parts.group(4);
        if (event.equals("sched_switch")) {
            switched(atNs, said);
        } else if (event.endsWith("_noise")) {
            noise(atNs, event.substring(0, event.length() - "_noise".length()), said);
        } else if (event.endsWith("_entry")) {
            String kind = event.substring(0, event.length() - "_entry".length());
            open.put(kind, atNs);
            names.put(kind, said);
        } else if (event.endsWith("_exit")) {
            String kind = event.substring(0, event.length() - "_exit".length());
            Long sinceNs = open.remove(kind);
            if (sinceNs != null) {
                spans.add(span(kind, sinceNs, atNs, names.getOrDefault(kind, "")));
            }
        }
    }

    private static KernelSpan span(String kind, long sinceNs, long atNs, String said) {
        Matcher handler = HANDLER.matcher(said);
        if (kind.equals("irq_handler") && handler.matches()) {
            return new KernelSpan(
                    Cause.DEVICE_IRQ, sinceNs, atNs, "interrupt " + handler.group(1) + " " + handler.group(2));
        }
        Matcher action = ACTION.matcher(said);
        if (kind.equals("softirq") && action.matches()) {
            return softirq(sinceNs, atNs, action.group(1));
        }
        return interrupt(sinceNs, atNs, kind);
    }

    private static KernelSpan softirq(long sinceNs, long atNs, String name) {
        boolean timer = name.equals("TIMER") || name.equals("HRTIMER");
        return new KernelSpan(timer ? Cause.TIMER : Cause.SOFTIRQ, sinceNs, atNs, "softirq " + name);
    }

    private static KernelSpan interrupt(long sinceNs, long atNs, String name) {
        boolean timer = name.equals("local_timer") || name.equals("arch_timer");
        return new KernelSpan(timer ? Cause.TIMER : Cause.DEVICE_IRQ, sinceNs, atNs, "interrupt " + name);
    }

    /** It is told when it is over, and how long it took. */
    private void noise(long atNs, String kind, String said) {
        Matcher parts = NOISE.matcher(said);
        if (parts.matches()) {
            long sinceNs = atNs - Long.parseLong(parts.group(2));
            String name = parts.group(1) == null ? "NMI" : parts.group(1);
            spans.add(kind.equals("softirq") ? softirq(sinceNs, atNs, name) : interrupt(sinceNs, atNs, name));
        }
    }

    private void switched(long atNs, String said) {
        Matcher parts = SWITCH.matcher(said + " ");
        if (!parts.matches()) {
            return;
        }
        if (Long.parseLong(parts.group(2)) == threadId) {
            offSinceNs = atNs;
            String next = parts.group(4);
            offDetail = "off the CPU in state " + parts.group(3) + ", followed by " + next;
            offCause = left(parts.group(3), next);
        }
        if (Long.parseLong(parts.group(5)) == threadId && offSinceNs >= 0) {
            spans.add(new KernelSpan(offCause, offSinceNs, atNs, offDetail));
            offSinceNs = -1;
        }
    }

    /** A thread that could run and gave way to nobody was not allowed to run. */
    private static Cause left(String state, String next) {
        if (state.startsWith("T") || state.startsWith("t")) {
            return Cause.STOPPED;
        }
        boolean runnable = state.startsWith("R");
        if (runnable && next.startsWith("swapper")) {
            return Cause.THROTTLED;
        }
        if (next.startsWith("ksoftirqd")) {
            return Cause.SOFTIRQ;
        }
        return Cause.PREEMPTED;
    }
}
