package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Our documents beside what others wrote, and through the encoder that others use. */
@Tag("once")
class PeersTest {
    @TempDir
    private Path folder;

    private static Map<String, List<Map<String, Object>>> documents() {
        return RunDocuments.of(
                Runs.of("tuned")
                        .measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i))
                        .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.5 * i))
                        .run(),
                new RunDescription("a<b>&c", "c-1", "1.0", 3, List.of(), true, RunFacts.NONE));
    }

    private static JsonNode captured(String file) {
        return captured("passed", file);
    }

    private static JsonNode captured(String outcome, String file) {
        return Captured.documents(outcome + "/" + file).get(0);
    }

    /** Fields of theirs have the same type in ours, and those that are needed are there. */
    private static void assertSameTypes(JsonNode theirs, Map<String, Object> document, List<String> needed) {
        JsonNode ours = CanonicalJson.tree(document);
        List<String> shared = new ArrayList<>();
        theirs.propertyNames().forEach(name -> {
            if (ours.has(name)) {
                shared.add(name);
                assertThat(ours.get(name).getNodeType())
                        .as(name)
                        .isEqualTo(theirs.get(name).getNodeType());
            }
        });
        assertThat(shared).containsAll(needed);
    }

    @Test
    void aMetricDocumentHasTheTypesOfTheRealOne() {
        assertSameTypes(
                captured("promCPU.json"),
                documents().get("jitter-lost.json").get(0),
                List.of("timestamp", "labels", "value", "uuid", "query", "metricName", "jobName", "metadata"));
    }

    @Test
    void aQuantileDocumentHasTheTypesOfTheRealOne() {
        assertSameTypes(
                captured("podLatencyQuantilesMeasurement-pod-density.json"),
                documents().get("wakeupLatencyQuantilesMeasurement-a<b>&c.json").get(0),
                List.of("quantileName", "uuid", "P99", "P95", "P50", "min", "max", "avg", "timestamp", "metricName"));
    }

    @Test
    void aSummaryHasTheTypesOfTheRealOne() {
        assertSameTypes(
                captured("jobSummary.json"),
                documents().get("jobSummary.json").get(0),
                List.of("timestamp", "endTimestamp", "elapsedTime", "uuid", "metricName", "jobConfig", "passed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"passed", "threshold", "alert", "timeout"})
    void elapsedSecondsAreRoundedAsTheRealOnesAre(String outcome) {
        JsonNode theirs = captured(outcome, "jobSummary.json");

        assertThat(JobSummary.elapsedSeconds(
                        Instant.parse(theirs.get("timestamp").stringValue()),
                        Instant.parse(theirs.get("endTimestamp").stringValue())))
                .isEqualTo(theirs.get("elapsedTime").longValue());
    }

    /** A document that is indexed as it is and one that was imported must have one id: its bytes, hashed. */
    @Test
    void goReadsAndWritesEveryDocumentWithoutChangingAByte() throws Exception {
        Path program = Files.writeString(folder.resolve("main.go"), """
                package main

                import (
                    "encoding/json"
                    "os"
                )

                func main() {
                    for _, file := range os.Args[1:] {
                        text, err := os.ReadFile(file)
                        if err != nil { panic(err) }
                        var documents []any
                        if err := json.Unmarshal(text, &documents); err != nil { panic(err) }
                        again, err := json.Marshal(documents)
                        if err != nil { panic(err) }
                        if err := os.WriteFile(file+".go", again, 0o600); err != nil { panic(err) }
                    }
                }
                """);
        Path run = Files.createDirectory(folder.resolve("run"));
        RunDocuments.write(run, documents(), Disk.real());
        List<String> command = new ArrayList<>(List.of("go", "run", program.toString()));
        List<Path> files;
        try (var entries = Files.list(run)) {
            files = entries.sorted().toList();
        }
        files.forEach(file -> command.add(file.toString()));
        assumeTrue(ran(command), "SKIPPED: there is no go here that runs the program");

        for (Path file : files) {
            assertThat(Files.readString(Path.of(file + ".go"), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
        }
    }

    private boolean ran(List<String> command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("GOCACHE", folder.resolve("cache").toString());
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            System.err.println("SKIPPED: documents are not held against Go's encoder: " + e.getMessage());
            return false;
        }
    }
}
