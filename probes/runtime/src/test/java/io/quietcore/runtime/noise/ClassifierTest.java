package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Explanation;
import io.quietcore.contract.Explanation.Cause;
import io.quietcore.contract.Explanation.Confidence;
import io.quietcore.contract.ProbeResult.Spike;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    private static final long WINDOW_NS = 1_000_000_000L;
    private static final Spike SPIKE = new Spike(0, 10_000_000, 3_000_000);
    private static final long FROM_NS = WINDOW_NS + 10_000_000;
    private static final long UNTIL_NS = FROM_NS + 3_000_000;
    private static final Snapshot BEFORE = snapshot(FROM_NS - 1_000_000, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * Counters in this order: run, wait, stopped, throttled, steal, device, timer, softirq, and perhaps SMI, other interrupts,
     * interprocessor interrupts, TLB shootdowns, RCU softirqs, page faults.
     */
    private static Snapshot snapshot(long atNs, long... some) {
        long[] of = Arrays.copyOf(some, 14);
        return new Snapshot(
                atNs,
                atNs + 1_000,
                of[0],
                of[1],
                0,
                of[2],
                of[3],
                of[4],
                of[5],
                of[6],
                of[9],
                of[7],
                of[8],
                of[10],
                of[11],
                of[12],
                of[13]);
    }

    /** After a spike in which the timer moved so often, and these: others, interprocessor, TLB, RCU, page faults. */
    private static Snapshot afterSome(long timer, long... some) {
        return snapshot(
                UNTIL_NS + 1_000_000,
                4_900_000,
                0,
                0,
                0,
                0,
                0,
                timer,
                0,
                0,
                some[0],
                some[1],
                some[2],
                some[3],
                some[4]);
    }

    private static Snapshot after(long run, long wait, long throttled, long steal, long device, long timer, long soft) {
        return snapshot(UNTIL_NS + 1_000_000, run, wait, 0, throttled, steal, device, timer, soft);
    }

    private static Explanation explain(List<JvmEvent> jvm, List<KernelSpan> spans, List<Snapshot> snapshots) {
        long tracedFromNs = spans.isEmpty() ? Long.MAX_VALUE : 0;
        return new Classifier(jvm, spans, tracedFromNs, snapshots, true).explain(SPIKE, WINDOW_NS);
    }

    private static Cause byCounters(Snapshot after) {
        return explain(List.of(), List.of(), List.of(BEFORE, after)).cause();
    }

    @Test
    void aPauseOfTheJvmThatCoversTheSpikeComesFirst() {
        JvmEvent pause = new JvmEvent(JvmEvent.Kind.GC, FROM_NS + 100_000, UNTIL_NS, "Pause Full");
        KernelSpan off = new KernelSpan(Cause.PREEMPTED, FROM_NS, UNTIL_NS, "off the CPU");

        Explanation explanation = explain(List.of(pause), List.of(off), List.of());

        assertThat(explanation.cause()).isEqualTo(Cause.JVM_GC);
        assertThat(explanation.confidence()).isEqualTo(Confidence.EXACT);
        assertThat(explanation.evidence()).contains("Pause Full");
    }

    @Test
    void systemManagementIsToldByItsCounterAndByNothingElse() {
        Snapshot counted = snapshot(UNTIL_NS + 1_000_000, 0, 0, 0, 0, 0, 0, 0, 0, 1);

        assertThat(byCounters(counted)).isEqualTo(Cause.SMI);
        KernelSpan elsewhere = new KernelSpan(Cause.TIMER, UNTIL_NS + 1, UNTIL_NS + 2, "local_timer");
        assertThat(explain(List.of(), List.of(elsewhere), List.of(BEFORE, counted))
                        .cause())
                .isEqualTo(Cause.SMI);
    }

    @Test
    void aShortSafepointWithinALongSpikeIsNotItsCause() {
        JvmEvent safepoint = new JvmEvent(JvmEvent.Kind.SAFEPOINT, FROM_NS, FROM_NS + 100_000, "safepoint Cleanup");
        KernelSpan off = new KernelSpan(Cause.PREEMPTED, FROM_NS + 200_000, UNTIL_NS, "off the CPU");

        assertThat(explain(List.of(safepoint), List.of(off), List.of()).cause()).isEqualTo(Cause.PREEMPTED);
    }

    @Test
    void aThreadThatIsOffTheCpuWhileItsQuotaIsUsedUpIsThrottled() {
        KernelSpan off = new KernelSpan(Cause.PREEMPTED, FROM_NS, UNTIL_NS, "followed by another");

        Explanation explanation = explain(List.of(), List.of(off), List.of(BEFORE, after(0, 0, 2_900_000, 0, 0, 0, 0)));

        assertThat(explanation.cause()).isEqualTo(Cause.THROTTLED);
    }

    @Test
    void whatATracedKernelDidNotDoIsTheHypervisorsInAGuestAndUnexplainedElsewhere() {
        KernelSpan tick = new KernelSpan(Cause.TIMER, FROM_NS, FROM_NS + 5_000, "interrupt local_timer");

        assertThat(explain(List.of(), List.of(tick), List.of()).cause()).isEqualTo(Cause.HYPERVISOR);
        assertThat(new Classifier(List.of(), List.of(tick), 0, List.of(), false)
                        .explain(SPIKE, WINDOW_NS)
                        .cause())
                .isEqualTo(Cause.UNEXPLAINED);
    }

    @Test
    void withoutATraceTheCounterThatMovedIsBounded() {
        assertThat(byCounters(after(0, 2_900_000, 0, 0, 0, 1, 0))).isEqualTo(Cause.PREEMPTED);
        assertThat(byCounters(after(0, 0, 2_900_000, 0, 0, 1, 0))).isEqualTo(Cause.THROTTLED);
        assertThat(byCounters(after(4_900_000, 0, 0, 0, 1, 0, 0))).isEqualTo(Cause.DEVICE_IRQ);
        assertThat(byCounters(after(4_900_000, 0, 0, 0, 0, 0, 7))).isEqualTo(Cause.SOFTIRQ);
        assertThat(byCounters(after(4_900_000, 0, 0, 0, 0, 2, 0))).isEqualTo(Cause.TIMER);
        assertThat(byCounters(after(4_900_000, 0, 0, 0, 1, 1, 0))).isEqualTo(Cause.AMBIGUOUS);
        assertThat(byCounters(after(4_900_000, 0, 0, 0, 0, 0, 0))).isEqualTo(Cause.HYPERVISOR);
    }

    @Test
    void whatOtherCpusSentIsNotPutDownToTheTimer() {
        assertThat(byCounters(afterSome(0, 0, 3, 0, 0, 0))).isEqualTo(Cause.IPI);
        assertThat(byCounters(afterSome(0, 0, 0, 2, 0, 0))).isEqualTo(Cause.TLB_SHOOTDOWN);
        assertThat(byCounters(afterSome(0, 0, 2, 2, 0, 0))).isEqualTo(Cause.TLB_SHOOTDOWN);
        assertThat(byCounters(afterSome(0, 0, 0, 0, 1, 0))).isEqualTo(Cause.RCU);
        assertThat(byCounters(afterSome(0, 0, 0, 0, 0, 4))).isEqualTo(Cause.PAGE_FAULT);
        for (int i = 0; i < 5; i++) {
            long[] one = new long[5];
            one[i] = 1;
            assertThat(byCounters(afterSome(1, one))).as("counter %d", i).isEqualTo(Cause.AMBIGUOUS);
        }
        assertThat(byCounters(afterSome(0, 1, 0, 0, 0, 0))).isEqualTo(Cause.AMBIGUOUS);
    }

    /** Most of a short spike is the way into the kernel, and in a guest out of it, which nothing traces. */
    @Test
    void ofAShortSpikeTheOnlyThingThatWasTracedIsBounded() {
        Spike shortOne = new Spike(0, 10_000_000, 20_000);
        KernelSpan call = new KernelSpan(Cause.IPI, FROM_NS + 5_000, FROM_NS + 6_000, "interrupt call_function_single");
        KernelSpan tick = new KernelSpan(Cause.TIMER, FROM_NS + 8_000, FROM_NS + 9_000, "interrupt local_timer");

        Explanation one = new Classifier(List.of(), List.of(call), 0, List.of(), true).explain(shortOne, WINDOW_NS);
        Explanation two =
                new Classifier(List.of(), List.of(call, tick), 0, List.of(), true).explain(shortOne, WINDOW_NS);

        assertThat(one.cause()).isEqualTo(Cause.IPI);
        assertThat(one.confidence()).isEqualTo(Confidence.BOUNDED);
        assertThat(two.cause()).isEqualTo(Cause.HYPERVISOR);
    }

    @Test
    void aTracedPageFaultExplainsWhatNothingElseCovers() {
        KernelSpan fault = new KernelSpan(Cause.PAGE_FAULT, FROM_NS + 500, FROM_NS + 500, "a page fault");

        Explanation explanation = explain(List.of(), List.of(fault), List.of());

        assertThat(explanation.cause()).isEqualTo(Cause.PAGE_FAULT);
        assertThat(explanation.confidence()).isEqualTo(Confidence.BOUNDED);
    }

    @Test
    void aThreadThatWasSeenStoppedAndDidNotRunWasStopped() {
        Snapshot within = snapshot(FROM_NS + 1_000_000, 0, 0, 1, 0, 0, 0, 0, 0);

        Explanation explanation =
                explain(List.of(), List.of(), List.of(BEFORE, within, after(1_500_000, 0, 0, 0, 0, 2, 0)));

        assertThat(explanation.cause()).isEqualTo(Cause.STOPPED);
    }

    @Test
    void aSpikeWithNoCountersAroundItIsUnexplained() {
        assertThat(explain(List.of(), List.of(), List.of(BEFORE)).confidence()).isEqualTo(Confidence.UNEXPLAINED);
    }
}
