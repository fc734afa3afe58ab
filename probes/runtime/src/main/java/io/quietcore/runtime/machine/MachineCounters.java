package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.WindowCount;
import io.quietcore.contract.WindowCount.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel counts of a thread, its CPUs and the machine, at one moment: to be read before and after a window, by the thread
 * that measures. Files of any kernel from 3.10 on; what is not there is absent. A reading takes some 0.2 ms on a machine of 2 CPUs
 * and some 10 ms on one of hundreds, and lies outside of what is measured. Owned by one thread.
 */
public final class MachineCounters {
    private static final long ABSENT = KernelBytes.NONE;
    private static final String CPUS = "sys/devices/system/cpu/cpu";
    private static final long TICK_NS = 10_000_000;

    /** Fields of a CPU's line of {@code /proc/stat} (proc(5)), after its name. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int IRQ = 5;
    private static final int SOFTIRQ = 6;
    private static final int STEAL = 7;

    /** Fields of a CPU's line of {@code /proc/schedstat}, after its name: nine since version 15 (Linux 2.6.30). */
    private static final int CPU_RAN = 6;

    private static final int CPU_WAITED = 7;
    private static final int SCHEDSTAT_FIELDS = 9;
    private static final int FIRST_VERSION = 15;

    /** Fields of {@code /proc/PID/stat} after the name, the state being number 0. */
    private static final int MINOR_FAULTS = 7;

    private static final int MAJOR_FAULTS = 9;

    private static final byte[] SOME = KernelBytes.ascii("some");

    private final KernelText kernel;
    private final CpuSet cpus;
    private final CpuSet siblings;
    private final String thread;
    private final LongSupplier ranNs;
    private final KernelBytes text = new KernelBytes();
    private Map<WindowCount, Long> now = new EnumMap<>(WindowCount.class);

    /**
     * Counters of a thread and of CPUs.
     *
     * @param cpus that the thread may use
     * @param thread its folder below the root ({@code proc/thread-self}); empty where none of ours measures
     * @param ranNs how long the thread has run, exactly: {@code schedstat} lags by up to a second where there is no tick; -1 for
     *     unknown
     */
    public MachineCounters(KernelText kernel, CpuSet cpus, String thread, LongSupplier ranNs) {
        this.kernel = kernel;
        this.cpus = cpus;
        this.thread = thread;
        this.ranNs = ranNs;
        CpuSet around = CpuSet.EMPTY;
        for (int cpu : cpus.cpus()) {
            around = around.union(
                    kernel.cpus(CPUS + cpu + "/topology/thread_siblings_list").orElse(CpuSet.EMPTY));
        }
        this.siblings = around.minus(cpus);
    }

    /** Reads all of them; what cannot be read is absent. */
    public Map<WindowCount, Long> read() {
        now = new EnumMap<>(WindowCount.class);
        put(WindowCount.COUNTED, System.nanoTime());
        thread();
        schedstat();
        stat();
        interrupts();
        softirqs();
        vmstat();
        put(WindowCount.PRESSURE, pressureNs("proc/pressure/cpu"));
        for (int cpu : cpus.cpus()) {
            String folder = CPUS + cpu;
            add(WindowCount.THERMAL_THROTTLES, single(folder + "/thermal_throttle/core_throttle_count"));
            add(WindowCount.THERMAL_THROTTLES, single(folder + "/thermal_throttle/package_throttle_count"));
            add(WindowCount.FREQUENCY_CHANGES, single(folder + "/cpufreq/stats/total_trans"));
        }
        long frequencyKhz = single(CPUS + cpus.first() + "/cpufreq/scaling_cur_freq");
        put(WindowCount.FREQUENCY_BEFORE, frequencyKhz);
        put(WindowCount.FREQUENCY_AFTER, frequencyKhz);
        return now;
    }

    /** What was counted between two readings, by name; a counter that one of them lacks, or that began anew, is absent. */
    public static Map<String, Long> between(Map<WindowCount, Long> before, Map<WindowCount, Long> after) {
        Map<String, Long> counts = new TreeMap<>();
        for (WindowCount each : WindowCount.values()) {
            @Nullable Long from = before.get(each);
            @Nullable Long to = after.get(each);
            if (each.kind() == Kind.LEVEL) {
                @Nullable Long level = each == WindowCount.FREQUENCY_BEFORE ? from : to;
                if (level != null && level > 0) {
                    counts.put(each.spelling(), level);
                }
            } else if (from != null && to != null && to >= from) {
                counts.put(each.spelling(), to - from);
            }
        }
        return counts;
    }

    private void put(WindowCount count, long value) {
        if (value >= 0 || count == WindowCount.COUNTED) {
            now.put(count, value);
        }
    }

    /** What is absent adds nothing, and makes nothing 0. */
    private void add(WindowCount count, long value) {
        if (value >= 0) {
            now.merge(count, value, Long::sum);
        }
    }

    private Path file(String path) {
        return kernel.root().resolve(path);
    }

    private void thread() {
        put(WindowCount.RAN, ranNs.getAsLong());
        if (thread.isEmpty()) {
            return;
        }
        if (text.read(file(thread + "/schedstat"))) {
            text.number();
            put(WindowCount.WAITED, text.number());
        }
        if (text.read(file(thread + "/stat"))) {
            // The name stands in brackets and may hold anything, brackets and blanks too, but has no more than 64
            // bytes.
            String stat = text.rest();
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            if (fields.length > MAJOR_FAULTS) {
                put(
                        WindowCount.MINOR_FAULTS,
                        KernelText.count(fields[MINOR_FAULTS]).orElse(ABSENT));
                put(
                        WindowCount.MAJOR_FAULTS,
                        KernelText.count(fields[MAJOR_FAULTS]).orElse(ABSENT));
            }
        }
    }

    /** The number of a line {@code cpuN …}; -1 for another line, after which the rest of the line is to be passed over. */
    private long cpuOfLine() {
        String name = text.word();
        return name.startsWith("cpu")
                ? KernelText.count(name.substring("cpu".length())).orElse(ABSENT)
                : ABSENT;
    }

    private void schedstat() {
        if (!text.read(file("proc/schedstat")) || !text.word().equals("version") || text.number() < FIRST_VERSION) {
            return;
        }
        text.nextLine();
        int seen = 0;
        long ran = 0;
        long waited = 0;
        while (!text.ended()) {
            long cpu = cpuOfLine();
            if (cpu >= 0 && cpu <= CpuSet.MAX_CPU && cpus.contains((int) cpu)) {
                long[] fields = numbers(SCHEDSTAT_FIELDS);
                if (fields.length < SCHEDSTAT_FIELDS || !text.lineEnded()) {
                    return;
                }
                ran += fields[CPU_RAN];
                waited += fields[CPU_WAITED];
                seen++;
            }
            text.nextLine();
        }
        if (seen == cpus.cpus().size()) {
            put(WindowCount.CPU_RAN, ran);
            put(WindowCount.CPU_WAITED, waited);
        }
    }

    private void stat() {
        if (!text.read(file("proc/stat"))) {
            return;
        }
        long[] measuring = new long[STEAL + 1];
        long busySiblings = 0;
        int seen = 0;
        int seenSiblings = 0;
        while (!text.ended()) {
            long cpu = cpuOfLine();
            boolean own = cpu >= 0 && cpu <= CpuSet.MAX_CPU && cpus.contains((int) cpu);
            boolean sibling = cpu >= 0 && cpu <= CpuSet.MAX_CPU && siblings.contains((int) cpu);
            if (own || sibling) {
                long[] fields = numbers(STEAL + 1);
                if (fields.length <= STEAL) {
                    return;
                }
                for (int i = 0; i <= STEAL; i++) {
                    measuring[i] += own ? fields[i] : 0;
                    busySiblings += sibling && i != IDLE && i != IO_WAIT ? fields[i] : 0;
                }
                seen += own ? 1 : 0;
                seenSiblings += sibling ? 1 : 0;
            }
            text.nextLine();
        }
        if (seen == cpus.cpus().size()) {
            put(WindowCount.STOLEN, measuring[STEAL] * TICK_NS);
            put(WindowCount.INTERRUPTED, measuring[IRQ] * TICK_NS);
            put(WindowCount.IN_SOFTIRQS, measuring[SOFTIRQ] * TICK_NS);
        }
        if (seenSiblings > 0 && seenSiblings == siblings.cpus().size()) {
            put(WindowCount.SIBLINGS_BUSY, busySiblings * TICK_NS);
        }
    }

    /** The next numbers of the line, and no more than so many; fewer where it has fewer. */
    private long[] numbers(int most) {
        long[] numbers = new long[most];
        for (int i = 0; i < most; i++) {
            long number = text.number();
            if (number < 0) {
                return Arrays.copyOf(numbers, i);
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private void interrupts() {
        if (text.read(file("proc/interrupts"))
                && CpuColumns.read(text, cpus, (name, sum, description) -> add(interrupt(name, description), sum))) {
            // A machine without devices' interrupts on any CPU has none, and so has one without other rows.
            add(WindowCount.DEVICE_INTERRUPTS, 0);
            add(WindowCount.OTHER_INTERRUPTS, 0);
        }
    }

    /** x86 has names, other machines numbers and descriptions. */
    private static WindowCount interrupt(String name, String description) {
        return switch (name) {
            case "LOC" -> WindowCount.TIMER_INTERRUPTS;
            case "NMI" -> WindowCount.NON_MASKABLE;
            case "RES" -> WindowCount.RESCHEDULING;
            case "CAL" -> WindowCount.FUNCTION_CALLS;
            case "TLB" -> WindowCount.TLB_SHOOTDOWNS;
            default -> described(name, description);
        };
    }

    private static WindowCount described(String name, String description) {
        if (description.endsWith("timer")) {
            return WindowCount.TIMER_INTERRUPTS;
        }
        if (description.startsWith("Rescheduling interrupts")) {
            return WindowCount.RESCHEDULING;
        }
        if (description.startsWith("Function call interrupts")) {
            return WindowCount.FUNCTION_CALLS;
        }
        char first = name.isEmpty() ? ' ' : name.charAt(0);
        return first >= '0' && first <= '9' ? WindowCount.DEVICE_INTERRUPTS : WindowCount.OTHER_INTERRUPTS;
    }

    private void softirqs() {
        if (!text.read(file("proc/softirqs"))) {
            return;
        }
        CpuColumns.read(text, cpus, (name, sum, description) -> {
            switch (name) {
                case "TIMER", "HRTIMER" -> add(WindowCount.SOFTIRQ_TIMER, sum);
                case "NET_TX", "NET_RX" -> add(WindowCount.SOFTIRQ_NET, sum);
                case "BLOCK", "BLOCK_IOPOLL", "IRQ_POLL" -> add(WindowCount.SOFTIRQ_BLOCK, sum);
                case "HI", "TASKLET" -> add(WindowCount.SOFTIRQ_TASKLET, sum);
                case "SCHED" -> add(WindowCount.SOFTIRQ_SCHED, sum);
                case "RCU" -> add(WindowCount.SOFTIRQ_RCU, sum);
                default -> {}
            }
        });
    }

    private void vmstat() {
        if (!text.read(file("proc/vmstat"))) {
            return;
        }
        while (!text.ended()) {
            String name = text.word();
            long count = text.number();
            switch (name) {
                case "thp_fault_alloc" -> add(WindowCount.HUGE_PAGE_FAULTS, count);
                case "thp_collapse_alloc" -> add(WindowCount.HUGE_PAGE_COLLAPSES, count);
                case "thp_split", "thp_split_page", "thp_split_pmd" -> add(WindowCount.HUGE_PAGE_SPLITS, count);
                case "compact_stall" -> add(WindowCount.COMPACTION_STALLS, count);
                case "compact_daemon_wake" -> add(WindowCount.COMPACTION_WAKES, count);
                case "pgmigrate_success" -> add(WindowCount.PAGES_MIGRATED, count);
                case "numa_pte_updates" -> add(WindowCount.NUMA_PTE_UPDATES, count);
                case "numa_hint_faults" -> add(WindowCount.NUMA_HINT_FAULTS, count);
                case "numa_pages_migrated" -> add(WindowCount.NUMA_PAGES_MIGRATED, count);
                case "pswpin", "pswpout" -> add(WindowCount.SWAPS, count);
                default -> {
                    if (name.startsWith("allocstall")) {
                        add(WindowCount.DIRECT_RECLAIMS, count);
                    }
                }
            }
            text.nextLine();
        }
    }

    /** {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=123}, in microseconds. */
    private long pressureNs(String path) {
        if (!text.read(file(path)) || !text.take(SOME)) {
            return ABSENT;
        }
        String line = text.rest();
        int total = line.lastIndexOf("total=");
        long us = total < 0
                ? ABSENT
                : KernelText.count(line.substring(total + "total=".length())).orElse(ABSENT);
        return us < 0 ? ABSENT : 1_000 * us;
    }

    private long single(String path) {
        return text.read(file(path)) ? text.number() : ABSENT;
    }

    /** The names of what is not among some counts; empty where all are. */
    public static String unavailable(Map<String, Long> counts) {
        List<String> missing = new ArrayList<>();
        for (WindowCount each : WindowCount.values()) {
            if (each != WindowCount.INVOLUNTARY_SWITCHES && !counts.containsKey(each.spelling())) {
                missing.add(each.spelling());
            }
        }
        return String.join(", ", missing);
    }
}
