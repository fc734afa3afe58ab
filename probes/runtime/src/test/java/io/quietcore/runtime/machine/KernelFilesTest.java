package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFilesTest {
    @TempDir
    private Path root;

    private KernelText kernel;

    @BeforeEach
    void setUp() {
        kernel = new KernelText(root);
    }

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** CentOS 7 writes a NUL, kernels 4.0 to 6.0 "(null)", later ones an empty line: no difference between two machines. */
    @Test
    void anEmptyCpuListIsEmptyInTheWordsOfEveryKernel() throws IOException {
        for (String empty : new String[] {"\0", "(null)\n", "\n", ""}) {
            put("sys/devices/system/cpu/nohz_full", empty);

            assertThat(HostFactsReader.read(kernel, "a JVM").fingerprint()).containsEntry("nohzFull", "");
        }
        put("sys/devices/system/cpu/nohz_full", "2-3\n\0\0");

        assertThat(HostFactsReader.read(kernel, "a JVM").fingerprint()).containsEntry("nohzFull", "2-3");
    }

    @Test
    void throttlingIsReadFromCgroupV2() throws IOException {
        put("proc/self/cgroup", "0::/kubepods/pod1\n");
        put("sys/fs/cgroup/kubepods/pod1/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).hasValue(4);
    }

    /** A session's own group has no CPU controller where the quota is the user's, as systemd makes them. */
    @Test
    void theQuotasOfTheGroupsAroundCountToo() throws IOException {
        put("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-2.scope\n");
        put("sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/cpu.stat", "usage_usec 5\n");
        put("sys/fs/cgroup/user.slice/user-1000.slice/cpu.stat", "usage_usec 5\nnr_throttled 4\n");
        put("sys/fs/cgroup/user.slice/cpu.stat", "usage_usec 9\nnr_throttled 3\n");
        put("sys/fs/cgroup/cpu.stat", "usage_usec 99\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).hasValue(7);
    }

    @Test
    void throttlingIsReadFromAContainersOwnRootOfTheMount() throws IOException {
        put("proc/self/cgroup", "0::/../elsewhere\n");
        put("sys/fs/cgroup/cpu.stat", "nr_throttled 2\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).hasValue(2);
    }

    @Test
    void throttlingIsReadFromCgroupV1() throws IOException {
        put("proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/a\n");
        put("sys/fs/cgroup/cpu,cpuacct/a/cpu.stat", "nr_periods 9\nnr_throttled 7\nthrottled_time 1\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).hasValue(7);
    }

    @Test
    void frozenTimeIsReadWhereTheKernelCountsIt() throws IOException {
        put("proc/self/cgroup", "0::/kubepods/pod1\n");
        assertThat(ControlGroup.of(kernel).frozenUs()).isEmpty();

        put("sys/fs/cgroup/kubepods/pod1/cgroup.stat.local", "frozen_usec 250000\n");
        assertThat(ControlGroup.of(kernel).frozenUs()).hasValue(250_000);
    }

    @Test
    void withoutACgroupMountThereIsNothingToTell() throws IOException {
        put("proc/self/cgroup", "0::/a\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).isEmpty();
    }

    @Test
    void anonymousMemoryIsCountedByNodeAndPageSize() throws IOException {
        put("proc/self/numa_maps", """
                7f00 default anon=100 dirty=100 N0=90 N1=10 kernelpagesize_kB=4
                7f01 default file=/lib/libc.so mapped=5 N1=5 kernelpagesize_kB=4
                7f02 default huge anon=2 dirty=2 N0=2 kernelpagesize_kB=2048
                """);

        MemoryNodes memory = MemoryNodes.of(kernel);

        assertThat(memory.kilobytesByNode()).containsEntry(0, 360L + 4_096).containsEntry(1, 40L);
        assertThat(memory.remoteShare(1)).hasValue(1 - 40.0 / (360 + 4_096 + 40));
    }

    @Test
    void memoryThatIsNotToldHasNoRemoteShare() {
        assertThat(MemoryNodes.of(kernel).remoteShare(0)).isEmpty();
    }

    /** A container's runtime may write these files itself: what is no count says nothing, and ends no measurement. */
    @Test
    void whatIsNoCountIsNotTold() throws IOException {
        put("proc/self/cgroup", "0::/\n");
        put("sys/fs/cgroup/cpu.stat", "nr_throttled 99999999999999999999\n");
        put("sys/devices/system/cpu/isolated", "1-\n");

        assertThat(ControlGroup.of(kernel).timesThrottled()).isEmpty();
        assertThat(kernel.cpus("sys/devices/system/cpu/isolated")).isEmpty();
    }

    @Test
    void realTimeThrottlingIsOffOnlyAtMinusOne() throws IOException {
        put("proc/sys/kernel/sched_rt_runtime_us", "-1\n");
        assertThat(RealTimeThrottling.limit(kernel)).isEmpty();

        put("proc/sys/kernel/sched_rt_runtime_us", "950000\n");
        assertThat(RealTimeThrottling.limit(kernel)).hasValue("sched_rt_runtime_us is 950000 of 1000000");
    }

    @Test
    void throttledTimeIsReadInTheUnitOfEachVersion() throws IOException {
        put("proc/self/cgroup", "0::/a\n");
        put("sys/fs/cgroup/a/cpu.stat", "nr_throttled 4\nthrottled_usec 900\n");
        assertThat(ControlGroup.of(kernel).throttledUs()).hasValue(900);

        put("sys/fs/cgroup/a/cpu.stat", "nr_throttled 4\nthrottled_time 900000\n");
        assertThat(ControlGroup.of(kernel).throttledUs()).hasValue(900);
    }

    @Test
    void aClockIsJudgedByItsUndisturbedBatches() {
        AtomicLong ns = new AtomicLong();
        AtomicLong calls = new AtomicLong();
        // 25 ns a call; most batches lose the CPU for 4 ms, which lifts their mean to 4 us: a system call by its looks.
        double costNs = Clock.costNs(() -> {
            long call = calls.incrementAndGet();
            return ns.addAndGet(call % 1_000 == 500 && call < 900_000 ? 4_000_000 : 25);
        });

        assertThat(costNs).isEqualTo(25);
        assertThat(new Clock("tsc", costNs, 10).problem()).isEmpty();
    }

    @Test
    void aClockOutsideTheVdsoIsAProblem() {
        assertThat(new Clock("tsc", 25, 10).problem()).isEmpty();
        assertThat(new Clock("hpet", 25, 10).problem()).get().asString().contains("hpet");
        assertThat(new Clock("tsc", 1_900, 10).problem()).get().asString().contains("system call");
        assertThat(new Clock("unreadable", 25, 10).problem()).isEmpty();
        assertThat(new Clock("unreadable", 300, 10).problem()).isPresent();
    }

    @Test
    void aFingerprintHasEveryKeyAndSaysWhatCannotBeRead() throws IOException {
        put("proc/sys/kernel/random/boot_id", "b-1\n");
        put("proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU\nmicrocode\t: 0x1\n");
        put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        put("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");

        HostFacts facts = HostFactsReader.read(kernel, "a JVM");

        assertThat(facts.bootId()).isEqualTo("b-1");
        assertThat(facts.fingerprint().keySet()).containsExactlyInAnyOrderElementsOf(HostFacts.FINGERPRINT_KEYS);
        assertThat(facts.fingerprint())
                .containsEntry("cpuModel", "A CPU")
                .containsEntry("governor", "performance, powersave")
                .containsEntry("kernel", "unreadable");
    }
}
