package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Measuring while something else runs, with real processes: a load of ours, and hooks that another program started. */
@Timeout(300)
@Tag("once")
class WhileIT {
    private static final String UUID = "5f0e7a3c-0000-4000-8000-000000000007";

    /** Each window takes a tenth of a second, so that phases of a second have several. */
    private static final String CAMPAIGN = """
            campaign: beside
            repetitions: 1
            blockSize: 1
            primary: [jitter-lost]
            gates: [{jitter: max < 1ns}]
            probes:
              jitter: {windows: 5, window: 100ms, threshold: 1us}
            sides:
              tuned: {pinned: true}
            """;

    @TempDir
    private Path folder;

    private Path campaign;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        campaign = Files.writeString(folder.resolve("beside.yml"), CAMPAIGN);
        out = folder.resolve("out");
    }

    private Outcome whileRuns(List<String> options, String script) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                campaign.toString(),
                "--out",
                out.toString(),
                "--uuid",
                UUID,
                "--while",
                "--before",
                "1s",
                "--after",
                "1s"));
        arguments.addAll(options);
        arguments.addAll(List.of("--", "sh", "-c", script));
        return Quietcore.run(folder, arguments.toArray(String[]::new));
    }

    private static JsonNode json(Path file) throws IOException {
        return CanonicalJson.readTree(Files.readAllBytes(file));
    }

    private Path run() {
        return out.resolve("collected-metrics-" + UUID);
    }

    private JsonNode jobSummary() throws IOException {
        return json(run().resolve("jobSummary.json")).get(0);
    }

    /** By result.json and HdrHistogram alone: windows, values and the highest value of each phase, -1 for none. */
    private Map<String, long[]> recomputed(Instant from, Instant until) throws IOException {
        Map<String, long[]> phases = new TreeMap<>();
        List<Path> repetitions;
        try (Stream<Path> all = Files.list(run().resolve("repetitions"))) {
            repetitions =
                    all.filter(each -> !each.toString().contains("invalid")).toList();
        }
        for (Path repetition : repetitions) {
            HistogramLogReader log = new HistogramLogReader(
                    new FileInputStream(repetition.resolve("jitter.hlog").toFile()));
            for (JsonNode window : json(repetition.resolve("result.json")).get("windows")) {
                EncodableHistogram next = log.nextIntervalHistogram();
                Instant start = Instant.parse(window.get("startedAt").asString());
                Instant end = start.plusNanos(window.get("lengthNs").asLong());
                String phase = !end.isAfter(from)
                        ? "before"
                        : !start.isBefore(until)
                                ? "after"
                                : !start.isBefore(from) && !end.isAfter(until) ? "during" : "none";
                Histogram histogram = (Histogram) next;
                phases.merge(phase, new long[] {1, histogram.getTotalCount(), histogram.getMaxValue()}, (a, b) ->
                        new long[] {a[0] + b[0], a[1] + b[1], Math.max(a[2], b[2])});
            }
        }
        return phases;
    }

    @Test
    void beforeDuringAndAfterABusyLoopAreToldApartWithItsChurn() throws Exception {
        // As kube-burner's local indexer writes it, with the moments of this load.
        String script = "echo \"for $QUIETCORE_UUID\"; s=$(date -u +%FT%T.%NZ); timeout 2 sh -c 'while :; do :; done';"
                + " e=$(date -u +%FT%T.%NZ); mkdir kb; echo \"[{\\\"timestamp\\\":\\\"$s\\\",\\\"churnStartTimestamp\\\":"
                + "\\\"$s\\\",\\\"churnEndTimestamp\\\":\\\"$e\\\"}]\" > kb/jobSummary.json; exit 0";

        Outcome outcome = whileRuns(List.of("--while-metrics", "kb", "-o", "json"), script);

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4); // The gate asks for too much.
        assertThat(outcome.err()).contains("load: for " + UUID);
        JsonNode load = json(out.resolve("load.json"));
        assertThat(load.get("exitCode").asInt()).isZero();
        assertThat(load.get("command").asString()).isEqualTo("sh");
        assertThat(load.get("churns")).hasSize(1);
        Instant from = Instant.parse(load.get("startedAt").asString());
        Instant until = Instant.parse(load.get("endedAt").asString());
        assertThat(from.plusSeconds(2)).isBefore(until);

        JsonNode told = CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8))
                .get("tuned");
        Map<String, long[]> expected = recomputed(from, until);
        assertThat(expected).containsKeys("before", "during", "after");
        JsonNode phases = told.at("/phases/0/phases");
        assertThat(phases).hasSize(4);
        for (JsonNode phase : phases) {
            String name = phase.get("name").asString();
            if (name.equals("churn")) {
                assertThat(phase.get("windows").asLong()).isBetween(1L, expected.get("during")[0]);
            } else {
                assertThat(List.of(
                                phase.get("windows").asLong(),
                                phase.get("count").asLong(),
                                phase.get("maxNs").asLong()))
                        .as(name)
                        .isEqualTo(List.of(expected.get(name)[0], expected.get(name)[1], expected.get(name)[2]));
            }
        }
        assertThat(told.at("/phases/0/straddling").asLong())
                .isEqualTo(expected.getOrDefault("none", new long[] {0})[0]);
        assertThat(Files.readString(out.resolve("report.html"))).contains("Under load", "class=\"load\"");
        assertThat(jobSummary().get("uuid").asString()).isEqualTo(UUID);
        assertThat(jobSummary().get("passed").asBoolean()).isFalse();
        assertThat(jobSummary().has("executionErrors")).isFalse();
        // What is told again is the same.
        assertThat(Quietcore.run(folder, "report", out.toString(), "-o", "json").out())
                .isEqualTo(outcome.out());
    }

    @Test
    void aLoadThatFailsIsAnAlertAndAnErrorWhereThatWasAskedFor() throws Exception {
        Outcome outcome = whileRuns(List.of("--fail-load", "--while-log", "load.log"), "echo no; exit 7");

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
        assertThat(outcome.out()).contains("LOAD ENDED ABNORMALLY: sh", "ended with code 7");
        assertThat(Files.readString(folder.resolve("load.log"))).isEqualTo("no\n");
        JsonNode alert = json(run().resolve("alert.json")).get(0);
        assertThat(alert.get("severity").asString()).isEqualTo("error");
        assertThat(jobSummary().get("passed").asBoolean()).isFalse();
        assertThat(jobSummary().get("executionErrors").asString())
                .isEqualTo("alert at " + alert.get("timestamp").asString()
                        + ": 'load ended abnormally: sh ended with code 7'");
    }

    @Test
    void aLoadThatIsKilledIsToldAndIsNoErrorOfOurs() throws Exception {
        Files.writeString(campaign, CAMPAIGN.replaceAll("gates.*\n", ""));

        Files.writeString(
                folder.resolve("endpoints.yml"),
                "- indexer: {type: local, metricsDirectory: copied-{{.UUID}}, createTarball: true, tarballName: c.tgz}\n");

        Outcome outcome = whileRuns(List.of("--metrics-endpoint", "endpoints.yml"), "kill -9 $$");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("was ended by signal 9");
        assertThat(json(run().resolve("alert.json")).get(0).get("severity").asString())
                .isEqualTo("warning");
        // kube-burner's local indexer, as its endpoint file asks for it.
        assertThat(folder.resolve("copied-" + UUID + "/jobSummary.json"))
                .hasSameBinaryContentAs(run().resolve("jobSummary.json"));
        assertThat(folder.resolve("c.tgz")).isNotEmptyFile();
        assertThat(jobSummary().get("passed").asBoolean()).isTrue();
    }

    @Test
    void aTimeLimitEndsTheLoadTooAndIsToldInTheDocuments() throws Exception {
        Outcome outcome = whileRuns(List.of("--timeout", "15s"), "sleep 200 & echo $! > pid; wait");

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
        assertThat(jobSummary().get("passed").asBoolean()).isFalse();
        assertThat(jobSummary().get("executionErrors").asString()).isEqualTo("15s timeout reached");
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatCannotBeRunIsRefusedBeforeAnythingIsMeasured() throws Exception {
        assertRefused("is no program that can be run", "--while", "--", "no-such-program");
        assertRefused("no command was found", "--while");
        assertRefused("after the workload", "sleep");
        assertRefused("belong to --while", "--before", "1s");
        assertRefused("leave one of them out", "--while", "--until-parent-ends", "--", "sleep", "1");
        assertRefused("leave one of them out", "--while", "--duration", "5s", "--", "sleep", "1");
        Files.writeString(
                campaign,
                CAMPAIGN.replaceAll("(?m)^(primary|gates).*\n", "")
                        .replaceAll("jitter: .*", "oslat: {windows: 1, window: 3s}"));
        assertRefused("oslat measures a repetition as one window", "--while", "--", "sleep", "1");
        Outcome stop = Quietcore.here("stop", folder.toString());
        assertThat(stop.exitCode()).isEqualTo(1);
        assertThat(stop.err()).contains("nothing is measured in");
    }

    private void assertRefused(String words, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", campaign.toString(), "--out", out.toString()));
        arguments.addAll(List.of(options));
        Outcome outcome = Quietcore.here(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ");
        assertThat(out).doesNotExist();
    }

    /** Waits until the first repetition is stored; the plan of two minutes has short ones. */
    private String measured() {
        return "until ls " + run().resolve("repetitions/01-jitter-numa0") + "; do sleep 0.1; done >/dev/null 2>&1";
    }

    private ProcessBuilder hook() {
        return Quietcore.command(
                folder,
                "run",
                campaign.toString(),
                "--out",
                out.toString(),
                "--uuid",
                UUID,
                "--timeout",
                "2m",
                "--until-parent-ends");
    }

    @Test
    void aHookThatIsToldToStopEndsAfterTheWindowInHandWithWholeResults() throws Exception {
        Path err = folder.resolve("err");
        Process process = hook().redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        assertThat(new ProcessBuilder("sh", "-c", measured()).start().waitFor()).isZero();

        Outcome stop = Quietcore.run(folder, "stop", "--uuid", UUID);

        assertThat(stop.exitCode()).as(stop.err()).isZero();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).contains("told to stop", "exit code 0 instead of 4");
        assertThat(run().resolve("alert.json")).doesNotExist();
        assertThat(jobSummary().get("passed").asBoolean()).isFalse();
        assertThat(out.resolve("stop-request")).doesNotExist();
    }

    @Test
    void aHookWhoseParentDiesEndsInOrderAndSaysThatTheLoadEndedAbnormally() throws Exception {
        ProcessBuilder hook = hook();
        StringBuilder quoted = new StringBuilder();
        hook.command().forEach(word -> quoted.append('\'').append(word).append("' "));
        Path err = folder.resolve("err");
        // With the hook's own environment, and so no history but the test's.
        Process parent = hook.command(
                        "sh",
                        "-c",
                        quoted + " >/dev/null 2>" + err + " & echo $! > pid; " + measured() + "; kill -9 $$")
                .start();

        assertThat(parent.waitFor()).isEqualTo(137);

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle.of(pid)
                .ifPresent(ours -> ours.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(Files.readString(err)).contains("has ended", "load ended abnormally", "exit code 0 instead of 4");
        assertThat(json(run().resolve("alert.json")).get(0).get("description").asString())
                .contains("load ended abnormally");
        assertThat(jobSummary().get("uuid").asString()).isEqualTo(UUID);
    }

    /** The index's secrets are this process' own. */
    @Test
    void theLoadDoesNotInheritWhatTheIndexIsAskedWith() throws Exception {
        ProcessBuilder command = Quietcore.command(
                folder,
                "run",
                campaign.toString(),
                "--out",
                out.toString(),
                "--while",
                "--before",
                "100ms",
                "--after",
                "100ms",
                "--",
                "sh",
                "-c",
                "env > " + folder.resolve("env"));
        command.environment()
                .putAll(Map.of("QUIETCORE_ES_USER", "ann", "QUIETCORE_ES_PASSWORD", "hunter2", "OWN", "kept"));
        Process process = command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("told").toFile())
                .start();

        process.waitFor();

        assertThat(Files.readString(folder.resolve("env")))
                .contains("QUIETCORE_UUID=", "OWN=kept")
                .doesNotContain("QUIETCORE_ES_", "hunter2");
    }
}
