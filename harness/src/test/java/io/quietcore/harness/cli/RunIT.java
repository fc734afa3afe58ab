package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code quietcore run}: a soak, and a user's own benchmark, as a user calls them. */
@Timeout(300)
@Tag("once")
class RunIT {
    @TempDir
    private static Path folder;

    private static Path jar;

    @BeforeAll
    static void build() throws IOException {
        jar = OwnBenchmarks.jar(folder);
    }

    private static Outcome quietcore(String... arguments) throws IOException, InterruptedException {
        return Quietcore.run(folder, arguments);
    }

    private static JsonNode json(Outcome outcome) {
        return CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8));
    }

    /** The highest value and the number of values of all logs of a probe, by HdrHistogram alone. */
    private static long[] maxAndCount(Path out, String probe) throws IOException {
        long max = 0;
        long count = 0;
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file :
                    files.filter(each -> each.endsWith(probe + ".hlog")).toList()) {
                HistogramLogReader reader = new HistogramLogReader(new FileInputStream(file.toFile()));
                for (EncodableHistogram next = reader.nextIntervalHistogram();
                        next instanceof Histogram window;
                        next = reader.nextIntervalHistogram()) {
                    if (!window.getTag().contains("_series=")) {
                        max = Math.max(max, window.getMaxValue());
                        count += window.getTotalCount();
                    }
                }
            }
        }
        return new long[] {max, count};
    }

    @Test
    void aSoakThatIsInterruptedGoesOnAndIsToldByTheHour() throws Exception {
        Path out = folder.resolve("soak");
        Quietcore.assertInterrupted(
                Quietcore.command(folder, "run", "soak", "--duration", "6s", "--out", out.toString()));

        Outcome outcome = quietcore("run", "--resume", out.toString(), "-o", "json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode jitter = json(outcome).get("tuned").get(0);
        assertThat(jitter.get("probe").asString()).isEqualTo("jitter");
        assertThat(jitter.get("hours")).hasSize(1);
        JsonNode hour = jitter.get("hours").get(0);
        // 6 s in all, 9 of 10 of them jitter's, as the resumed run must remember.
        assertThat(hour.get("measuredNs").asLong()).isBetween(5_399_000_000L, 5_401_000_000L);
        assertThat(hour.get("lostPercent").isNumber()).isTrue();
        long[] expected = maxAndCount(out, "jitter");
        assertThat(hour.get("maxNs").asLong()).isEqualTo(expected[0]);
        assertThat(hour.get("count").asLong()).isEqualTo(expected[1]);
        assertThat(Files.readString(out.resolve("report.html"))).contains("By the hour");

        JsonNode history = json(quietcore("history", "soak", "--metric", "jitter-max", "-o", "json"));
        assertThat(history.at("/0/runs")).hasSize(1);
        assertThat(history.at("/0/runs/0/value").asLong()).isBetween(1L, expected[0]);
    }

    @Test
    void aHistoryThatCannotBeWrittenIsAWarningAndFailsNoMeasurement() throws Exception {
        Path file = Files.writeString(folder.resolve("no-history.db"), "a text and no database ".repeat(100));

        Outcome outcome = quietcore(
                "run",
                "soak",
                "--duration",
                "1s",
                "--out",
                folder.resolve("unremembered").toString(),
                "--history",
                file.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("not remembered: history " + file + ": it is no database")
                .doesNotContain("\tat ");
    }

    @Test
    void aFolderThatSqliteCannotBeUnpackedIntoIsToldInALine() throws Exception {
        ProcessBuilder builder = Quietcore.command(
                folder,
                "history",
                "--add",
                Path.of(System.getProperty("quietcore.root"), "results", "samples", "baseline")
                        .toString(),
                "--workload",
                "samples");
        builder.command().add(1, "-Dorg.sqlite.tmpdir=/proc/nowhere");
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();

        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        // The samples are older than journals that seal, which is a warning.
        assertThat(said.lines().filter(line -> !line.contains(" is not sealed: ")))
                .hasSize(1);
        assertThat(said).contains("SQLite's library cannot be loaded from /proc/nowhere");
    }

    @Test
    void aBenchmarkOfYourOwnIsMeasuredPinnedWithTheLatenciesThatItRecords() throws Exception {
        Path out = folder.resolve("own-run");

        Outcome outcome = quietcore(
                "run",
                "--benchmark-jar",
                jar.toString(),
                "--include",
                "recorded",
                "--repetitions",
                "1",
                "--out",
                out.toString(),
                "-o",
                "json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode all = json(outcome).get("own").get(0).get("all");
        long[] expected = maxAndCount(out, "benchmark");
        assertThat(all.get("count").asLong()).isEqualTo(expected[1]);
        // One of a thousand orders took a millisecond: above P99, and at P99.9 or just above it.
        assertThat(all.get("p99Ns").asLong()).isLessThan(1_000_000);
        assertThat(all.get("maxNs").asLong()).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void aBenchmarkThatRecordsNothingIsSampledByJmh() throws Exception {
        Outcome outcome = quietcore(
                "probe",
                "benchmark",
                "--benchmark-jar",
                jar.toString(),
                "--include",
                "plain",
                "--duration",
                "1s",
                "-o",
                "json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode summary = json(outcome);
        assertThat(summary.get("count").asLong()).isPositive();
        assertThat(summary.at("/evidence/latencies/detail").asString()).contains("JMH sampled");
        assertThat(summary.at("/evidence/benchmark/detail").asString()).isEqualTo("own.Orders.plain");
        assertThat(summary.at("/evidence/benchmarkJar/detail").asString()).startsWith("own.jar, SHA-256 ");
        assertThat(summary.at("/evidence/pinning/outcome").asString()).isEqualTo("used");
    }

    @Test
    void whatCannotBeMeasuredIsToldInALine() throws Exception {
        String own = jar.toString();
        assertFails("matches 4 benchmarks", "probe", "benchmark", "--benchmark-jar", own);
        assertFails("matches 0 benchmarks", "probe", "benchmark", "--benchmark-jar", own, "--include", "nothing");
        assertFails("asks for 2 threads", "probe", "benchmark", "--benchmark-jar", own, "--include", "together");
        String threw =
                "own.Orders.failing threw java.lang.IllegalStateException: no market data at own.Orders.failing(";
        assertFails(threw, "probe", "benchmark", "--benchmark-jar", own, "--include", "failing");
        Path once = folder.resolve("throws");
        assertFails(threw, "run", "--benchmark-jar", own, "--include", "failing", "--out", once.toString());
        assertThat(Files.readString(once.resolve("journal.jsonl")).split("\"attemptStarted\"", -1))
                .hasSize(2);
        assertFails("no regular expression", "probe", "benchmark", "--benchmark-jar", own, "--include", "(");
        assertRefused("no file that can be read", "run", "--benchmark-jar", "nowhere.jar");
        Path empty = folder.resolve("empty.zip");
        Files.write(empty, new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        assertRefused("META-INF/BenchmarkList", "run", "--benchmark-jar", empty.toString());
        assertRefused("sides to compare", "run", "host-smoke");
        assertRefused("1s to 168h", "run", "soak", "--duration", "200h");
        assertRefused("expected one of", "run");
    }

    private static void assertFails(String words, String... arguments) throws Exception {
        assertOneError(words, quietcore(arguments));
    }

    /** Before anything is started. */
    private static void assertRefused(String words, String... arguments) {
        assertOneError(words, Quietcore.here(arguments));
    }

    private static void assertOneError(String words, Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ");
    }
}
