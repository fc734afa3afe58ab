package io.quietcore.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.WindowCount;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.ThreadState;
import io.quietcore.runtime.noise.JvmLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowRecorderTest {
    @TempDir
    Path root;

    private final Map<String, Evidence> evidence = new TreeMap<>();

    private WindowRecorder recorder() {
        CpuSet here = CpuSet.parse(ThreadState.now().allowed());
        return new WindowRecorder(
                new PlacementGrant(0, false, here, CpuSet.EMPTY, here, "a test"), new KernelText(root));
    }

    private void group(int throttled, int throttledUs, int frozenUs) throws IOException {
        Files.createDirectories(root.resolve("proc/self"));
        Files.createDirectories(root.resolve("sys/fs/cgroup/a"));
        Files.writeString(root.resolve("proc/self/cgroup"), "0::/a\n");
        Files.writeString(
                root.resolve("sys/fs/cgroup/a/cpu.stat"),
                "nr_throttled " + throttled + "\nthrottled_usec " + throttledUs + "\n");
        Files.writeString(root.resolve("sys/fs/cgroup/a/cgroup.stat.local"), "frozen_usec " + frozenUs + "\n");
    }

    private static void window(WindowRecorder recorder, Change meanwhile) throws IOException {
        recorder.begin();
        recorder.loopBegins();
        long startNs = System.nanoTime();
        meanwhile.happens();
        long endNs = System.nanoTime();
        recorder.loopEnds();
        recorder.end();
        recorder.keep(startNs, endNs, 7, List.of());
    }

    private interface Change {
        void happens() throws IOException;
    }

    private List<Window> judged(WindowRecorder recorder) {
        return recorder.judged(new JvmLog(root.resolve("none")), evidence);
    }

    @Test
    void aQuotaThatThrottlesIsAResultAndToldOf() throws IOException {
        group(10, 5_000, 0);
        WindowRecorder recorder = recorder();
        window(recorder, () -> {});
        window(recorder, () -> group(13, 65_000, 0));

        List<Window> windows = judged(recorder);

        assertThat(recorder.reasons()).isEmpty();
        assertThat(windows)
                .extracting(window -> window.noise().get("throttled"))
                .containsExactly(0L, 3L);
        assertThat(evidence.get(Evidence.THROTTLED).detail())
                .startsWith("the control group's CPU quota throttled it 3 times in 1 of 2 windows, for 60.0 ms");
    }

    @Test
    void whatWasNotObservedIsAbsent() throws IOException {
        WindowRecorder recorder = recorder();
        window(recorder, () -> {});

        assertThat(judged(recorder).get(0).noise()).doesNotContainKeys("throttled", "throttledNs");
        assertThat(evidence).doesNotContainKey(Evidence.THROTTLED);
    }

    @Test
    void whatTheKernelCountedMeanwhileIsKeptOfEachWindow() throws IOException {
        put("proc/vmstat", "compact_stall 4\n");
        WindowRecorder recorder = recorder();
        window(recorder, () -> put("proc/vmstat", "compact_stall 9\n"));
        window(recorder, () -> {});

        List<Window> windows = judged(recorder);

        assertThat(windows)
                .extracting(window -> window.noise().get(WindowCount.COMPACTION_STALLS.spelling()))
                .containsExactly(5L, 0L);
        assertThat(windows)
                .allMatch(window -> window.noise().get(WindowCount.COUNTED.spelling()) >= window.lengthNs())
                .allMatch(window -> window.noise().get(WindowCount.RAN.spelling()) >= 0)
                .noneMatch(window -> window.noise().containsKey(WindowCount.STOLEN.spelling()));
        assertThat(evidence.get("counters").detail())
                .startsWith("read before and after each window; unavailable on this machine: waitedNs, cpuRanNs,");
        assertThat(evidence.get("selfNoise").detail()).doesNotContain("countedNs");
    }

    private void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void aGroupThatSomebodyFrozeIsNotTheMachine() throws IOException {
        group(0, 0, 0);
        WindowRecorder recorder = recorder();
        window(recorder, () -> group(0, 0, 250_000));

        assertThat(recorder.reasons())
                .containsExactly(
                        "window 0: the control group was frozen for 250000 us (cgroup.stat.local); the machine did"
                                + " not do that");
    }
}
