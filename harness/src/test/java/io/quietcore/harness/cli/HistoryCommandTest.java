package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code quietcore history} and {@code quietcore regress}, over nights whose last ones are slow. */
class HistoryCommandTest {
    private static final int GOOD = 8;
    private static final int ALL = 14;

    @TempDir
    private static Path folder;

    private record Outcome(int exitCode, String out, String err) {
        JsonNode json() {
            return CanonicalJson.readTree(out.getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeAll
    static void measureForTwoWeeks() throws IOException {
        for (int night = 0; night < ALL; night++) {
            boolean good = night < GOOD;
            Nights.write(
                    folder.resolve("night-" + night), night, good ? "tuned" : "baseline", good ? "6.18.1" : "6.18.2");
        }
        assertThat(quietcore("history", "--add", folder.toString()).exitCode()).isZero();
    }

    private static Outcome quietcore(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--history")) {
            all.addAll(List.of("--history", folder.resolve("history.db").toString()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLineRun.execute(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
        return new Outcome(code, out.toString(), err.toString());
    }

    @Test
    void theHistorySaysWhatItHasAndTellsASeries() {
        assertThat(quietcore("history").out())
                .isEqualTo("nightly                    14 runs from 2026-10-01T02:00:00Z to 2026-10-14T02:00:00Z\n");

        JsonNode series = quietcore("history", "nightly", "--metric", "wakeup-P99", "-o", "json")
                .json();

        assertThat(series).hasSize(1);
        assertThat(series.at("/0/runs")).hasSize(ALL);
        assertThat(series.at("/0/runs/0/uuid").asString()).isEqualTo(Nights.uuid(0));
        assertThat(series.at("/0/runs/8/changed/0/name").asString()).isEqualTo("kernel");
        assertThat(quietcore("history", "nightly").out())
                .contains("wakeup-P99 of side tuned on ")
                .contains("changed: kernel '6.18.1' -> '6.18.2'");
    }

    @Test
    void aRegressionIsExitCode4WithItsRunAndItsSuspect() throws IOException {
        Path junit = folder.resolve("regress.xml");

        Outcome outcome = quietcore("regress", "nightly", "--junit", junit.toString());

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(ExitCode.GATE);
        assertThat(outcome.out())
                .contains("REGRESSED  wakeup-P99 of side tuned on ")
                .contains("since run " + Nights.uuid(GOOD) + " of 2026-10-09T02:00:00Z")
                .contains("suspect: kernel '6.18.1' -> '6.18.2'");
        assertThat(Files.readString(junit)).contains("<failure message=\"REGRESSED");
        JsonNode json = quietcore("regress", "nightly", "-o", "json").json();
        assertThat(json.get("regressed").asBoolean()).isTrue();
        assertThat(json.at("/series/0/changePoints/0/uuid").asString()).isEqualTo(Nights.uuid(GOOD));
        // Whoever has accepted it looks from there on.
        Outcome accepted = quietcore("regress", "nightly", "--since", "2026-10-09");
        assertThat(accepted.exitCode()).as(accepted.out()).isZero();
        assertThat(accepted.out()).contains("too few").contains("there are 5");
    }

    /** The slow nights lie 317 µs above the good ones. */
    @Test
    void aDeclaredMarginIsWhatCounts() {
        assertThat(quietcore("regress", "nightly", "--margin-absolute", "1ms").exitCode())
                .isZero();
        assertThat(quietcore("regress", "nightly", "--margin-absolute", "100us").exitCode())
                .isEqualTo(ExitCode.GATE);
        assertFails(
                "--margin-absolute: found '5', expected a time with its unit",
                "regress",
                "nightly",
                "--margin-absolute",
                "5");
    }

    @Test
    void aHistoryIsRebuiltFromTheFoldersToTheSameNumbers() {
        String other = folder.resolve("other.db").toString();
        assertThat(quietcore(
                                "history",
                                "--add",
                                folder.resolve("night-0").toString(),
                                "--history",
                                other,
                                "--workload",
                                "forgotten")
                        .exitCode())
                .isZero();

        Outcome rebuilt = quietcore("history", "--rebuild", folder.toString(), "--history", other);

        assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
        assertThat(rebuilt.out()).doesNotContain("forgotten");
        assertThat(quietcore("history", "nightly", "-o", "json", "--history", other)
                        .out())
                .isEqualTo(quietcore("history", "nightly", "-o", "json").out());
    }

    @Test
    void mistakesAreToldInALine() throws IOException {
        assertFails(
                "there is none yet",
                "history",
                "--history",
                folder.resolve("none.db").toString());
        assertFails("it has nightly (14)", "regress", "weekly");
        assertFails("'fast' is not a metric", "regress", "nightly", "--metric", "fast");
        assertFails("write memory-dram-P99", "regress", "nightly", "--metric", "memory-P99");
        assertFails("found 'yesterday'; expected one such as 2026-10-01", "history", "nightly", "--since", "yesterday");
        assertFails("--last: found 3, expected 6 or more", "regress", "nightly", "--last", "3");
        assertFails("expected one of a WORKLOAD", "history", "nightly", "--rebuild", folder.toString());
        assertFails("belongs to --add and --rebuild", "history", "--workload", "nightly");
        assertFails(
                "is not there; expected",
                "history",
                "--add",
                folder.resolve("nowhere").toString());
        Path text = Files.writeString(folder.resolve("text.db"), "no database, but a text ".repeat(100));
        assertFails("it is no database", "regress", "nightly", "--history", text.toString());
        Path samples = Path.of(System.getProperty("quietcore.root"), "results", "samples", "baseline");
        assertFails("name it with --workload NAME", "history", "--add", samples.toString());
    }

    private static void assertFails(String words, String... arguments) {
        Outcome outcome = quietcore(arguments);
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.err()).startsWith("quietcore: ").contains(words);
    }

    @Test
    void theDefaultIsThePersonsDataFolder() throws CommandFailure {
        assertThat(HistoryOptions.defaultFile(Map.of("XDG_DATA_HOME", "/data"), "/home/ann"))
                .isEqualTo(Path.of("/data/quietcore/history.db"));
        for (Map<String, String> none : List.<Map<String, String>>of(Map.of(), Map.of("XDG_DATA_HOME", "relative"))) {
            assertThat(HistoryOptions.defaultFile(none, "/home/ann"))
                    .isEqualTo(Path.of("/home/ann/.local/share/quietcore/history.db"));
        }
        assertThat(HistoryOptions.defaultFile(Map.of("HOME", "/home/bob"), "/home/ann"))
                .isEqualTo(Path.of("/home/bob/.local/share/quietcore/history.db"));
    }

    @Test
    void aUserWithoutAHomeNamesTheFile() {
        assertThatThrownBy(() -> HistoryOptions.defaultFile(Map.of(), "?"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--history");
    }
}
