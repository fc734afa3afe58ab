package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Evidence;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.SealCheck;
import io.quietcore.results.store.StoredRepetition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGSTOP of each process of a run, while its first repetition is measured. A stop of the measuring JVM lies in its windows like
 * a stall of the machine: they are INVALID, and measured again. The launcher and the controller touch nothing that is measured;
 * without them the windows go on, and stay valid.
 */
@Tag("once")
@Timeout(180)
class StoppedProcessesIT {
    private static final long LOOK_EVERY_MS = 2;

    @TempDir
    private Path folder;

    private Path out;
    private Process controller;

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(String what, Condition condition) throws Exception {
        while (!condition.holds()) {
            if (controller.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(what + ": the run ended before; it said:\n" + said());
            }
        }
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    /** Starts a run of two repetitions; returns when the first one's measuring thread begins. */
    private MeasuringJvm begun() throws Exception {
        Path campaign = Files.writeString(folder.resolve("one.yml"), """
                campaign: one
                repetitions: 2
                blockSize: 1
                explain: 0
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 1s, threshold: 1us}
                sides:
                  own: {pinned: true}
                """);
        out = folder.resolve("out");
        controller = Quietcore.command(folder, "run", campaign.toString(), "--out", out.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        await("a measuring JVM", () -> MeasuringJvm.below(controller).isPresent());
        MeasuringJvm measuring = MeasuringJvm.below(controller).orElseThrow();
        await("the place of the measuring thread", measuring::hasItsPlace);
        return measuring;
    }

    private void stop(ProcessHandle process) throws Exception {
        signal(process, "-STOP");
        await("stopped", () -> !process.isAlive() || MeasuringJvm.isStopped(process));
    }

    private static void letGoOn(ProcessHandle process) throws Exception {
        signal(process, "-CONT");
    }

    private static void signal(ProcessHandle process, String signal) throws Exception {
        // Where it has ended meanwhile there is nothing to signal, which kill says.
        new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @AfterEach
    void end() {
        controller.descendants().forEach(ProcessHandle::destroyForcibly);
        controller.destroyForcibly();
    }

    private RunContents contents() throws IOException {
        try (Stream<Path> entries = Files.list(out)) {
            return RunFolder.read(
                    entries.filter(path -> path.getFileName().toString().startsWith(RunFolder.PREFIX))
                            .findFirst()
                            .orElseThrow());
        }
    }

    private List<AttemptEnded> attempts() throws IOException {
        return Journal.entries(out).stream()
                .filter(AttemptEnded.class::isInstance)
                .map(AttemptEnded.class::cast)
                .toList();
    }

    /** Two repetitions, each once, both whole and valid; who measured was never stopped. */
    private void assertBothAreValid() throws Exception {
        assertThat(controller.waitFor()).as(said()).isZero();
        RunContents contents = contents();
        assertThat(contents.damaged()).isEmpty();
        assertThat(contents.run().repetitions())
                .extracting(StoredRepetition::result)
                .allSatisfy(result -> {
                    assertThat(result.reasons()).isEmpty();
                    assertThat(result.windows()).hasSize(2);
                    assertThat(result.evidence()).containsEntry("stops", Evidence.seen("never"));
                })
                .extracting(result -> result.spec().repetition())
                .containsExactlyInAnyOrder(1, 2);
        assertThat(SealCheck.of(out)).isEqualTo(new SealCheck(List.of(), List.of()));
    }

    @Test
    void aStoppedProbeMakesItsWindowsInvalidAndTheRepetitionIsMeasuredAgain() throws Exception {
        MeasuringJvm measuring = begun();

        // From warm-up to the last window, so that some of it is in each.
        while (!measuring.isThrough()) {
            stop(measuring.process());
            letGoOn(measuring.process());
            controller.waitFor(100, TimeUnit.MILLISECONDS);
        }

        assertBothAreValid();
        AttemptEnded first = attempts().get(0);
        assertThat(first.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(first.reasons()).isNotEmpty().allSatisfy(reason -> assertThat(reason)
                .contains("window ", ": the measuring process was stopped, and went on ", " (SIGCONT)"));
        assertThat(contents().setAside())
                .extracting(aside -> aside.name().toString())
                .contains("01-jitter-numa0.invalid-1");
        // What was stopped is one repetition; the other attempts measured undisturbed.
        assertThat(attempts().stream().filter(each -> each.reasons().toString().contains("was stopped")))
                .hasSize(1);
    }

    @Test
    void theWindowsGoOnWithoutTheLauncherAndAreValid() throws Exception {
        MeasuringJvm measuring = begun();
        ProcessHandle launcher = measuring.launcher();

        stop(launcher);
        await("the windows' end", measuring::isThrough);
        assertThat(MeasuringJvm.isStopped(launcher)).isTrue();
        letGoOn(launcher);

        assertBothAreValid();
        assertThat(attempts()).extracting(AttemptEnded::reasons).noneMatch(reasons -> reasons.toString()
                .contains("was stopped"));
    }

    @Test
    void theWindowsGoOnWithoutTheControllerAndNothingOfThemIsLost() throws Exception {
        MeasuringJvm measuring = begun();

        stop(controller.toHandle());
        await("the windows' end", measuring::isThrough);
        assertThat(MeasuringJvm.isStopped(controller.toHandle())).isTrue();
        letGoOn(controller.toHandle());

        assertBothAreValid();
        assertThat(attempts()).extracting(AttemptEnded::reasons).noneMatch(reasons -> reasons.toString()
                .contains("was stopped"));
    }
}
