package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quietcore.contract.Explanation.Cause;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.noise.JvmEvent.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as HotSpot 17 and 25 and Linux 6.18 write them. */
class LogsTest {
    private static List<JvmEvent> events(String log) throws IOException {
        return JvmLog.parse(new TextLines(new StringReader(log), 4_096));
    }

    private static TraceText trace(String text, long threadId) throws IOException {
        return TraceText.read(new TextLines(new StringReader(text), 8_192), threadId);
    }

    @Test
    void theJvmsLinesBecomeSpansThatEndWhenTheyWereWritten() throws IOException {
        List<JvmEvent> events = events("""
                [5000000000ns][safepoint      ] Safepoint "ThreadDump", Time since last: 46303461 ns, Reaching safepoint: 2694 ns, At safepoint: 41151 ns, Leaving safepoint: 18898 ns, Total: 62743 ns, Threads: 0 runnable, 10 total
                [6000000000ns][safepoint] Safepoint "G1CollectForAllocation", Time since last: 1 ns, Reaching safepoint: 2694 ns, Cleanup: 1 ns, At safepoint: 41151 ns, Total: 1000000 ns
                [7000000000ns][gc             ] GC(3) Pause Full (System.gc()) 7M->1M(371M) 3.245ms
                [8000000000ns][gc,init        ] Using Serial
                [9000000000ns][jit,compilation]  132 %     4       T::main @ 62 (127 bytes)
                [9100000000ns][jit,compilation]  130 %     3       T::main @ 62 (127 bytes)   made not entrant: OSR invalidation
                [9200000000ns][deoptimization ] cid=  12 osr level=4 T.main([Ljava/lang/String;)V trap_bci=7 osr_bci=4 unstable_if reinterpret
                [92000
                """);

        assertThat(events)
                .extracting(JvmEvent::kind, JvmEvent::startNs, JvmEvent::endNs)
                .containsExactly(
                        tuple(Kind.SAFEPOINT, 4_999_937_257L, 5_000_000_000L),
                        tuple(Kind.GC, 5_999_000_000L, 6_000_000_000L),
                        tuple(Kind.GC, 6_996_755_000L, 7_000_000_000L),
                        tuple(Kind.JIT, 9_000_000_000L, 9_000_000_000L),
                        tuple(Kind.DEOPTIMISATION, 9_100_000_000L, 9_100_000_000L),
                        tuple(Kind.DEOPTIMISATION, 9_200_000_000L, 9_200_000_000L));
    }

    @Test
    void aCompilationSaysItsTier() throws IOException {
        List<JvmEvent> events = events("""
                [9000000000ns][jit,compilation]  132 %     4       T::main @ 62 (127 bytes)
                [9000000001ns][jit,compilation]   77    b  3       java.lang.String::hashCode (60 bytes)
                [9000000002ns][jit,compilation]  512 %sb!  4       io.quietcore.runtime.suite.JitterLoop::run @ 8 (72 bytes)
                [9000000003ns][jit,compilation]   80     n 0       java.lang.Object::hashCode (native)
                [9100000000ns][jit,compilation]  130 %     4       T::main @ 62 (127 bytes)   made not entrant
                """);

        assertThat(events).extracting(JvmEvent::tier).containsExactly(4, 3, 4, 0, 0);
        assertThat(events).extracting(JvmEvent::changesMeasuringCode).containsExactly(false, false, true, false, false);
    }

    /** HotSpot writes a method with two colons where it is compiled, and with a dot where it is deoptimised. */
    @Test
    void onlyWhatMeasuresMakesAWindowTheCompilersAsWell() throws IOException {
        assertThat(events("""
                [1ns][jit,compilation]  1       4       org.HdrHistogram.AbstractHistogram::recordValue (6 bytes)
                [2ns][jit,compilation]  2     n 0       io.quietcore.runtime.machine.Kernel::getppid (native)
                [3ns][deoptimization ] cid=  12 level=4 io.quietcore.runtime.suite.HandoffLoop.run(JLx;)J trap_bci=7 unstable_if reinterpret
                [4ns][jit,compilation]  4   !   3       sun.nio.ch.IOUtil::read (160 bytes)
                """)).hasSize(4).allMatch(JvmEvent::changesMeasuringCode);
        assertThat(events("""
                [1ns][jit,compilation]  1       3       java.lang.StringLatin1$LinesSpliterator::next (32 bytes)
                [2ns][jit,compilation]  2       4       java.util.regex.Matcher::<init> (95 bytes)
                [3ns][jit,compilation]  3       3       io.quietcore.runtime.machine.KernelText::read (60 bytes)
                [4ns][safepoint] Safepoint "ThreadDump", Time since last: 1 ns, Total: 62743 ns, Threads: 10 total
                """)).hasSize(4).noneMatch(JvmEvent::changesMeasuringCode);
    }

    @Test
    void theLogIsReadOnWhereItWasLeft(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("jvm.log");
        JvmLog.Tail tail = new JvmLog(file).tail();
        assertThat(tail.next()).isEmpty();

        Files.writeString(file, "[1ns][jit,compilation]  1       3       T::a (1 bytes)\n[2ns][jit,compi");
        assertThat(tail.next()).extracting(JvmEvent::startNs).containsExactly(1L);
        assertThat(tail.next()).isEmpty();

        Files.writeString(file, "lation]  2       4       T::a (1 bytes)\n", StandardOpenOption.APPEND);
        assertThat(tail.next()).extracting(JvmEvent::startNs, JvmEvent::tier).containsExactly(tuple(2L, 4));
        assertThat(tail.next()).isEmpty();
    }

    @Test
    void aPauseIsNamedWithoutItsHeapWhateverTheCollector() throws IOException {
        assertThat(events("""
                [7000000000ns][gc             ] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 25M->2M(512M) 3.456ms
                [7100000000ns][gc             ] GC(4) Pause Remark 5M->5M(20M) 0.5ms
                [7200000000ns][gc             ] GC(5) Pause Init Mark (unload classes) 0.111ms
                [7300000000ns][gc             ] GC(6) Concurrent Mark Cycle 2.5ms
                """))
                .extracting(JvmEvent::detail, event -> event.endNs() - event.startNs())
                .containsExactly(
                        tuple("Pause Young (Normal) (G1 Evacuation Pause)", 3_456_000L),
                        tuple("Pause Remark", 500_000L),
                        tuple("Pause Init Mark (unload classes)", 111_000L));
    }

    /** What a benchmark wrote into the log, or a trace of another kernel: no number is too long, and no line takes minutes. */
    @Test
    void linesThatNoJvmAndNoKernelWritesArePassedOver() throws IOException {
        String digits = "9".repeat(100_000);
        String heaps = "1M->".repeat(50_000);
        String spaces = " ".repeat(100_000);
        for (String said : List.of(
                "GC(1) Pause " + heaps + " " + digits + ".",
                "GC(1) Pause " + digits + "ms",
                "GC(1) Pause 1.2.3ms",
                "GC(ms",
                "GC( ms",
                "GC(1) Pause ms",
                "Safepoint \"x\"" + "Total: 1".repeat(20_000) + digits,
                "Safepoint \"x\" Total: " + digits + " ns")) {
            assertThat(events("[1000ns][gc] " + said)).as(said.substring(0, 5)).isEmpty();
        }
        assertThat(events("[" + digits + "ns][gc] GC(1) Pause Full 1.0ms")).isEmpty();
        for (String said : List.of(
                "irq_noise: " + spaces + "x",
                "irq_noise: x:1 start 1 duration " + digits + " ns",
                "sched_switch: " + "prev_comm=a prev_pid=1 prev_prio=1 prev_state=R ==> next_comm=".repeat(2_000),
                "sched_switch: prev_comm=a prev_pid=" + digits
                        + " prev_prio=1 prev_state=R ==> next_comm=b next_pid=1 x")) {
            assertThat(trace("  java-100  [001] d.h2.  12.436257: " + said, 100).spans())
                    .isEmpty();
        }
        String late = "java-100 [001] d.h1. " + digits.substring(0, 18) + ".000100: local_timer_entry: vector=236";
        assertThat(trace(late, 100).firstNs()).isEqualTo(Long.MAX_VALUE);
    }

    private static final String TRACE = """
            # tracer: nop
            #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
                        java-100     [001] d.h1.    10.000100: local_timer_entry: vector=236
                        java-100     [001] d.h1.    10.000109: local_timer_exit: vector=236
                        java-100     [001] ..s1.    10.000110: softirq_entry: vec=3 [action=NET_RX]
                        java-100     [001] ..s1.    10.000150: softirq_exit: vec=3 [action=NET_RX]
                        java-100     [001] d.h1.    10.000200: irq_handler_entry: irq=36 name=virtio1-req.0
                        java-100     [001] d.h1.    10.000203: irq_handler_exit: irq=36 ret=handled
                        java-100     [001] d..2.    10.001000: sched_switch: prev_comm=java main prev_pid=100 prev_prio=120 prev_state=R ==> next_comm=stress next_pid=77 next_prio=120
                      stress-77      [001] d..2.    10.005000: sched_switch: prev_comm=stress prev_pid=77 prev_prio=120 prev_state=S ==> next_comm=java main next_pid=100 next_prio=120
                        java-100     [001] d..2.    10.006000: sched_switch: prev_comm=java main prev_pid=100 prev_prio=120 prev_state=T ==> next_comm=swapper/1 next_pid=0 next_prio=120
                      <idle>-0       [001] d..2.    10.009000: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=java main next_pid=100 next_prio=120
                        java-100     [001] d..2.    10.010000: sched_switch: prev_comm=java main prev_pid=100 prev_prio=120 prev_state=R ==> next_comm=swapper/1 next_pid=0 next_prio=120
                      <idle>-0       [001] d..2.    10.012000: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=java main next_pid=100 next_prio=120
            """;

    @Test
    void theKernelsTraceBecomesSpansByCause() throws IOException {
        assertThat(trace(TRACE, 100).spans())
                .extracting(KernelSpan::cause, span -> span.endNs() - span.startNs())
                .containsExactly(
                        tuple(Cause.TIMER, 9_000L),
                        tuple(Cause.SOFTIRQ, 40_000L),
                        tuple(Cause.DEVICE_IRQ, 3_000L),
                        tuple(Cause.PREEMPTED, 4_000_000L),
                        tuple(Cause.STOPPED, 3_000_000L),
                        tuple(Cause.THROTTLED, 2_000_000L));
        assertThat(trace(TRACE, 100).firstNs()).isEqualTo(10_000_100_000L);
        assertThat(trace("", 100).firstNs()).isEqualTo(Long.MAX_VALUE);
    }

    /** Linux 6.18 on x86, and the last two lines as arm64 writes them. */
    private static final String SENT = """
                  java-100     [001] d.h..    10.010276: call_function_single_entry: vector=251
                  java-100     [001] d.h..    10.010279: tlb_flush: pages:16 reason:remote shootdown (1)
                  java-100     [001] d.h..    10.010280: call_function_single_exit: vector=251
                  java-100     [001] d.h..    10.020865: call_function_single_entry: vector=251
                  java-100     [001] d.h..    10.020866: call_function_single_exit: vector=251
                  bash-7       [001] d..1.    10.021000: tlb_flush: pages:-1 reason:flush on task switch (0)
                  java-100     [001] d....    10.030000: page_fault_user: address=0x7f146d0a6a10 ip=0x7f146cf46e36 error_code=0x7
                  bash-7       [001] d....    10.031000: page_fault_user: address=0x7f146d0a6a10 ip=0x7f146cf46e36 error_code=0x7
                  java-100     [001] d..2.    10.040000: sched_switch: prev_comm=java prev_pid=100 prev_prio=120 prev_state=R ==> next_comm=kworker/1:2 next_pid=444 next_prio=120
           kworker/1:2-444     [001] .....    10.040002: workqueue_execute_start: work struct 000000009d643740: function vmstat_update
           kworker/1:2-444     [001] d..2.    10.040030: sched_switch: prev_comm=kworker/1:2 prev_pid=444 prev_prio=120 prev_state=I ==> next_comm=java next_pid=100 next_prio=120
                  java-100     [001] d..2.    10.050000: sched_switch: prev_comm=java prev_pid=100 prev_prio=120 prev_state=R+ ==> next_comm=rcuc/1 next_pid=22 next_prio=98
                rcuc/1-22      [001] d..2.    10.050040: sched_switch: prev_comm=rcuc/1 prev_pid=22 prev_prio=98 prev_state=S ==> next_comm=java next_pid=100 next_prio=120
                  java-100     [001] ..s..    10.060000: softirq_entry: vec=9 [action=RCU]
                  java-100     [001] ..s..    10.060004: softirq_exit: vec=9 [action=RCU]
                  java-100     [001] d....    10.070000: page_fault_user: address=0x7f146d0a6a10 ip=0x7f146cf46e36 error_code=0x4
                  java-100     [001] d..2.    10.070050: sched_switch: prev_comm=java prev_pid=100 prev_prio=120 prev_state=D ==> next_comm=swapper/1 next_pid=0 next_prio=120
                <idle>-0       [001] d..2.    10.071050: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=java next_pid=100 next_prio=120
                  java-100     [001] d.h..    10.080000: ipi_entry: (Function call interrupts)
                  java-100     [001] d.h..    10.080002: ipi_exit: (Function call interrupts)
            """;

    @Test
    void whatOtherCpusSentAndWhatTheThreadTouchedIsToldApart() throws IOException {
        assertThat(trace(SENT, 100).spans())
                .extracting(KernelSpan::cause, span -> span.endNs() - span.startNs(), KernelSpan::detail)
                .containsExactly(
                        tuple(Cause.TLB_SHOOTDOWN, 4_000L, "interrupt call_function_single, a TLB shootdown"),
                        tuple(Cause.IPI, 1_000L, "interrupt call_function_single"),
                        tuple(Cause.PAGE_FAULT, 0L, "a page fault"),
                        tuple(
                                Cause.WORKQUEUE,
                                30_000L,
                                "off the CPU in state R, followed by kworker/1:2, vmstat_update"),
                        tuple(Cause.RCU, 40_000L, "off the CPU in state R+, followed by rcuc/1"),
                        tuple(Cause.RCU, 4_000L, "softirq RCU"),
                        tuple(Cause.PAGE_FAULT, 0L, "a page fault"),
                        tuple(Cause.PAGE_FAULT, 1_000_000L, "a page fault that waited for its page"),
                        tuple(Cause.IPI, 2_000L, "interrupt ipi"));
    }

    /** Linux 6.12, tracer osnoise without its workload; the last two as its documentation has them. */
    private static final String OSNOISE = """
            # tracer: osnoise
                      <idle>-0       [001] d..2.    12.433053: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=java next_pid=100 next_prio=98
                        java-100     [001] d.h2.    12.436257: irq_noise: local_timer:236 start 12.708426985 duration 26450 ns
                        java-100     [001] dNh2.    12.444520: irq_noise: reschedule:253 start 12.716713792 duration 1302 ns
                        java-100     [001] d.s..    12.544520: softirq_noise:    NET_RX:3 start 12.816713792 duration 4200 ns
                        java-100     [001] d.Z..    12.644520: nmi_noise: start 12.916713792 duration 900 ns
            """;

    @Test
    void osnoiseTellsHowLongEachTookUpToTheMomentOfItsLine() throws IOException {
        assertThat(trace(OSNOISE, 100).spans())
                .extracting(KernelSpan::cause, KernelSpan::startNs, KernelSpan::endNs, KernelSpan::detail)
                .containsExactly(
                        tuple(Cause.TIMER, 12_436_230_550L, 12_436_257_000L, "interrupt local_timer"),
                        tuple(Cause.IPI, 12_444_518_698L, 12_444_520_000L, "interrupt reschedule"),
                        tuple(Cause.SOFTIRQ, 12_544_515_800L, 12_544_520_000L, "softirq NET_RX"),
                        tuple(Cause.DEVICE_IRQ, 12_644_519_100L, 12_644_520_000L, "interrupt NMI"));
    }
}
