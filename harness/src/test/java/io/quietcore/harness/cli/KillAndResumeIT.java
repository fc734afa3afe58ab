package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controller is killed at seeded moments, and another one goes on. Some moments are seeded times; the others are
 * those at which something that is being written lies in the folder, so that renames and documents are met too.
 */
@Tag("once")
@Timeout(500)
class KillAndResumeIT {
    private static final int KILLS_AT_TIMES = 8;
    private static final int KILLS_WHILE_WRITING = 6;
    private static final int KILLS_IN_DOCUMENTS = 6;
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    private Path out;

    @Test
    void killedTwentyTimesAndResumedNothingIsLostAndNothingDoubled() throws Exception {
        out = folder.resolve("out");
        Path campaign = Quietcore.shortCampaign(folder);
        Random moments = new Random(20);
        List<String> done = new ArrayList<>();
        for (int kill = 1; kill <= KILLS_AT_TIMES + KILLS_WHILE_WRITING; kill++) {
            Process process = Files.exists(out.resolve("campaign.yaml"))
                    ? start("campaign", "--resume", out.toString())
                    : start("campaign", campaign.toString(), "--out", out.toString());
            if (kill <= KILLS_AT_TIMES) {
                process.waitFor(500 + moments.nextInt(6_000), TimeUnit.MILLISECONDS);
            } else {
                awaitWriting(process, moments.nextInt(3));
            }
            process.destroyForcibly().waitFor();
            List<String> now = whole();
            assertThat(now).as("kept after kill " + kill).containsAll(done);
            done = now;
        }
        Quietcore.Outcome resumed = Quietcore.run(folder, "campaign", "--resume", out.toString());
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        for (int kill = 1; kill <= KILLS_IN_DOCUMENTS; kill++) {
            Process process = start("report", out.toString());
            awaitWriting(process, moments.nextInt(8));
            process.destroyForcibly().waitFor();
        }

        Quietcore.Outcome last = Quietcore.run(folder, "campaign", "--resume", out.toString());

        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(last.out()).isEqualTo(resumed.out());
        assertThat(out.resolve("comparison.json")).exists();
        assertThat(out.resolve("report.html")).exists();
        assertThat(whole()).containsAll(done).hasSize(12).doesNotHaveDuplicates();
        assertThat(everything()).noneMatch(name -> name.contains(".writing-"));
    }

    private Process start(String... arguments) throws IOException {
        return Quietcore.command(folder, arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Returns when something is being written for the n-th time, or when the process has ended. */
    private void awaitWriting(Process process, int times) throws InterruptedException {
        long startNs = System.nanoTime();
        String seen = "";
        int left = times;
        while (System.nanoTime() - startNs < LONGEST_WAIT_NS && !process.waitFor(1, TimeUnit.MILLISECONDS)) {
            String writing = writing();
            if (!writing.isEmpty() && !writing.equals(seen) && left-- == 0) {
                return;
            }
            seen = writing;
        }
    }

    private String writing() {
        return everything().stream()
                .filter(name -> name.contains(".writing-"))
                .findFirst()
                .orElse("");
    }

    /** The whole repetitions, as {@code run/folder}. */
    private List<String> whole() {
        return everything().stream()
                .filter(name -> name.matches("[^/]+/repetitions/[0-9]+-jitter-numa[0-9]+"))
                .toList();
    }

    private List<String> everything() {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(out, 3, new FileVisitOption[0])) {
            return paths.map(path -> out.relativize(path).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            // What was listed was renamed meanwhile: look again.
            return everything();
        }
    }
}
