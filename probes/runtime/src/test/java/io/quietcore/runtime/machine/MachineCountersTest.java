package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.WindowCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters as kernels from 3.10 on write them, and as containers' runtimes hide them. */
class MachineCountersTest {
    @TempDir
    Path root;

    private final AtomicLong ranNs = new AtomicLong(-1);

    private void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private MachineCounters counters(int... cpus) {
        return new MachineCounters(new KernelText(root), CpuSet.of(cpus), "proc/thread-self", ranNs::get);
    }

    /** By their names, as if all had been 0 before. */
    private Map<String, Long> read(int... cpus) {
        Map<WindowCount, Long> now = counters(cpus).read();
        Map<WindowCount, Long> zero = new EnumMap<>(now);
        zero.replaceAll((count, value) -> 0L);
        return MachineCounters.between(zero, now);
    }

    @Test
    void whatCannotBeReadIsAbsentAndNever0() {
        Map<String, Long> counts = read(0);

        assertThat(counts).containsOnlyKeys(WindowCount.COUNTED.spelling());
        assertThat(MachineCounters.unavailable(counts))
                .startsWith("ranNs, waitedNs, cpuRanNs")
                .doesNotContain("countedNs");
    }

    @Test
    void interruptsAreThoseOfTheCpusColumnAlsoWhereOneBeforeItIsOffline() throws IOException {
        put("proc/interrupts", """
                           CPU0       CPU2       CPU10
                  0:         36          1          2   IO-APIC   2-edge      timer
                 24:          7        100       1000   PCI-MSI 524288-edge      nvme0q1
                120:          1         11       2000   PCI-MSI 524289-edge      eth0-TxRx-0
                NMI:          1          2          3   Non-maskable interrupts
                LOC:       1000       2000       3000   Local timer interrupts
                RES:         10         20         30   Rescheduling interrupts
                CAL:         11         21         31   Function call interrupts
                TLB:         12         22         32   TLB shootdowns
                TRM:         13         23         33   Thermal event interrupts
                ERR:         99
                MIS:         98
                """);

        assertThat(read(2))
                .containsEntry(WindowCount.DEVICE_INTERRUPTS.spelling(), 111L)
                .containsEntry(WindowCount.TIMER_INTERRUPTS.spelling(), 2_001L)
                .containsEntry(WindowCount.NON_MASKABLE.spelling(), 2L)
                .containsEntry(WindowCount.RESCHEDULING.spelling(), 20L)
                .containsEntry(WindowCount.FUNCTION_CALLS.spelling(), 21L)
                .containsEntry(WindowCount.TLB_SHOOTDOWNS.spelling(), 22L)
                .containsEntry(WindowCount.OTHER_INTERRUPTS.spelling(), 23L);
        assertThat(read(2, 10)).containsEntry(WindowCount.DEVICE_INTERRUPTS.spelling(), 3_111L);
        assertThat(read(1)).containsOnlyKeys(WindowCount.COUNTED.spelling());
    }

    @Test
    void armsInterruptsAreKnownByTheirDescriptions() throws IOException {
        put("proc/interrupts", """
                           CPU0       CPU1
                 11:       1000       2000     GICv3  27 Level     arch_timer
                 14:          5          6     GICv3  34 Level     uart-pl011
                IPI0:        70         71       Rescheduling interrupts
                IPI1:        80         81       Function call interrupts
                IPI2:         1          2       CPU stop interrupts
                Err:          0
                """);

        assertThat(read(1))
                .containsEntry(WindowCount.TIMER_INTERRUPTS.spelling(), 2_000L)
                .containsEntry(WindowCount.DEVICE_INTERRUPTS.spelling(), 6L)
                .containsEntry(WindowCount.RESCHEDULING.spelling(), 71L)
                .containsEntry(WindowCount.FUNCTION_CALLS.spelling(), 81L)
                .containsEntry(WindowCount.OTHER_INTERRUPTS.spelling(), 2L)
                .doesNotContainKey(WindowCount.TLB_SHOOTDOWNS.spelling());
    }

    @Test
    void softirqsAreReadOfOldAndNewKernels() throws IOException {
        put("proc/softirqs", """
                                    CPU0       CPU1
                          HI:          1          2
                       TIMER:         10         20
                      NET_TX:          3          4
                      NET_RX:         30         40
                       BLOCK:          5          6
                BLOCK_IOPOLL:          7          8
                     TASKLET:          9         10
                       SCHED:         11         12
                     HRTIMER:         13         14
                         RCU:         15         16
                """);

        assertThat(read(1))
                .containsEntry(WindowCount.SOFTIRQ_TIMER.spelling(), 34L)
                .containsEntry(WindowCount.SOFTIRQ_NET.spelling(), 44L)
                .containsEntry(WindowCount.SOFTIRQ_BLOCK.spelling(), 14L)
                .containsEntry(WindowCount.SOFTIRQ_TASKLET.spelling(), 12L)
                .containsEntry(WindowCount.SOFTIRQ_SCHED.spelling(), 12L)
                .containsEntry(WindowCount.SOFTIRQ_RCU.spelling(), 16L);
    }

    @Test
    void timesOfTheCpuAndItsSiblingsLeaveOutIdleAndGuest() throws IOException {
        put("sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,5\n");
        put("proc/stat", """
                cpu  9 9 9 9 9 9 9 9 9 9
                cpu0 1 1 1 1 1 1 1 1 1 1
                cpu1 10 1 2 1000 50 3 4 5 100 100
                cpu5 1 2 3 9000 900 4 5 6 700 800
                cpu10 1 1 1 1 1 1 1 1 1 1
                intr 12345 0 0
                """);

        assertThat(read(1))
                .containsEntry(WindowCount.STOLEN.spelling(), 50_000_000L)
                .containsEntry(WindowCount.INTERRUPTED.spelling(), 30_000_000L)
                .containsEntry(WindowCount.IN_SOFTIRQS.spelling(), 40_000_000L)
                .containsEntry(WindowCount.SIBLINGS_BUSY.spelling(), 210_000_000L);
        assertThat(read(0))
                .containsEntry(WindowCount.STOLEN.spelling(), 10_000_000L)
                .doesNotContainKey(WindowCount.SIBLINGS_BUSY.spelling());
    }

    @Test
    void theRunQueueIsReadWhereItsLayoutIsKnown() throws IOException {
        String line = "cpu1 0 0 0 0 0 0 111 222 333\ndomain0 00000000,00000003 0 0 0\n";
        put("proc/schedstat", "version 15\ntimestamp 4295\ncpu0 0 0 0 0 0 0 1 2 3\n" + line);
        assertThat(read(1))
                .containsEntry(WindowCount.CPU_RAN.spelling(), 111L)
                .containsEntry(WindowCount.CPU_WAITED.spelling(), 222L);

        put("proc/schedstat", "version 10\ntimestamp 4295\n" + line);
        assertThat(read(1)).doesNotContainKey(WindowCount.CPU_RAN.spelling());

        put("proc/schedstat", "version 18\ntimestamp 4295\ncpu1 0 0 0 0 0 0 111 222 333 444\n");
        assertThat(read(1)).doesNotContainKey(WindowCount.CPU_RAN.spelling());
    }

    @Test
    void theThreadsOwnNumbersAreReadWhateverItIsCalled() throws IOException {
        ranNs.set(77);
        put("proc/thread-self/schedstat", "1000 2000 30\n");
        put("proc/thread-self/stat", "12 (a) R 1 2) S 1 2 3 4 5 6 70 8 9 10 11\n");

        assertThat(read(0))
                .containsEntry(WindowCount.RAN.spelling(), 77L)
                .containsEntry(WindowCount.WAITED.spelling(), 2_000L)
                .containsEntry(WindowCount.MINOR_FAULTS.spelling(), 70L)
                .containsEntry(WindowCount.MAJOR_FAULTS.spelling(), 9L);
    }

    @Test
    void theMachinesPagesAreReadOfOldAndNewKernels() throws IOException {
        put("proc/vmstat", """
                nr_free_pages 99
                allocstall_dma 1
                allocstall_normal 2
                allocstall_movable 3
                compact_stall 4
                thp_split_page 5
                thp_split_page_failed 500
                thp_split_pmd 6
                numa_hint_faults 7
                numa_hint_faults_local 700
                pswpin 8
                pswpout 9
                """);
        assertThat(read(0))
                .containsEntry(WindowCount.DIRECT_RECLAIMS.spelling(), 6L)
                .containsEntry(WindowCount.COMPACTION_STALLS.spelling(), 4L)
                .containsEntry(WindowCount.HUGE_PAGE_SPLITS.spelling(), 11L)
                .containsEntry(WindowCount.NUMA_HINT_FAULTS.spelling(), 7L)
                .containsEntry(WindowCount.SWAPS.spelling(), 17L)
                .doesNotContainKeys(
                        WindowCount.COMPACTION_WAKES.spelling(), WindowCount.NUMA_PAGES_MIGRATED.spelling());

        put("proc/vmstat", "allocstall 5\nthp_split 3\n");
        assertThat(read(0))
                .containsEntry(WindowCount.DIRECT_RECLAIMS.spelling(), 5L)
                .containsEntry(WindowCount.HUGE_PAGE_SPLITS.spelling(), 3L);
    }

    @Test
    void pressureThrottlingAndFrequencyAreReadWhereTheyAre() throws IOException {
        put("proc/pressure/cpu", "some avg10=0.00 avg60=1.25 avg300=0.00 total=123\nfull avg10=0.00 total=9\n");
        put("sys/devices/system/cpu/cpu3/thermal_throttle/core_throttle_count", "2\n");
        put("sys/devices/system/cpu/cpu3/thermal_throttle/package_throttle_count", "3\n");
        put("sys/devices/system/cpu/cpu3/cpufreq/scaling_cur_freq", "2400000\n");

        assertThat(read(3))
                .containsEntry(WindowCount.PRESSURE.spelling(), 123_000L)
                .containsEntry(WindowCount.THERMAL_THROTTLES.spelling(), 5L)
                .containsEntry(WindowCount.FREQUENCY_AFTER.spelling(), 2_400_000L)
                .doesNotContainKey(WindowCount.FREQUENCY_CHANGES.spelling());
    }

    @Test
    void aCounterThatBeganAnewOrCameMeanwhileIsAbsent() throws IOException {
        MachineCounters counters = counters(0);
        put("proc/vmstat", "compact_stall 40\nnuma_hint_faults 4294967290\n");
        put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "3000000\n");
        Map<WindowCount, Long> before = counters.read();
        put("proc/vmstat", "compact_stall 44\nnuma_hint_faults 3\nnuma_pte_updates 9\n");
        put("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1200000\n");

        assertThat(MachineCounters.between(before, counters.read()))
                .containsEntry(WindowCount.COMPACTION_STALLS.spelling(), 4L)
                .containsEntry(WindowCount.FREQUENCY_BEFORE.spelling(), 3_000_000L)
                .containsEntry(WindowCount.FREQUENCY_AFTER.spelling(), 1_200_000L)
                .doesNotContainKeys(WindowCount.NUMA_HINT_FAULTS.spelling(), WindowCount.NUMA_PTE_UPDATES.spelling());
    }

    @Test
    void filesThatSayNothingOfAKindAreNoCounters() throws IOException {
        String[] nothings = {
            "",
            "\0",
            "(null)\n",
            "CPU0",
            "CPU0 CPU0\n",
            "cpu0 1 2 x 4\n",
            "cpu0 1 2 3 -4\n",
            "cpu0\n",
            "CPUx\n",
            "           CPU0\n LOC:\n 24: -1 x\n NET_RX: 99999999999999999999\n",
            "version 15\ncpu0 1 2\n",
            "some total=\n"
        };
        for (String nothing : nothings) {
            for (String file : new String[] {
                "proc/interrupts",
                "proc/softirqs",
                "proc/stat",
                "proc/schedstat",
                "proc/vmstat",
                "proc/pressure/cpu",
                "proc/thread-self/stat",
                "proc/thread-self/schedstat",
                "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq"
            }) {
                put(file, nothing);
            }
            Map<String, Long> counts = read(0);
            counts.keySet()
                    .removeAll(List.of(
                            WindowCount.COUNTED.spelling(),
                            WindowCount.DEVICE_INTERRUPTS.spelling(),
                            WindowCount.OTHER_INTERRUPTS.spelling()));
            assertThat(counts).as(nothing).isEmpty();
        }
    }

    @Test
    void aTextEndsAtItsNul() throws IOException {
        put("proc/vmstat", "compact_stall 4\n\0numa_hint_faults 3\n");

        assertThat(read(0))
                .containsEntry(WindowCount.COMPACTION_STALLS.spelling(), 4L)
                .doesNotContainKey(WindowCount.NUMA_HINT_FAULTS.spelling());
    }

    @Test
    void aTableOfThousandsOfCpusIsReadToItsEnd() throws IOException {
        StringBuilder table = new StringBuilder("     ");
        for (int cpu = 0; cpu < 4_096; cpu++) {
            table.append(" CPU").append(cpu);
        }
        for (int row = 0; row < 40; row++) {
            table.append("\n ").append(100 + row).append(':');
            for (int cpu = 0; cpu < 4_096; cpu++) {
                table.append("         ").append(cpu == 4_095 ? 2 : 1);
            }
            table.append("  PCI-MSI ").append(row).append("-edge      nvme0q").append(row);
        }
        put("proc/interrupts", table.append('\n').toString());

        assertThat(read(4_095)).containsEntry(WindowCount.DEVICE_INTERRUPTS.spelling(), 80L);
    }
}
