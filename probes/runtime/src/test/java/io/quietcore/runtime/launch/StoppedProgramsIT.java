package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs beside our own JVMs, stopped by SIGSTOP while they measure or load: they cannot tell it, their launcher does. */
@Tag("once")
@Timeout(120)
class StoppedProgramsIT {
    private static final long LOOK_EVERY_MS = 2;

    /** One window of a second. */
    private static ProbeSpec spec(Probe probe) {
        assumeTrue(installed(probe), () -> "SKIPPED: " + probe.spelling() + " is not installed");
        Parameters parameters = probe == Probe.FIO ? Parameters.NONE.with(Parameter.FILE_SIZE, "1M") : Parameters.NONE;
        return Specs.told(
                Specs.spec(probe, true, Settings.NONE),
                new Schedule(2, 1, 1_000_000_000, 0, probe.periodic() ? 1_000_000 : 0, probe.countsGaps() ? 1_000 : 0),
                parameters);
    }

    private static boolean installed(Probe probe) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, probe.spelling())));
    }

    /** A process below the launcher. */
    private static ProcessHandle await(Launched launcher, Predicate<ProcessHandle> which) throws InterruptedException {
        while (!launcher.process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            Optional<ProcessHandle> found =
                    launcher.process.descendants().filter(which).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("the launcher ended before");
    }

    private static Predicate<ProcessHandle> program(String name, String argument) {
        return process -> process.info().command().orElse("").endsWith("/" + name)
                && process.info().arguments().map(List::of).orElse(List.of()).contains(argument);
    }

    /** Stops it, and lets it go on once the kernel says that it stands. */
    private static void stopAndLetGoOn(ProcessHandle process) throws IOException, InterruptedException {
        signal(process, "-STOP");
        while (!Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") T ")) {
            Thread.onSpinWait();
        }
        signal(process, "-CONT");
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    private static ProbeResult result(Launched launcher, ProbeSpec spec) throws IOException {
        return Launched.result(launcher.frames(spec, progress -> {}));
    }

    @ParameterizedTest
    @CsvSource({
        "oslat, -D, oslat",
        "cyclictest, -D, cyclictest",
        "fio, --time_based, fio",
        "sockperf, ping-pong, sockperf",
        "sockperf, sr, the server of sockperf"
    })
    void aProgramThatWasStoppedMeasuredNothingThatCounts(String name, String argument, String told) throws Exception {
        ProbeSpec spec = spec(Probe.named(name).orElseThrow());
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            stopAndLetGoOn(await(launcher, program(name, argument)));
            ProbeResult result = result(launcher, spec);

            assertThat(result.reasons())
                    .contains(told + " was stopped 1 time (SIGSTOP, told by waitid); the machine did not do that");
            assertThat(result.evidence().get("stops").detail()).startsWith(told + " was stopped");
            assertThat(launcher.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void aProgramThatNobodyStoppedIsSaidToHaveGoneOn() throws Exception {
        ProbeSpec spec = spec(Probe.CYCLICTEST);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = result(launcher, spec);

            assertThat(result.reasons()).isEmpty();
            assertThat(result.evidence()).containsEntry("stops", Evidence.seen("never"));
        }
    }

    @Test
    void whileTheLauncherIsStoppedNobodyWatchesTheProgram() throws Exception {
        ProbeSpec spec = spec(Probe.CYCLICTEST);
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            await(launcher, program("cyclictest", "-D"));
            stopAndLetGoOn(launcher.process.toHandle());
            ProbeResult result = result(launcher, spec);

            assertThat(result.reasons())
                    .containsExactly("the launcher was stopped (SIGCONT) while cyclictest ran;"
                            + " whether cyclictest was stopped too cannot be told");
        }
    }

    @Test
    void aLoadThatWasStoppedDidNotRun() throws Exception {
        assumeTrue(Specs.allowed().size() > 1, "SKIPPED: one CPU is measured, and no other one is there for a load");
        ProbeSpec quiet = Specs.spec(Probe.WAKEUP, true, Settings.NONE, 10);
        ProbeSpec spec = quiet.loaded(new LoadOrder("timers", quiet.grant().housekeepingCpus()));
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            await(launcher, process -> process.info().commandLine().orElse("").contains("ForkedMain"));
            stopAndLetGoOn(await(
                    launcher, process -> process.info().commandLine().orElse("").contains("LoadProcess")));
            ProbeResult result = result(launcher, spec);

            assertThat(result.reasons())
                    .containsExactly("the load timers did not run: the process of the load timers was stopped 1 time"
                            + " (SIGSTOP, told by waitid); the machine did not do that");
        }
    }
}
