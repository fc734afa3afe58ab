package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.results.store.SealCheck;
import java.io.File;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controller is killed at seeded moments, and another one goes on. Some moments are seeded times; the others are
 * those at which something that is being written lies in the folder, so that renames and documents are met too. Probes that
 * answer with what was measured once stand in for those that measure: what is killed is the store's and the plan's.
 */
@Tag("once")
@Timeout(500)
class KillAndResumeIT {
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String ONE_SIDE = """
            campaign: one
            repetitions: 6
            blockSize: 1
            explain: 0
            primary: [jitter-lost]
            probes:
              jitter: {windows: 2, window: 50ms, threshold: 1us}
            sides:
              own: {pinned: true}
            """;

    @TempDir
    private static Path shared;

    private static Path recorded;
    private static Path probes;

    @TempDir
    private Path folder;

    private Path out;
    private final Random moments = new Random(20);
    private final List<String> done = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    /** Starts a controller that begins, or goes on where something is there. */
    private interface Controller {
        Process start() throws IOException;
    }

    @BeforeAll
    static void standIn() throws IOException {
        recorded = RecordedProbes.jitter();
        probes = RecordedProbes.jar(shared, recorded);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void ofTwoSidesNothingIsLostAndNothingDoubled() throws Exception {
        out = folder.resolve("out");
        Path campaign = Quietcore.shortCampaign(folder);
        Controller controller = () -> isBegun(out)
                ? start("campaign", "--resume", out.toString())
                : start("campaign", campaign.toString(), "--out", out.toString());
        killAtTimes(controller, 8);
        killWhileWriting(controller, 6);
        Quietcore.Outcome resumed = ended("campaign", "--resume", out.toString());
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        killWhileWriting(() -> start("report", out.toString()), 6);

        Quietcore.Outcome last = ended("campaign", "--resume", out.toString());

        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(last.out()).isEqualTo(resumed.out());
        assertThat(out.resolve("comparison.json")).exists();
        assertThat(out.resolve("report.html")).exists();
        assertWhole(12, out);
    }

    @Test
    void ofARunNothingIsLostAndNothingDoubled() throws Exception {
        out = folder.resolve("out");
        Path campaign = Files.writeString(folder.resolve("one.yml"), ONE_SIDE);
        Controller controller = () -> isBegun(out)
                ? start("run", "--resume", out.toString())
                : start("run", campaign.toString(), "--out", out.toString());
        killAtTimes(controller, 3);
        killWhileWriting(controller, 4);

        Quietcore.Outcome last = ended("run", "--resume", out.toString());

        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(out.resolve("report.html")).exists();
        assertWhole(6, out);
    }

    @Test
    void ofAFleetNothingIsLostAndNothingDoubled() throws Exception {
        out = folder.resolve("fleet");
        Path campaign = Quietcore.shortCampaign(folder);
        // By its class path: it is a test's.
        Controller controller = () -> followed(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StandInFleet.class.getName(),
                campaign.toString(),
                out.toString(),
                recorded.toString()));
        killWhileWriting(controller, 8);

        Process last = controller.start();
        assertThat(last.waitFor()).as(said()).isZero();

        // Two sides of six repetitions on two nodes, on each of two clusters.
        assertWhole(2 * 2 * 12, StandInFleet.CONTEXTS.stream().map(out::resolve).toArray(Path[]::new));
    }

    private void killAtTimes(Controller controller, int kills) throws Exception {
        for (int kill = 1; kill <= kills; kill++) {
            Process process = controller.start();
            process.waitFor(500 + moments.nextInt(2_500), TimeUnit.MILLISECONDS);
            kill(process);
        }
    }

    private void killWhileWriting(Controller controller, int kills) throws Exception {
        for (int kill = 1; kill <= kills; kill++) {
            Process process = controller.start();
            awaitWriting(process, moments.nextInt(8));
            kill(process);
        }
    }

    private void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        List<String> now = whole();
        assertThat(now).as("kept after the kill").containsAll(done);
        done.clear();
        done.addAll(now);
    }

    /** So many repetitions, all that were whole after any kill among them; no half-written file, and nothing unsealed. */
    private void assertWhole(int repetitions, Path... campaigns) throws IOException {
        assertThat(whole()).containsAll(done).hasSize(repetitions).doesNotHaveDuplicates();
        assertThat(everything()).noneMatch(name -> name.contains(".writing-"));
        for (Path campaign : campaigns) {
            assertThat(SealCheck.of(campaign)).isEqualTo(new SealCheck(List.of(), List.of()));
        }
    }

    private static boolean isBegun(Path campaign) {
        return Files.exists(campaign.resolve("campaign.yaml"));
    }

    private Process start(String... arguments) throws IOException {
        return followed(Quietcore.command(folder, probes, arguments));
    }

    private Process followed(ProcessBuilder command) throws IOException {
        Process process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "err.txt")))
                .start();
        started.add(process);
        return process;
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    private Quietcore.Outcome ended(String... arguments) throws Exception {
        return Quietcore.run(Quietcore.command(folder, probes, arguments));
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

    /** The whole repetitions but for explained ones, as {@code run/repetitions/folder}, in a fleet below their cluster. */
    private List<String> whole() {
        return everything().stream()
                .filter(name -> name.matches("([^/]+/){1,2}repetitions/[0-9]+-jitter-(node-[ab]-)?numa[0-9]+"))
                .toList();
    }

    private List<String> everything() {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(out, 4, new FileVisitOption[0])) {
            return paths.map(path -> out.relativize(path).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            // What was listed was renamed meanwhile: look again.
            return everything();
        }
    }
}
