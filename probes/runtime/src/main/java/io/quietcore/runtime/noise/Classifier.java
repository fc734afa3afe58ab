package io.quietcore.runtime.noise;

import io.quietcore.contract.Explanation;
import io.quietcore.contract.Explanation.Cause;
import io.quietcore.contract.Explanation.Confidence;
import io.quietcore.contract.ProbeResult.Spike;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts each spike down to what overlaps it, or moved around it (measurement: "Attribution of a spike"). In this order: the
 * JVM's own log, the kernel's tracepoints, the counters. Pure.
 *
 * @param jvm what the JVM logged
 * @param spans what the kernel traced; empty where it was not traced
 * @param tracedFromNs the first moment that the trace holds; {@code Long.MAX_VALUE} where there is none
 * @param snapshots counters, in the order of time
 * @param guest whether this is a virtual machine
 */
public record Classifier(
        List<JvmEvent> jvm, List<KernelSpan> spans, long tracedFromNs, List<Snapshot> snapshots, boolean guest) {
    /** More than this share of a spike is its cause. */
    private static final double MOST = 0.5;

    /** A handler's span leaves out the entry and the exit of the interrupt, which a short spike mostly consists of. */
    private static final double SHORT = 0.15;

    private static final long SHORT_NS = 100_000;

    private static final long TICK_NS = 10_000_000;

    /** The trace's text gives whole microseconds. */
    private static final long TRACE_STEP_NS = 1_000;

    public Classifier {
        jvm = List.copyOf(jvm);
        spans = List.copyOf(spans);
        snapshots = List.copyOf(snapshots);
    }

    /** A cause and its evidence. */
    private record Verdict(Cause cause, Confidence confidence, String evidence) {}

    /** Explains a spike of a window that began at this reading of the clock. */
    public Explanation explain(Spike spike, long windowStartNs) {
        long fromNs = windowStartNs + spike.offsetNs();
        Verdict verdict = verdict(fromNs, fromNs + spike.valueNs());
        return new Explanation(
                spike.window(), spike.offsetNs(), spike.valueNs(), verdict.cause, verdict.confidence, verdict.evidence);
    }

    private Verdict verdict(long fromNs, long untilNs) {
        long lengthNs = untilNs - fromNs;
        Verdict ofJvm = byJvm(fromNs, untilNs);
        if (ofJvm != null) {
            return ofJvm;
        }
        Snapshot before = before(fromNs);
        Snapshot after = after(untilNs);
        if (tracedFromNs <= fromNs) {
            return byTrace(fromNs, untilNs, before, after);
        }
        return before == null || after == null
                ? new Verdict(Cause.UNEXPLAINED, Confidence.UNEXPLAINED, "no counters around it")
                : byCounters(lengthNs, before, after);
    }

    private @Nullable Verdict byJvm(long fromNs, long untilNs) {
        long lengthNs = untilNs - fromNs;
        for (JvmEvent event : jvm) {
            double share = (double) event.overlapNs(fromNs, untilNs) / lengthNs;
            boolean pause = event.kind() == JvmEvent.Kind.GC || event.kind() == JvmEvent.Kind.SAFEPOINT;
            if (pause && share >= MOST) {
                return new Verdict(
                        event.kind() == JvmEvent.Kind.GC ? Cause.JVM_GC : Cause.JVM_SAFEPOINT,
                        Confidence.EXACT,
                        String.format(Locale.ROOT, "%s covers %.0f %% of it", event.detail(), 100 * share));
            }
            if (event.kind() == JvmEvent.Kind.DEOPTIMISATION
                    && event.detail().contains("Loop")
                    && event.within(fromNs, untilNs)) {
                return new Verdict(Cause.JVM_DEOPT, Confidence.EXACT, event.detail());
            }
        }
        return null;
    }

    private Verdict byTrace(long fromNs, long untilNs, @Nullable Snapshot before, @Nullable Snapshot after) {
        long lengthNs = untilNs - fromNs;
        Map<Cause, Long> byCause = new EnumMap<>(Cause.class);
        Map<Cause, String> details = new EnumMap<>(Cause.class);
        for (KernelSpan span : spans) {
            long overlapNs = span.overlapNs(fromNs, untilNs);
            if (overlapNs > 0) {
                byCause.merge(span.cause(), overlapNs, Long::sum);
                details.merge(span.cause(), span.detail(), (a, b) -> a);
            }
        }
        boolean throttled =
                before != null && after != null && after.throttledNs() - before.throttledNs() >= MOST * lengthNs;
        Map.Entry<Cause, Long> largest =
                byCause.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
        double share = largest == null ? 0 : (double) largest.getValue() / lengthNs;
        if (largest != null && share >= (lengthNs <= SHORT_NS ? SHORT : MOST)) {
            Cause cause = largest.getKey() == Cause.PREEMPTED && throttled ? Cause.THROTTLED : largest.getKey();
            return new Verdict(
                    cause,
                    Confidence.EXACT,
                    String.format(
                            Locale.ROOT,
                            "%s covers %.0f %% of it (trace)",
                            details.get(largest.getKey()),
                            100 * share));
        }
        KernelSpan fault = spans.stream()
                .filter(span -> span.cause() == Cause.PAGE_FAULT
                        && span.startNs() >= fromNs - TRACE_STEP_NS
                        && span.startNs() <= untilNs)
                .findFirst()
                .orElse(null);
        if (fault == null && largest != null && byCause.size() == 1 && lengthNs <= SHORT_NS) {
            return bounded(
                    largest.getKey(), details.get(largest.getKey()) + " is the only thing that was traced within it");
        }
        if (fault != null) {
            return new Verdict(
                    Cause.PAGE_FAULT, Confidence.BOUNDED, fault.detail() + " (trace), and nothing else covers it");
        }
        if (before != null
                && after != null
                && after.systemManagementInterrupts() > before.systemManagementInterrupts()) {
            return new Verdict(Cause.SMI, Confidence.BOUNDED, "the SMI counter moved, and the kernel traced nothing");
        }
        boolean stolen = before != null && after != null && after.stealTicks() > before.stealTicks();
        if (stolen && lengthNs >= TICK_NS / 2) {
            return new Verdict(Cause.STEAL, Confidence.BOUNDED, "steal ticks moved, and the kernel traced nothing");
        }
        return guest
                ? new Verdict(Cause.HYPERVISOR, Confidence.BOUNDED, "the kernel traced nothing that covers it")
                : new Verdict(Cause.UNEXPLAINED, Confidence.UNEXPLAINED, "the kernel traced nothing that covers it");
    }

    /** What moved in the bracket. A span of time that is as long as the spike counts more than a number. */
    private Verdict byCounters(long lengthNs, Snapshot before, Snapshot after) {
        long elapsedNs = after.atNs() - before.doneNs();
        long ranNs = after.runNs() - before.runNs();
        long waitedNs = after.waitNs() - before.waitNs();
        long throttledNs = after.throttledNs() - before.throttledNs();
        if (throttledNs >= MOST * lengthNs) {
            return bounded(Cause.THROTTLED, "the quota throttled its control group for " + throttledNs + " ns");
        }
        if (waitedNs >= MOST * lengthNs) {
            return bounded(Cause.PREEMPTED, "the thread waited " + waitedNs + " ns on the run queue");
        }
        boolean seenStopped = snapshots.stream()
                .anyMatch(each -> each.stopped() == 1 && each.atNs() >= before.atNs() && each.atNs() <= after.doneNs());
        if (seenStopped && elapsedNs - ranNs - waitedNs >= MOST * lengthNs) {
            return bounded(Cause.STOPPED, "the thread was seen in state T and did not run");
        }
        if (after.stealTicks() > before.stealTicks() && lengthNs >= TICK_NS / 2) {
            return bounded(Cause.STEAL, (after.stealTicks() - before.stealTicks()) + " steal ticks");
        }
        return byWhatMoved(elapsedNs, before, after);
    }

    private Verdict byWhatMoved(long elapsedNs, Snapshot before, Snapshot after) {
        List<Cause> moved = moved(before, after);
        boolean others = after.otherInterrupts() > before.otherInterrupts();
        if (moved.size() == 1 && !others) {
            return bounded(moved.get(0), "the only counter that moved within " + elapsedNs + " ns");
        }
        if (moved.isEmpty() && !others) {
            return guest
                    ? bounded(Cause.HYPERVISOR, "no counter moved")
                    : new Verdict(Cause.UNEXPLAINED, Confidence.UNEXPLAINED, "no counter moved");
        }
        return new Verdict(
                Cause.AMBIGUOUS,
                Confidence.AMBIGUOUS,
                "moved: " + moved.stream().map(Cause::spelling).toList()
                        + (others ? " and other interrupts, as NMI or machine checks" : ""));
    }

    private static List<Cause> moved(Snapshot before, Snapshot after) {
        List<Cause> moved = new ArrayList<>();
        if (after.systemManagementInterrupts() > before.systemManagementInterrupts()) {
            moved.add(Cause.SMI);
        }
        if (after.deviceInterrupts() > before.deviceInterrupts()) {
            moved.add(Cause.DEVICE_IRQ);
        }
        if (after.softirqs() > before.softirqs()) {
            moved.add(Cause.SOFTIRQ);
        }
        if (after.timerInterrupts() > before.timerInterrupts()) {
            moved.add(Cause.TIMER);
        }
        if (after.rcuSoftirqs() > before.rcuSoftirqs()) {
            moved.add(Cause.RCU);
        }
        long shootdowns = after.tlbShootdowns() - before.tlbShootdowns();
        if (shootdowns > 0) {
            moved.add(Cause.TLB_SHOOTDOWN);
        }
        // Some kernels count a shootdown's interrupt a second time, as a function call.
        if (after.interprocessorInterrupts() - before.interprocessorInterrupts() > shootdowns) {
            moved.add(Cause.IPI);
        }
        if (after.pageFaults() > before.pageFaults()) {
            moved.add(Cause.PAGE_FAULT);
        }
        return moved;
    }

    private static Verdict bounded(Cause cause, String evidence) {
        return new Verdict(cause, Confidence.BOUNDED, evidence);
    }

    /** The last snapshot that was finished before a moment. */
    private @Nullable Snapshot before(long atNs) {
        int low = 0;
        int high = snapshots.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (snapshots.get(middle).doneNs() <= atNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : snapshots.get(low - 1);
    }

    /** The first one that was begun after it. */
    private @Nullable Snapshot after(long atNs) {
        int low = 0;
        int high = snapshots.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (snapshots.get(middle).atNs() < atNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == snapshots.size() ? null : snapshots.get(low);
    }
}
