package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Gates and comparisons as a pipeline calls them: recorded runs, and what a process measures on the spot. */
@Tag("once")
@Timeout(300)
class GatesIT {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");
    private static final String BASELINE = SAMPLES.resolve("baseline").toString();
    private static final String TUNED = SAMPLES.resolve("tuned").toString();

    @TempDir
    private Path folder;

    private Outcome quietcore(String... arguments) throws Exception {
        return Quietcore.run(folder, arguments);
    }

    @Test
    void recordedRunsAreComparedAndPrintedForPrograms() throws Exception {
        Outcome outcome = Quietcore.here("compare", BASELINE, TUNED, "-o", "json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode document = CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8));
        assertThat(document.get("verdict").asString()).isEqualTo("improved");
        assertThat(document.at("/metrics/0/series/probe").asString()).isEqualTo("jitter");
        assertThat(document.at("/metrics/0/repetitions")).hasSize(2);
        assertThat(document.at("/side/name").asString()).isEqualTo("tuned");
    }

    @Test
    void aGateThatDoesNotPassIsExitCode4AndOneThatPassesIsNone() throws Exception {
        Outcome passed = Quietcore.here("compare", BASELINE, TUNED, "--gate", "wakeup: ratio(P99) <= 1.05");
        assertThat(passed.exitCode()).as(passed.err()).isZero();
        assertThat(passed.out()).contains("GATE passed    tuned  wakeup: ratio(p99) <= 1.05");

        Outcome failed = Quietcore.here("compare", BASELINE, TUNED, "-o", "json", "--gate", "jitter: lost < 0.0001%");
        assertThat(failed.exitCode()).isEqualTo(4);
        assertThat(failed.out()).contains("\"outcome\": \"failed\"");

        Outcome undecided = Quietcore.here("compare", BASELINE, TUNED, "--gate", "wakeup: p99.999 < 1s");
        assertThat(undecided.exitCode()).isEqualTo(4);
        assertThat(undecided.out()).contains("GATE undecided", "6 of 6 repetitions hold too few samples for p99.999");
    }

    @Test
    void aComparisonIsWrittenForPeopleForPullRequestsAndForCi() throws Exception {
        Path reports = folder.resolve("reports");
        Path junit = folder.resolve("junit.xml");

        Outcome outcome = Quietcore.here(
                "compare",
                BASELINE,
                TUNED,
                "--gate",
                "jitter: lost < 0.0001%",
                "--out",
                reports.toString(),
                "--junit",
                junit.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4);
        assertThat(reports.resolve("report.html")).content().contains("<h1>");
        assertThat(reports.resolve("report.md")).content().startsWith("# baseline and tuned: IMPROVED, 1 of 1 gates");
        assertThat(CanonicalJson.readTree(Files.readAllBytes(reports.resolve("comparison.json"))))
                .hasSize(1);
        assertThat(junit).content().contains("<failure message=\"failed: held in 0 of 6 repetitions, not in ");

        Outcome passed = Quietcore.here("compare", BASELINE, TUNED, "--junit", junit.toString());
        assertThat(passed.exitCode()).as(passed.err()).isZero();
        assertThat(junit).content().contains("tests=\"2\" failures=\"0\"");

        assertOneLine(
                Quietcore.here("compare", BASELINE, TUNED, "--out", junit.toString()),
                "junit.xml is a file; expected a folder to write into");
    }

    @Test
    void aMistakeInAGateIsToldBeforeAnythingIsRead() throws Exception {
        Outcome outcome = Quietcore.here("compare", "no", "where", "--gate", "jitter: p99 < 1", "--gate", "x");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines().filter(line -> line.startsWith("quietcore: --gate: ")))
                .hasSize(2);
    }

    @Test
    void whatIsForeignIsNamedAndTheRestIsCompared() throws Exception {
        Path copy = folder.resolve("copy");
        copy(SAMPLES.resolve("tuned"), copy);
        Files.createDirectories(copy.resolve("collected-metrics-of-another-tool"));

        Outcome outcome = Quietcore.here("compare", BASELINE, copy.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("WARNING", "collected-metrics-of-another-tool has no folder repetitions in it")
                .contains("jitter-lost");
    }

    /** Of folders that nothing seals their own sums tell: the rest would pass what the whole does not. */
    @Test
    void whatIsDamagedIsAnErrorAndNeverAShorterRun() throws Exception {
        Path copy = folder.resolve("copy");
        copy(SAMPLES.resolve("tuned"), copy);
        Path log;
        try (Stream<Path> all = Files.walk(copy)) {
            log = all.filter(path -> path.endsWith("03-wakeup-numa0/wakeup.hlog"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(whole, whole.length / 2));

        Outcome outcome = Quietcore.here("compare", BASELINE, copy.toString(), "--gate", "wakeup: p99 < 1s");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("03-wakeup-numa0/wakeup.hlog: found contents of SHA-256 ");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void sidesThatCannotBeComparedAreToldInOneLine() throws Exception {
        assertOneLine(Quietcore.here("compare", SAMPLES.toString(), TUNED), "no repetitions of one another");
        Path empty = Files.createDirectories(folder.resolve("collected-metrics-e/repetitions"))
                .getParent();
        assertThat(Quietcore.here("compare", BASELINE, empty.toString()).err())
                .contains("holds no whole repetition", "there is nothing to compare");
        Path jitter = folder.resolve("jitter");
        Path wakeup = folder.resolve("wakeup");
        copyOnly(SAMPLES.resolve("baseline"), jitter, "-jitter-");
        copyOnly(SAMPLES.resolve("tuned"), wakeup, "-wakeup-");
        assertOneLine(
                Quietcore.here("compare", jitter.toString(), wakeup.toString()),
                "BASE measured jitter, TUNED wakeup; expected a probe that both measured");
    }

    private static void assertOneLine(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).isEqualTo(1);
        // The samples are older than journals that seal, which is a warning.
        assertThat(outcome.err()
                        .lines()
                        .filter(line -> line.startsWith("quietcore: ") && !line.startsWith("quietcore: warning: ")))
                .singleElement()
                .asString()
                .contains(words);
    }

    @Test
    void aRunIsHeldToItsGates() throws Exception {
        Path workload = Files.writeString(folder.resolve("one.yml"), """
                campaign: one
                repetitions: 1
                blockSize: 1
                explain: 0
                gates:
                - jitter: lost <= 100%
                - jitter: max < 10s
                probes:
                  jitter: {windows: 1, window: 50ms, warmupWindows: 2}
                sides:
                  own: {pinned: true}
                """);
        Path out = folder.resolve("out");

        Outcome outcome = quietcore("run", workload.toString(), "--out", out.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4);
        assertThat(outcome.out())
                .contains("held in the only repetition: fewer than 95 % of repetitions lie beyond the limit (95 %)")
                .contains("within 1/min needs 3 min without one");
        JsonNode gates = CanonicalJson.readTree(Files.readAllBytes(out.resolve("gates.json")));
        assertThat(gates).hasSize(2);
        assertThat(gates.get(1).get("seconds").asDouble()).isBetween(0.04, 1.0);
        assertThat(Files.readString(out.resolve("report.html"))).contains("jitter: max &lt; 10s within 1/min");
        assertThat(out.resolve("report.md")).content().startsWith("# one: 1 of 2 gates did not pass");
        Path junit = folder.resolve("junit.xml");
        assertThat(Quietcore.here("report", out.toString(), "--junit", junit.toString())
                        .exitCode())
                .isEqualTo(4);
        assertThat(junit).content().contains("tests=\"2\" failures=\"1\"");
    }

    @Test
    void aCampaignAgainstItselfIsHeldToItsGatesToo() throws Exception {
        Path campaign = Files.writeString(folder.resolve("aa.yml"), """
                campaign: aa
                repetitions: 4
                blockSize: 4
                explain: 0
                gates:
                - jitter: ratio(lost) < 0.0001
                probes:
                  jitter: {windows: 1, window: 20ms, warmupWindows: 2, discard: 0s}
                sides:
                  baseline: {}
                  tuned: {pinned: true}
                """);
        Path out = folder.resolve("out");

        Outcome outcome = quietcore("campaign", campaign.toString(), "--aa", "--out", out.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4);
        assertThat(outcome.out()).contains("baseline-again against baseline").doesNotContain("tuned");
        JsonNode comparison = CanonicalJson.readTree(Files.readAllBytes(out.resolve("comparison.json")));
        assertThat(comparison.at("/0/gates/0/side").asString()).isEqualTo("baseline-again");
        assertThat(comparison.at("/0/gates/0/outcome").asString()).isNotEqualTo("passed");
        assertThat(Quietcore.here("report", out.toString()).out()).isEqualTo(outcome.out());
    }

    private static void copy(Path from, Path to) throws IOException {
        copyOnly(from, to, "");
    }

    /** A copy with the repetitions whose names hold this. */
    private static void copyOnly(Path from, Path to, String name) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(from)) {
            all = walked.toList();
        }
        for (Path each : all) {
            Path relative = from.relativize(each);
            if (relative.getNameCount() < 3 || relative.getName(2).toString().contains(name)) {
                try {
                    Files.copy(each, to.resolve(relative));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
