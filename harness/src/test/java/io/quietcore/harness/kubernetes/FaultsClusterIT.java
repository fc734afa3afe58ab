package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.RunContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign on a real cluster of which parts fail meanwhile. In the end every repetition is there once from every node, each
 * one that is invalid says why, and nothing of ours is left.
 */
@Tag("cluster")
@Timeout(500)
class FaultsClusterIT {
    private static final long LONGEST_WAIT_MS = 120_000;
    private static final long LOOK_AGAIN_MS = 50;

    @TempDir
    private static Path folder;

    private static RealCluster cluster;
    private static int nodes;

    private Path out;
    private String command;
    private int repetitions;

    @BeforeAll
    static void makeNamespace() throws Exception {
        RealCluster.assumeThere();
        cluster = RealCluster.with(folder, "quietcore-faults");
        nodes = cluster.exclusiveCpus().size();
    }

    @AfterAll
    static void deleteNamespace() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void forgetEarlierWords() throws Exception {
        Files.deleteIfExists(folder.resolve("err"));
        out = Files.createTempDirectory(folder, "campaign").resolve("out");
    }

    /** What a test that failed left is none of the next one's. */
    @AfterEach
    void clean() throws Exception {
        cluster.kubectl(
                "delete",
                "jobs,pods,configmaps,leases",
                "-n",
                cluster.namespace(),
                "-l",
                Labels.NAME + "=" + Labels.QUIETCORE);
    }

    /** One side, whose pods live through all three repetitions, or two, which take turns and need six to decide. */
    private Process campaign(String... sides) throws IOException {
        repetitions = sides.length == 1 ? 3 : 6;
        StringBuilder yaml = new StringBuilder("""
                campaign: faults
                description: the least that can decide
                backend: kubernetes
                repetitions: %d
                blockSize: 3
                seed: 7
                explain: 0
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 200ms, threshold: 1us}
                sides:
                """.formatted(repetitions));
        for (String side : sides) {
            yaml.append("  ")
                    .append(side)
                    .append(": {pinned: ")
                    .append(side.equals("tuned"))
                    .append("}\n");
        }
        Path file = Files.writeString(folder.resolve("faults.yml"), yaml);
        command = sides.length == 1 ? "run" : "campaign";
        return cluster.start(command, file.toString(), "--out", out.toString(), "--start-delay", "5s");
    }

    private List<JournalEntry> journal() throws IOException {
        return Files.exists(out.resolve(Journal.FILE)) ? Journal.entries(out) : List.of();
    }

    private long started() throws IOException {
        return journal().stream().filter(AttemptStarted.class::isInstance).count();
    }

    private long ended() throws IOException {
        return journal().stream().filter(AttemptEnded.class::isInstance).count();
    }

    /** Something that is asked again until it is so; a campaign that ended meanwhile fails the test. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(Process process, Condition condition) throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        while (!condition.holds()) {
            assertThat(process.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS))
                    .as(() -> "the campaign ended: " + said())
                    .isFalse();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs))
                    .as(() -> "waited in vain: " + said())
                    .isLessThan(LONGEST_WAIT_MS);
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String firstPod() throws IOException, InterruptedException {
        return cluster.ours().stream()
                .filter(name -> name.startsWith("pod/"))
                .findFirst()
                .orElseThrow();
    }

    private void assertEnds(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(400, TimeUnit.SECONDS)).as(this::said).isTrue();
        assertThat(process.exitValue()).as(this::said).isZero();
    }

    /** Nothing lost, nothing twice, no failure without a reason, nothing left. */
    private void assertWhole(String... sides) throws IOException, InterruptedException {
        Map<String, RunContents> runs = RealCluster.runs(out);
        assertThat(runs).containsOnlyKeys(sides);
        runs.forEach((side, contents) -> {
            assertThat(contents.damaged()).isEmpty();
            assertThat(contents.run().repetitions())
                    .as("repetitions of %s: %s", side, said())
                    .hasSize(repetitions * nodes)
                    .extracting(each -> each.result().spec().role() + "/" + each.number())
                    .doesNotHaveDuplicates();
        });
        List<JournalEntry> journal = journal();
        for (String side : sides) {
            assertThat(journal)
                    .filteredOn(AttemptEnded.class::isInstance)
                    .extracting(AttemptEnded.class::cast)
                    .filteredOn(each -> each.side().equals(side) && each.outcome() == Outcome.COMPLETE)
                    .extracting(AttemptEnded::repetition)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, repetitions).boxed().toList());
        }
        assertThat(journal)
                .filteredOn(AttemptEnded.class::isInstance)
                .extracting(AttemptEnded.class::cast)
                .filteredOn(each -> each.outcome() == Outcome.FAILED || each.outcome() == Outcome.INVALID)
                .allSatisfy(each -> assertThat(each.reasons()).isNotEmpty());
        assertThat(cluster.ours()).isEmpty();
        assertThat(cluster.leases()).isEmpty();
    }

    private Process resume() throws IOException {
        return cluster.start(command, "--resume", out.toString());
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Its words go elsewhere than the first one's, which are looked at later. */
    private void assertASecondCampaignIsRefused() throws IOException, InterruptedException {
        Path errors = folder.resolve("second.err");
        Process second = cluster.command(
                        "campaign",
                        folder.resolve("faults.yml").toString(),
                        "--out",
                        folder.resolve("second").toString())
                .redirectOutput(folder.resolve("second.out").toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(second.waitFor(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(errors)).contains("node node1 is held by run ", cluster.namespace());
    }

    @Test
    void aControllerThatIsKilledAtFiveMomentsGoesOnAndAdoptsItsPods() throws Exception {
        Process process = campaign("baseline", "tuned");
        // Its pods are being made.
        await(process, () -> started() == 1);
        kill(process);
        process = resume();
        // Its pods measure.
        await(process, () -> said().contains("repetition 1") && !cluster.ours().isEmpty());
        long before = ended();
        await(process, () -> ended() > before);
        assertASecondCampaignIsRefused();
        kill(process);
        process = resume();
        // While it only looks at the nodes.
        await(process, () -> cluster.ours().size() > 0);
        kill(process);
        process = resume();
        // In the middle of a repetition.
        long startedBefore = started();
        await(process, () -> started() > startedBefore + 1);
        kill(process);
        process = resume();
        // After one, when its result was stored.
        long endedBefore = ended();
        await(process, () -> ended() > endedBefore + 2);
        kill(process);

        assertEnds(resume());

        assertWhole("baseline", "tuned");
        assertThat(said()).contains("pods that an earlier controller started still have it");
    }

    @Test
    void aLogThatWasRotatedWhileNoControllerReadItIsSaidAgain() throws Exception {
        RealCluster.assumeCanBeFailed();
        Process process = campaign("only");
        await(process, () -> started() == 2);
        kill(process);
        String pod = firstPod();
        awaitLog(pod, log -> log.contains(" jitter ") && log.contains(" 2 1 ") && log.contains(" END - "));
        PodStream.of(cluster, pod).fill(2 * cluster.logBytesBeforeRotation());
        awaitLog(pod, log -> !log.startsWith("quietcore/1 pod "));

        assertEnds(resume());

        assertWhole("only");
        assertThat(said()).contains("pods that an earlier controller started still have it");
        assertThat(journal()).filteredOn(AttemptStarted.class::isInstance).hasSize(repetitions);
    }

    @Test
    void aNodeWhoseKubeletIsAwayForAWhileLosesNothing() throws Exception {
        RealCluster.assumeCanBeFailed();
        Process process = campaign("only");
        await(process, () -> started() == 2);

        cluster.script("stop-node", "2");
        try {
            await(process, () -> !cluster.kubectl("get", "node", "node2").contains(" Ready"));
        } finally {
            cluster.script("start-node", "2");
        }

        assertEnds(process);
        assertWhole("only");
    }

    /** Twice, for a kubelet may take half a minute to come back each time; ApiServerAwayTest has all phases. */
    @Test
    void anApiServerThatIsAwayForTwentySecondsLosesNothing() throws Exception {
        RealCluster.assumeCanBeFailed();
        Process process = campaign("only");
        // While it looks at the nodes.
        await(process, () -> cluster.ours().size() > 0);
        cluster.script("restart-apiserver", "20");
        // While they measure.
        await(process, () -> started() == 2);
        cluster.script("restart-apiserver", "20");

        assertEnds(process);
        assertWhole("only");
    }

    private void awaitLog(String pod, Predicate<String> condition) throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        while (!condition.test(cluster.kubectl("logs", pod, "-n", cluster.namespace(), "--limit-bytes=100000"))) {
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs))
                    .isLessThan(LONGEST_WAIT_MS);
        }
    }
}
