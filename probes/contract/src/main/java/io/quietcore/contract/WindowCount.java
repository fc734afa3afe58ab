package io.quietcore.contract;

import io.quietcore.contract.ProbeResult.Window;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel counted while a window was measured, by the name that it has among a window's {@link Window#noise}: read before
 * the window, with what is discarded in front of it, and after it. What could not be read is absent, and never 0. Times are in
 * nanoseconds, also those that the kernel counts in ticks of 10 ms.
 */
public enum WindowCount {
    /** Between the two readings: what every other number here is to be divided by. */
    COUNTED("countedNs", Kind.TIME, Scope.WINDOW, "between the two readings"),
    /** {@code /proc/thread-self/schedstat}, first number; without steal where the kernel accounts for it. */
    RAN("ranNs", Kind.TIME, Scope.THREAD, "the measuring thread ran"),
    /** {@code /proc/thread-self/schedstat}, second number (run_delay); throttling is in it. */
    WAITED("waitedNs", Kind.TIME, Scope.THREAD, "the measuring thread waited for its CPU while others ran"),
    /** {@code /proc/schedstat}, rq_cpu_time. */
    CPU_RAN("cpuRanNs", Kind.TIME, Scope.CPU, "any thread ran"),
    /** {@code /proc/schedstat}, run_delay. */
    CPU_WAITED("cpuWaitedNs", Kind.TIME, Scope.CPU, "threads waited, added up"),
    /** {@code /proc/stat}, steal. */
    STOLEN("stolenNs", Kind.TIME, Scope.CPU, "the hypervisor took it (steal)"),
    /** {@code /proc/stat}, irq; 0 on kernels that do not account for it. */
    INTERRUPTED("interruptedNs", Kind.TIME, Scope.CPU, "in interrupts"),
    /** {@code /proc/stat}, softirq. */
    IN_SOFTIRQS("inSoftirqsNs", Kind.TIME, Scope.CPU, "in softirqs"),
    /** {@code /proc/stat}: all but idle and iowait of the SMT siblings, added up. */
    SIBLINGS_BUSY("siblingsBusyNs", Kind.TIME, Scope.SIBLINGS, "busy"),
    /** {@code cpu.stat}, throttled_usec, added up over the groups around it and their CPUs. */
    THROTTLED("throttledNs", Kind.TIME, Scope.GROUP, "throttled by a CPU quota"),
    /** {@code cpu.pressure} of the control group, "some". */
    GROUP_PRESSURE("groupPressureNs", Kind.TIME, Scope.GROUP, "some thread waited for a CPU (PSI)"),
    /** {@code /proc/pressure/cpu}, "some". */
    PRESSURE("pressureNs", Kind.TIME, Scope.MACHINE, "some thread waited for a CPU (PSI)"),

    /** Suffered by the measuring thread. */
    INVOLUNTARY_SWITCHES("involuntarySwitches", Kind.EVENTS, Scope.THREAD, "involuntary context switches"),
    /** {@code /proc/thread-self/stat}, minflt. */
    MINOR_FAULTS("minorFaults", Kind.EVENTS, Scope.THREAD, "page faults, minor"),
    /** {@code /proc/thread-self/stat}, majflt. */
    MAJOR_FAULTS("majorFaults", Kind.EVENTS, Scope.THREAD, "page faults, major"),

    /** Rows of {@code /proc/interrupts} that begin with a number, but timers. */
    DEVICE_INTERRUPTS("deviceInterrupts", Kind.EVENTS, Scope.CPU, "interrupts of devices"),
    /** LOC of x86, arch_timer and the like elsewhere. */
    TIMER_INTERRUPTS("timerInterrupts", Kind.EVENTS, Scope.CPU, "interrupts of the timer"),
    /** RES, or by its description. */
    RESCHEDULING("reschedulingInterrupts", Kind.EVENTS, Scope.CPU, "IPIs, rescheduling"),
    /** CAL, or by its description. */
    FUNCTION_CALLS("functionCallInterrupts", Kind.EVENTS, Scope.CPU, "IPIs, function call"),
    /** TLB of x86; other machines have none, and no such row. */
    TLB_SHOOTDOWNS("tlbShootdowns", Kind.EVENTS, Scope.CPU, "IPIs, TLB shootdown"),
    /** NMI. */
    NON_MASKABLE("nonMaskableInterrupts", Kind.EVENTS, Scope.CPU, "NMIs"),
    /** All other rows: thermal events, IRQ work, a hypervisor's callbacks. */
    OTHER_INTERRUPTS("otherInterrupts", Kind.EVENTS, Scope.CPU, "interrupts, others"),
    /** {@code /proc/softirqs}: TIMER and HRTIMER. */
    SOFTIRQ_TIMER("softirqTimer", Kind.EVENTS, Scope.CPU, "softirqs, timer"),
    /** NET_TX and NET_RX. */
    SOFTIRQ_NET("softirqNet", Kind.EVENTS, Scope.CPU, "softirqs, network"),
    /** BLOCK and IRQ_POLL. */
    SOFTIRQ_BLOCK("softirqBlock", Kind.EVENTS, Scope.CPU, "softirqs, block"),
    /** HI and TASKLET. */
    SOFTIRQ_TASKLET("softirqTasklet", Kind.EVENTS, Scope.CPU, "softirqs, tasklet"),
    /** SCHED. */
    SOFTIRQ_SCHED("softirqSched", Kind.EVENTS, Scope.CPU, "softirqs, scheduler"),
    /** RCU. */
    SOFTIRQ_RCU("softirqRcu", Kind.EVENTS, Scope.CPU, "softirqs, RCU"),
    /** {@code thermal_throttle/core_throttle_count} and {@code package_throttle_count}. */
    THERMAL_THROTTLES("thermalThrottles", Kind.EVENTS, Scope.CPU, "thermal throttling, of core and package"),
    /** {@code cpufreq/stats/total_trans}. */
    FREQUENCY_CHANGES("frequencyChanges", Kind.EVENTS, Scope.CPU, "changes of frequency"),

    /** {@code /proc/vmstat}: thp_fault_alloc. */
    HUGE_PAGE_FAULTS("hugePageFaults", Kind.EVENTS, Scope.MACHINE, "huge pages, faults (THP)"),
    /** thp_collapse_alloc: khugepaged. */
    HUGE_PAGE_COLLAPSES("hugePageCollapses", Kind.EVENTS, Scope.MACHINE, "huge pages, collapses (khugepaged)"),
    /** thp_split_page and thp_split_pmd; thp_split before Linux 4.5. */
    HUGE_PAGE_SPLITS("hugePageSplits", Kind.EVENTS, Scope.MACHINE, "huge pages, splits"),
    /** compact_stall: somebody compacted memory himself. */
    COMPACTION_STALLS("compactionStalls", Kind.EVENTS, Scope.MACHINE, "compaction, stalls"),
    /** compact_daemon_wake: kcompactd, from Linux 4.6 on. */
    COMPACTION_WAKES("compactionWakes", Kind.EVENTS, Scope.MACHINE, "compaction, kcompactd woken"),
    /** pgmigrate_success: by compaction, NUMA balancing or whoever asks. */
    PAGES_MIGRATED("pagesMigrated", Kind.EVENTS, Scope.MACHINE, "pages migrated"),
    /** allocstall, or the sum of allocstall_ZONE from Linux 4.10 on. */
    DIRECT_RECLAIMS("directReclaims", Kind.EVENTS, Scope.MACHINE, "direct reclaims"),
    /** numa_pte_updates. */
    NUMA_PTE_UPDATES("numaPteUpdates", Kind.EVENTS, Scope.MACHINE, "NUMA balancing, page table entries"),
    /** numa_hint_faults. */
    NUMA_HINT_FAULTS("numaHintFaults", Kind.EVENTS, Scope.MACHINE, "NUMA balancing, hinting faults"),
    /** numa_pages_migrated. */
    NUMA_PAGES_MIGRATED("numaPagesMigrated", Kind.EVENTS, Scope.MACHINE, "NUMA balancing, pages migrated"),
    /** pswpin and pswpout. */
    SWAPS("pagesSwapped", Kind.EVENTS, Scope.MACHINE, "pages swapped in and out"),

    /** {@code cpufreq/scaling_cur_freq} before the window; not a counter. */
    FREQUENCY_BEFORE("frequencyBeforeKhz", Kind.LEVEL, Scope.CPU, "frequency before"),
    /** And after it. */
    FREQUENCY_AFTER("frequencyAfterKhz", Kind.LEVEL, Scope.CPU, "frequency after");

    /** What kind of number it is. */
    public enum Kind {
        /** Nanoseconds that went by. */
        TIME,
        /** How often something happened. */
        EVENTS,
        /** What held at one moment; a sum of these says nothing. */
        LEVEL
    }

    /** Whose number it is. */
    public enum Scope {
        WINDOW("the window"),
        THREAD("measuring thread"),
        /** Of all CPUs that the thread may use, added up, where it is not pinned. */
        CPU("measuring CPU"),
        SIBLINGS("SMT siblings"),
        GROUP("control group"),
        MACHINE("machine");

        private final String words;

        Scope(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final String spelling;
    private final Kind kind;
    private final Scope scope;
    private final String words;

    WindowCount(String spelling, Kind kind, Scope scope, String words) {
        this.spelling = spelling;
        this.kind = kind;
        this.scope = scope;
        this.words = words;
    }

    /** Its name among a window's noise. */
    public String spelling() {
        return spelling;
    }

    public Kind kind() {
        return kind;
    }

    public Scope scope() {
        return scope;
    }

    /** What it counts, in words. */
    public String words() {
        return words;
    }

    /** The count of that name. */
    public static Optional<WindowCount> named(String spelling) {
        return Arrays.stream(values())
                .filter(each -> each.spelling.equals(spelling))
                .findFirst();
    }

    /** What a window has of it; empty where that was not read. */
    public OptionalLong in(Window window) {
        @Nullable Long count = window.noise().get(spelling);
        if (count == null && this == INVOLUNTARY_SWITCHES && window.noise().containsKey(RAN.spelling)) {
            return OptionalLong.of(window.involuntarySwitches());
        }
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }
}
