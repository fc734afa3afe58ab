package io.quietcore.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("once")
@Timeout(120)
class LoadProcessTest {
    private static final CpuSet FIRST = CpuSet.of(RunningLoad.allowed().first());

    private static void assumeInstalled(LoadKind kind) {
        assumeThat(kind != LoadKind.STRESS_NG || Programs.onPath("stress-ng").isPresent())
                .as("stress-ng is installed")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachKindWorksUntilItIsToldToStopAndSaysWhatItDid(LoadKind kind) throws Exception {
        assumeInstalled(kind);
        try (RunningLoad load = RunningLoad.start(kind, FIRST).awaitReady()) {
            load.runsForASecond();
            load.say("stop");
            LoadReport report = load.report();

            assertThat(report.kind()).isEqualTo(kind.spelling());
            assertThat(report.cpus()).isEqualTo(FIRST.toString());
            assertThat(report.unit()).isEqualTo(kind.unit());
            assertThat(report.operations()).isPositive();
            assertThat(report.seconds()).isGreaterThanOrEqualTo(1);
            assertThat(report.ratePerSecond() * report.seconds())
                    .isBetween(0.999 * report.operations(), 1.001 * report.operations());
            assertThat(report.workers()).containsExactly(new LoadReport.Worker(FIRST.first(), report.operations()));
            assertThat(load.exitCode()).isZero();
            assertThat(load.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theEndOfItsInputEndsItAndItsChildren(LoadKind kind) throws Exception {
        assumeInstalled(kind);
        try (RunningLoad load = RunningLoad.start(kind, FIRST).awaitReady()) {
            List<ProcessHandle> children = load.process.descendants().toList();
            load.endOfInput();

            assertThat(load.exitCode()).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(children.isEmpty() && kind == LoadKind.STRESS_NG).isFalse();
        }
    }

    @Test
    void aSignalEndsTheChildrenToo() throws Exception {
        assumeInstalled(LoadKind.STRESS_NG);
        try (RunningLoad load = RunningLoad.start(LoadKind.STRESS_NG, FIRST).awaitReady()) {
            List<ProcessHandle> children = load.process.descendants().toList();
            load.process.destroy();

            assertThat(load.exitCode()).isNotZero();
            assertThat(children).isNotEmpty().allSatisfy(child -> assertThat(child.onExit())
                    .succeedsWithin(Duration.ofSeconds(20)));
        }
    }

    @Test
    void aLineThatIsNotStopDoesNotEndIt() throws Exception {
        try (RunningLoad load = RunningLoad.start(LoadKind.TIMERS, FIRST).awaitReady()) {
            load.say("status?");
            load.runsForASecond();
        }
    }

    @Test
    void everyAllowedCpuGetsAWorker() throws Exception {
        CpuSet all = RunningLoad.allowed();
        try (RunningLoad load = RunningLoad.start(LoadKind.PAGE_FAULTS, all).awaitReady()) {
            load.runsForASecond();
            assertThat(RunningLoad.masks(load.process.toHandle()))
                    .containsAll(all.cpus().stream().map(CpuSet::of).toList());
            load.say("stop");

            assertThat(load.report().workers())
                    .allMatch(worker -> worker.operations() > 0)
                    .extracting(LoadReport.Worker::cpu)
                    .containsExactlyElementsOf(all.cpus());
        }
    }

    @Test
    void noThreadOfItRunsOnAnotherCpu() throws Exception {
        assumeThat(RunningLoad.allowed().size()).isGreaterThan(1);
        try (RunningLoad load = RunningLoad.start(LoadKind.FORK_EXEC, FIRST).awaitReady()) {
            load.runsForASecond();

            assertThat(RunningLoad.masks(load.process.toHandle())).isNotEmpty().containsOnly(FIRST);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coffee | 0 | 'coffee' is not a load; expected one of [memory-stream",
                "none | 0 | 'none' is not a load",
                "timers | 0-x | 'x' in the CPU list '0-x' is not a CPU number",
                "timers | '' | the CPU list is empty",
                "timers | 65535 | CPU 65535 is refused: sched_setaffinity",
                "stress-ng | 65535 | CPU 65535 is refused: sched_setaffinity",
            },
            quoteCharacter = '"')
    void aWrongArgumentIsOneLineAndExitCode1(String kind, String cpus, String message) throws Exception {
        assumeInstalled(LoadKind.named(kind).orElse(LoadKind.NONE));
        String list = cpus.equals("''") ? "" : cpus;
        try (RunningLoad load = RunningLoad.startWithArguments(kind, list)) {
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.errors()).singleElement().asString().contains(message);
        }
    }

    @Test
    void aMissingArgumentIsOneLineAndExitCode1() throws Exception {
        try (RunningLoad load = RunningLoad.startWithArguments("timers")) {
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.errors()).containsExactly("expected KIND CPULIST, found [timers]");
        }
    }

    @Test
    void stressNgThatIsNotInstalledIsExitCode3() throws Exception {
        try (RunningLoad load = RunningLoad.startWithPath("", LoadKind.STRESS_NG, FIRST)) {
            assertThat(load.exitCode()).isEqualTo(3);
            assertThat(load.errors()).containsExactly("stress-ng is not installed: it is not on PATH");
        }
    }

    @Test
    void stressNgThatRefusesToStartIsAFailureWithItsWords(@TempDir Path folder) throws Exception {
        program(folder, "echo no such stressor; exit 2");
        try (RunningLoad load = RunningLoad.startWithPath(folder.toString(), LoadKind.STRESS_NG, FIRST)) {
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.errors()).singleElement().asString().contains("did not start", "no such stressor");
        }
    }

    @Test
    void stressNgThatEndsByItselfIsAFailureAndNotALoadOfLess(@TempDir Path folder) throws Exception {
        program(folder, "echo dispatching hogs: 1 cpu; echo out of luck; exit 2");
        try (RunningLoad load = RunningLoad.startWithPath(folder.toString(), LoadKind.STRESS_NG, FIRST)) {
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.errors()).singleElement().asString().contains("exit code 2", "out of luck");
        }
    }

    @Test
    void stressNgThatDoesNotCountIsAFailure(@TempDir Path folder) throws Exception {
        program(folder, "trap 'exit 0' TERM; echo dispatching hogs: 1 cpu; while :; do :; done");
        try (RunningLoad load = RunningLoad.startWithPath(folder.toString(), LoadKind.STRESS_NG, FIRST)
                .awaitReady()) {
            load.say("stop");
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.errors()).singleElement().asString().contains("gave no bogo ops");
        }
    }

    private static void program(Path folder, String script) throws IOException {
        Path program = Files.writeString(folder.resolve("stress-ng"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
