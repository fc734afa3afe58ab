package io.quietcore.runtime.noise;

import io.quietcore.contract.Explanation.Cause;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of one CPU's trace buffer as spans (kernel: Documentation/trace/ftrace.rst, events irq, irq_vectors, ipi,
 * sched, tlb, exceptions, workqueue, and osnoise-tracer.rst). Pure.
 */
final class TraceText {
    private static final Pattern LINE =
            Pattern.compile("(.*)\\[[0-9]++] \\S++ ++([0-9]{1,9})\\.([0-9]{6}): ([a-z_]++): (.*+)");
    private static final Pattern THREAD = Pattern.compile(".*-([0-9]{1,10}) ++(?:\\(.*)?+");
    private static final Pattern SWITCH = Pattern.compile(
            "prev_comm=(.*) prev_pid=([0-9]{1,10}) prev_prio=[0-9]++ prev_state=(\\S++) ==> next_comm=(.*)"
                    + " next_pid=([0-9]{1,10}) .*+");
    private static final Pattern WORK = Pattern.compile("work struct \\S++ function (\\S++).*+");
    private static final Pattern HANDLER = Pattern.compile("irq=([0-9]++) name=(.*+)");
    private static final Pattern ACTION = Pattern.compile("vec=[0-9]++ \\[action=([A-Z_]++)].*+");

    /** irq_noise and softirq_noise name what it was; nmi_noise does not. The start is by a clock of the tracer's own. */
    private static final Pattern NOISE =
            Pattern.compile("(?:\\s*+(.*):[0-9]++ )?start [0-9.]++ duration ([0-9]{1,18}) ns");

    /** Interrupts that another CPU, or this one, sends (x86 and arm64). */
    private static final Set<String> INTERPROCESSOR =
            Set.of("reschedule", "call_function", "call_function_single", "irq_work", "x86_platform_ipi", "ipi");

    /** From a fault to the wait for its page, where it is one that waits. */
    private static final long FAULT_WAITS_NS = 100_000;

    private final long threadId;
    private final List<KernelSpan> spans = new ArrayList<>();
    private final Map<String, Long> open = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private long offSinceNs = -1;
    private Cause offCause = Cause.PREEMPTED;
    private String offDetail = "";
    private long shotDownNs = -1;
    private long faultNs = -1;
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
        return Long.parseLong(parts.group(2)) * 1_000_000_000L + Long.parseLong(parts.group(3)) * 1_000L;
    }

    private void line(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return;
        }
        long atNs = atNs(parts);
        firstNs = firstNs == Long.MAX_VALUE ? atNs : firstNs;
        String event = parts.group(4);
        String said = parts.group(5);
        if (event.equals("sched_switch")) {
            switched(atNs, said);
        } else if (event.equals("tlb_flush")) {
            shotDownNs = said.contains("remote shootdown") ? atNs : shotDownNs;
        } else if (event.equals("page_fault_user")) {
            faulted(atNs, parts.group(1));
        } else if (event.equals("workqueue_execute_start")) {
            worked(said);
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

    /** Its end is not traced. */
    private void faulted(long atNs, String whose) {
        Matcher thread = THREAD.matcher(whose);
        if (thread.matches() && Long.parseLong(thread.group(1)) == threadId) {
            faultNs = atNs;
            spans.add(new KernelSpan(Cause.PAGE_FAULT, atNs, atNs, "a page fault"));
        }
    }

    private void worked(String said) {
        Matcher parts = WORK.matcher(said);
        if (offSinceNs >= 0 && offCause == Cause.WORKQUEUE && parts.matches()) {
            offDetail += ", " + parts.group(1);
        }
    }

    private KernelSpan span(String kind, long sinceNs, long atNs, String said) {
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
        Cause cause =
                switch (name) {
                    case "TIMER", "HRTIMER" -> Cause.TIMER;
                    case "RCU" -> Cause.RCU;
                    default -> Cause.SOFTIRQ;
                };
        return new KernelSpan(cause, sinceNs, atNs, "softirq " + name);
    }

    private KernelSpan interrupt(long sinceNs, long atNs, String name) {
        if (name.equals("local_timer") || name.equals("arch_timer")) {
            return new KernelSpan(Cause.TIMER, sinceNs, atNs, "interrupt " + name);
        }
        if (!INTERPROCESSOR.contains(name)) {
            return new KernelSpan(Cause.DEVICE_IRQ, sinceNs, atNs, "interrupt " + name);
        }
        boolean shotDown = shotDownNs >= sinceNs && shotDownNs <= atNs;
        return new KernelSpan(
                shotDown ? Cause.TLB_SHOOTDOWN : Cause.IPI,
                sinceNs,
                atNs,
                "interrupt " + name + (shotDown ? ", a TLB shootdown" : ""));
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
            if (parts.group(3).startsWith("D") && faultNs >= 0 && atNs - faultNs <= FAULT_WAITS_NS) {
                offCause = Cause.PAGE_FAULT;
                offDetail = "a page fault that waited for its page";
            }
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
        if (runnable && next.startsWith("kworker")) {
            return Cause.WORKQUEUE;
        }
        // rcuc/N, rcuog/N, rcuop/N, rcu_preempt and rcu_sched (kernel: Documentation/RCU).
        return runnable && next.startsWith("rcu") ? Cause.RCU : Cause.PREEMPTED;
    }
}
