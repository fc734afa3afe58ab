package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.HdrHistogram.HistogramLogProcessor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A whole campaign, and every number that it told, computed again from its histograms by other code. */
@Tag("once")
@Timeout(600)
class RecomputedNumbersIT {
    @TempDir
    private static Path folder;

    private static Path out;
    private static Measurements measured;
    private static JsonNode comparison;

    @BeforeAll
    static void measure() throws Exception {
        String gates = GateCheck.ALL.stream().map(gate -> "- " + gate + "\n").collect(Collectors.joining());
        Path campaign = Files.writeString(folder.resolve("both.yml"), """
                campaign: both
                repetitions: 6
                blockSize: 2
                seed: 7
                primary: [jitter-lost, wakeup-P99, memory-ws-1MiB-P99, park-futex-P95]
                probes:
                  jitter: {windows: 2, window: 100ms, threshold: 1us}
                  wakeup: {windows: 2, window: 400ms, period: 200us}
                  memory: {windows: 2, window: 100ms, workingSets: "16K,1M"}
                  park: {windows: 2, window: 400ms, period: 200us}
                sides:
                  baseline: {pinned: false}
                  tuned: {pinned: true, scheduling: fifo, lockMemory: true, holdIdleStates: true}
                gates:
                """ + gates);
        out = folder.resolve("out");
        Quietcore.Outcome outcome = Quietcore.run(folder, "campaign", campaign.toString(), "--out", out.toString());
        // One of the gates asks for what no machine keeps.
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4);
        measured = new Measurements(out);
        comparison = CanonicalJson.readTree(Files.readAllBytes(out.resolve("comparison.json")))
                .get(0);
    }

    @Test
    void everyNumberOfTheComparisonAndOfTheReportIsThatOfTheHistograms() throws Exception {
        ComparisonCheck check = new ComparisonCheck(measured, comparison);
        check.check();
        new ReportCheck(measured, check, comparison).check(out.resolve("report.html"));
    }

    /** HdrHistogram's own program reads the logs, and counts what the results say. */
    @Test
    void theHistogramLogProcessorCountsWhatTheResultsSay() throws Exception {
        assertThat(measured.repetitions).hasSize(48);
        for (Measurements.Repetition repetition : measured.repetitions) {
            for (JsonNode declared : repetition.result().get("histograms")) {
                String file = repetition
                        .folder()
                        .resolve(declared.get("file").asString())
                        .toString();
                String tag = declared.get("tag").asString();
                assertThat(processed("-i", file, "-listtags")).contains(tag);
                assertThat(processed("-i", file, "-tag", tag))
                        .contains("Total count    =")
                        .containsPattern("Total count +=[^0-9]+"
                                + declared.get("totalCount").asLong() + "\\]");
            }
        }
    }

    private static String processed(String... arguments) throws InterruptedException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            HistogramLogProcessor processor = new HistogramLogProcessor(arguments);
            processor.start();
            processor.join();
        } catch (FileNotFoundException e) {
            throw new AssertionError(List.of(arguments).toString(), e);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
