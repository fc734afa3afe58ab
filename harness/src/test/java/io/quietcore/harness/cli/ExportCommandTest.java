package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class ExportCommandTest {
    private static final String SAMPLES =
            Path.of(System.getProperty("quietcore.root"), "results", "samples").toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int export(String... arguments) {
        String[] call = new String[arguments.length + 1];
        call[0] = "export";
        System.arraycopy(arguments, 0, call, 1, arguments.length);
        return CommandLineRun.execute(call, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** Standard output may be where the data goes: {@code --out /dev/stdout}. */
    @ParameterizedTest
    @ValueSource(strings = {"csv", "hgrm", "svg"})
    void whatAnExportSaysOfItselfIsOnStandardError(String format) {
        Path to = folder.resolve("exported");

        assertThat(export(format, SAMPLES, "--out", to.toString())).isZero();

        assertThat(out.toString()).isEmpty();
        // The samples are older than journals that seal, which is said of both.
        assertThat(err.toString().lines().filter(line -> !line.contains(" is not sealed: ")))
                .singleElement()
                .asString()
                .startsWith(to + "  ");
    }

    /** 100,000 wake-ups were planned, and these runs have 4,000: too few for P99.9. */
    @Test
    void orionLooksAtTheMetricThatTheRunsAreJudgedBy() throws IOException {
        Path workload = Files.writeString(folder.resolve("w.yml"), """
                campaign: w
                repetitions: 6
                probes:
                  wakeup: {windows: 20, window: 1s, period: 200us}
                sides:
                  baseline: {}
                  tuned: {pinned: true}
                """);

        assertThat(export("orion", "--workload", workload.toString(), "--from", SAMPLES))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("metricName.keyword: \"wakeup-P99\"")
                .doesNotContain("jitter", "wakeup-P999", "wakeup-P50");
    }
}
