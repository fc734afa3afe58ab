package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ClassArchive;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Evidence.Outcome;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameCollector.Collected;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherIT {
    private static final Settings TUNED = new Settings(true, null, true, true);

    @TempDir
    private Path traces;

    private static Map<String, Long> counts(byte[] log) {
        Map<String, Long> counts = new TreeMap<>();
        HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log));
        while (reader.hasNext()) {
            Histogram window = (Histogram) reader.nextIntervalHistogram();
            counts.merge(window.getTag(), window.getTotalCount(), Long::sum);
        }
        return counts;
    }

    @Test
    void aPinnedJitterRepetitionIsWholeAndSaysWhereItRan() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, TUNED);
        List<Progress> progress = new ArrayList<>();
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            Collected collected = launcher.frames(spec, progress::add);
            ProbeResult result = Launched.result(collected);

            assertThat(result.reasons()).isEmpty();
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.others).isEmpty();
            assertThat(result.spec()).isEqualTo(spec);
            assertThat(progress).extracting(Progress::done).containsExactly(1, 2, 3, 4);
            int cpu = spec.grant().measuringCpus().first();
            assertThat(result.windows()).hasSize(2).allSatisfy(window -> {
                assertThat(window.allowedAfter()).isEqualTo(Integer.toString(cpu));
                assertThat(window.cpuBefore()).isEqualTo(cpu);
                assertThat(window.lengthNs()).isGreaterThanOrEqualTo(50_000_000);
            });
            HistogramFile declared = result.histograms().get(0);
            assertThat(declared.tag()).isEqualTo("node=host_numa=0_cpu=" + cpu + "_probe=jitter");
            assertThat(counts(Launched.files(collected).get(declared.file())))
                    .containsEntry(declared.tag(), declared.totalCount());
            assertThat(declared.totalCount())
                    .isEqualTo(result.windows().stream()
                            .mapToLong(ProbeResult.Window::count)
                            .sum());
            assertThat(result.floor().medianGapNs()).isPositive();
            assertThat(result.evidence())
                    .containsKeys(
                            "pinning",
                            "housekeeping",
                            "scheduling",
                            "lockMemory",
                            "idleStates",
                            "selfNoise",
                            "jvmLogClock");
            assertThat(result.evidence().get("pinning").outcome()).isEqualTo(Outcome.USED);
        }
    }

    @Test
    void aBusyLoopIsNeverRealTimeWhereTheKernelThrottlesThat() throws Exception {
        String limit = Files.readString(Path.of("/proc/sys/kernel/sched_rt_runtime_us"))
                .strip();
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, TUNED);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            Evidence scheduling =
                    Launched.result(launcher.frames(spec, p -> {})).evidence().get("scheduling");

            if (limit.equals("-1")) {
                assertThat(scheduling.detail()).contains("SCHED_FIFO");
            } else {
                assertThat(scheduling.outcome()).isEqualTo(Outcome.DENIED);
                assertThat(scheduling.detail()).contains(limit);
            }
        }
    }

    @Test
    void theMeasuringJvmStartsFromTheClassArchiveOfItsJar() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.WAKEUP, false, Settings.NONE);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, p -> {}));

            assertThat(result.evidence().get("jvmFlags").detail())
                    .contains("-XX:SharedArchiveFile=$PROBES/"
                            + ClassArchive.of(Launched.JAR, Launched.JAVA_HOME).getFileName());
        }
    }

    @Test
    void anArchiveThatIsNoneCostsTimeAndNothingElse(@TempDir Path folder) throws Exception {
        Path jar = Files.copy(Launched.JAR, folder.resolve("probes.jar"));
        Files.writeString(ClassArchive.of(jar, Launched.JAVA_HOME), "no archive");
        ProbeSpec spec = Specs.spec(Probe.WAKEUP, false, Settings.NONE);
        try (Launched launcher = Launched.start(jar)) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, p -> {}));

            assertThat(result.reasons()).isEmpty();
            assertThat(launcher.others).isEmpty();
        }
    }

    @Test
    void aWakeUpRepetitionHasBothSeriesAndSkipsNoDeadline() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.WAKEUP, true, TUNED);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            Collected collected = launcher.frames(spec, p -> {});
            ProbeResult result = Launched.result(collected);

            assertThat(result.reasons()).isEmpty();
            assertThat(result.histograms()).hasSize(2);
            assertThat(result.histograms().get(0).totalCount()).isEqualTo(2 * 250);
            assertThat(result.histograms().get(1).tag()).endsWith("_series=raw");
            assertThat(result.histograms().get(1).totalCount()).isBetween(1L, 500L);
        }
    }

    @Test
    void aRepetitionThatIsLeftToTheSchedulerAsksForNothing() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.WAKEUP, false, Settings.NONE);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, p -> {}));

            assertThat(result.reasons()).isEmpty();
            assertThat(result.histograms().get(0).tag()).contains("_cpu=any_");
            for (String setting : List.of("scheduling", "lockMemory", "idleStates")) {
                assertThat(result.evidence().get(setting)).isEqualTo(Evidence.notAsked());
            }
        }
    }

    @Test
    void aMeasuringJvmThatIsKilledGivesAnInvalidResultThatSaysSo() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, Settings.NONE, 200);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            Collected collected = launcher.frames(spec, progress -> {
                if (progress.done() == 3) {
                    launcher.process.descendants().forEach(ProcessHandle::destroyForcibly);
                }
            });
            ProbeResult result = Launched.result(collected);

            assertThat(result.valid()).isFalse();
            assertThat(result.reasons()).singleElement().asString().contains("measuring JVM ended", "137");
            assertThat(result.histograms()).isEmpty();
            assertThat(launcher.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void aStopGivesAShorterResultThatIsValid() throws Exception {
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, Settings.NONE, 200);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, progress -> {
                if (progress.done() == 4) {
                    sayStop(launcher);
                }
            }));

            assertThat(result.valid()).isTrue();
            assertThat(result.stopped()).isTrue();
            assertThat(result.windows()).hasSizeBetween(2, 50);
            assertThat(launcher.exitCode()).isZero();
        }
    }

    private static void sayStop(Launched launcher) {
        try {
            launcher.say("stop");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whenTheControllerGoesAwayNothingOfTheProbeStays() throws Exception {
        assertNothingStaysAfter(LauncherIT::closeInput, 1);
    }

    @Test
    void whenASignalEndsTheLauncherNothingOfTheProbeStays() throws Exception {
        assertNothingStaysAfter(launcher -> launcher.process.toHandle().destroy(), 128 + 15);
    }

    private static void assertNothingStaysAfter(Consumer<Launched> end, int exitCode) throws Exception {
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, Settings.NONE, 200);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            List<ProcessHandle> children = new ArrayList<>();
            launcher.frames(spec, progress -> {
                if (progress.done() == 3) {
                    launcher.process.descendants().forEach(children::add);
                    end.accept(launcher);
                }
            });

            assertThat(launcher.exitCode()).isEqualTo(exitCode);
            assertThat(launcher.errors())
                    .as("what it says of an end that was wanted")
                    .isEmpty();
            assertThat(children).isNotEmpty();
            for (ProcessHandle child : children) {
                child.onExit().get(10, TimeUnit.SECONDS);
            }
            assertThat(leftBy(launcher, Path.of("/dev/shm"), "quietcore-probe-"))
                    .isEmpty();
            assertThat(leftBy(launcher, Path.of(System.getProperty("java.io.tmpdir")), "jmh"))
                    .isEmpty();
        }
    }

    private static void closeInput(Launched launcher) {
        try {
            launcher.process.getOutputStream().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What lies there under such a name since the launcher began: no other one runs meanwhile. */
    private static List<Path> leftBy(Launched launcher, Path folder, String prefix) throws IOException {
        long startedMs = launcher.startedMs;
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> path.toFile().lastModified() >= startedMs)
                    .toList();
        }
    }

    @Test
    void whenTheControllerGoesAwayNoTraceInstanceStays() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root can trace");
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, Settings.NONE, 200).told(Parameter.EXPLAIN, "yes");
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            launcher.frames(spec, progress -> {
                if (progress.done() == 20) {
                    closeInput(launcher);
                }
            });

            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(mounted("mount", "-t", "tracefs", "quietcore-test", traces.toString()))
                    .isZero();
            try (Stream<Path> instances = Files.list(traces.resolve("instances"))) {
                assertThat(instances.map(Path::getFileName).map(Path::toString))
                        .doesNotContain("quietcore-" + launcher.process.pid());
            } finally {
                mounted("umount", traces.toString());
            }
        }
    }

    private static int mounted(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Who starts a launcher grants: the controller on its own machine, the agent in a pod (PodWorkTest). */
    @Test
    void aSpecWithoutAGrantIsToldAndMeasuresNothing() throws Exception {
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(Specs.withoutGrant(Probe.JITTER, 0)));

            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.errors()).contains("the spec grants no CPUs");
        }
    }

    @Test
    void aBadSpecIsToldInOneLine() throws Exception {
        try (Launched launcher = Launched.start()) {
            launcher.say("{\"probe\":\"jitters\"}");

            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.errors().strip().lines())
                    .singleElement()
                    .asString()
                    .contains("is no spec");
        }
    }

    @Test
    void aCpuThatIsNotThereMakesAnInvalidResult() throws Exception {
        ProbeSpec good = Specs.spec(Probe.JITTER, true, Settings.NONE);
        ProbeSpec spec = good.granted(new PlacementGrant(
                0, true, CpuSet.of(900), CpuSet.EMPTY, good.grant().housekeepingCpus(), "a test"));
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, p -> {}));

            assertThat(result.valid()).isFalse();
            assertThat(result.reasons().get(0)).contains("cannot be bound to CPU 900");
            assertThat(launcher.exitCode()).isEqualTo(5);
        }
    }
}
