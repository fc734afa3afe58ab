package io.quietcore.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BackgroundLoadTest {
    private static final CpuSet FIRST = CpuSet.of(RunningLoad.allowed().first());

    private static BackgroundLoad start(LoadKind kind, CpuSet cpus) throws IOException {
        return BackgroundLoad.start(kind, cpus, RunningLoad.JAVA_HOME, RunningLoad.CLASS_PATH);
    }

    private static List<ProcessHandle> loads() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(LoadProcess.class.getName()::equals))
                .toList();
    }

    @Test
    void aStoppedLoadSaysWhatItReachedAndIsGone() throws IOException {
        try (BackgroundLoad load = start(LoadKind.MEMORY_STREAM, FIRST)) {
            ProcessHandle process = loads().get(0);
            assertThat(process.onExit()).failsWithin(Duration.ofSeconds(1));
            LoadReading reading = load.stop();

            assertThat(reading.kind()).isEqualTo(LoadKind.MEMORY_STREAM);
            assertThat(reading.cpus()).isEqualTo(FIRST);
            assertThat(reading.operations()).isPositive();
            assertThat(reading.ratePerSecond()).isPositive();
            assertThat(reading.unit()).isEqualTo("bytes/s");
            assertThat(process.isAlive()).isFalse();
            assertThatIllegalStateException().isThrownBy(load::stop).withMessageContaining("stopped before");
        }
    }

    @Test
    void aClosedLoadIsGone() throws IOException {
        ProcessHandle process;
        try (BackgroundLoad load = start(LoadKind.TIMERS, FIRST)) {
            assertThat(load).isNotNull();
            process = loads().get(0);
        }
        assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aStarterThatIsHeldOnOneCpuLoadsAnother() {
        List<Integer> cpus = RunningLoad.allowed().cpus();
        assumeThat(cpus).hasSizeGreaterThan(1);
        CpuSet other = CpuSet.of(cpus.get(1));
        // A thread of its own: the mask dies with it.
        CompletableFuture<LoadReading> reading = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        OwnThreads.holdCaller(cpus.get(0));
                        try (BackgroundLoad load = start(LoadKind.FORK_EXEC, other)) {
                            assertThat(RunningLoad.masks(loads().get(0))).containsOnly(other);
                            return load.stop();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task, "held").start());

        assertThat(reading).succeedsWithin(Duration.ofSeconds(60)).satisfies(r -> assertThat(r.cpus())
                .isEqualTo(other));
    }

    @Test
    void noLoadIsNoProcessAndNothingReached() throws IOException {
        try (BackgroundLoad load = start(LoadKind.NONE, CpuSet.EMPTY)) {
            assertThat(loads()).isEmpty();
            assertThat(load.stop()).isEqualTo(new LoadReading(LoadKind.NONE, CpuSet.EMPTY, 0, 0, 0, "operations/s"));
        }
    }

    @Test
    void aRefusedCpuIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> start(LoadKind.TIMERS, CpuSet.of(FIRST.first(), CpuSet.MAX_CPU)))
                .withMessageContaining("timers")
                .withMessageContaining("CPU 65535 is refused")
                .withMessageContaining("exit code 1");
    }

    @Test
    void aClassPathWithoutTheLoadIsToldWithTheJvmsWords() {
        assertThatIOException()
                .isThrownBy(() -> BackgroundLoad.start(LoadKind.TIMERS, FIRST, RunningLoad.JAVA_HOME, "/nowhere"))
                .withMessageContaining("did not start")
                .withMessageContaining("ClassNotFoundException");
    }

    @Test
    void aFolderWithoutAJvmIsRefused() {
        assertThatIOException()
                .isThrownBy(
                        () -> BackgroundLoad.start(LoadKind.TIMERS, FIRST, Path.of("/nowhere"), RunningLoad.CLASS_PATH))
                .withMessageContaining("/nowhere");
    }

    @Test
    void aLoadWithoutACpuIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(LoadKind.TIMERS, CpuSet.EMPTY))
                .withMessageContaining("needs a CPU");
    }

    @Test
    void aLoadThatDiedMeanwhileIsAnErrorAndNotARate() throws IOException {
        try (BackgroundLoad load = start(LoadKind.TIMERS, FIRST)) {
            ProcessHandle process = loads().get(0);
            process.destroyForcibly();
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20));

            assertThatIOException().isThrownBy(load::stop).withMessageContaining("exit code 137");
        }
    }
}
