package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RunDocumentsTest {
    private static final RunDescription DESCRIPTION =
            new RunDescription("a-test", "c-1", "1.0", 3, List.of(), true, RunFacts.NONE);

    private static StoredRun run() {
        return Runs.of("tuned")
                .measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i))
                .measured(Probe.JITTER, 1, 3, i -> Runs.gaps(10.0 * i))
                .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.0 * i * i))
                .run();
    }

    private static Map<String, List<Map<String, Object>>> documents() {
        return RunDocuments.of(run(), DESCRIPTION);
    }

    @Test
    void aMetricDocumentLooksAsKubeBurnersDoes() {
        String json = CanonicalJson.write(documents().get("wakeup-P99.json"));

        assertThat(json)
                .isEqualTo(
                        "[{\"jobName\":\"a-test\",\"labels\":{\"cpu\":\"4\",\"node\":\"worker-1\",\"numa\":\"0\","
                                + "\"phase\":\"tuned\",\"place\":\"worker-1-numa0\",\"probe\":\"wakeup\",\"statistic\":\"P99\","
                                + "\"unit\":\"ns\"},\"metadata\":{\"campaignId\":\"c-1\",\"host\":{\"governor\":\"performance\","
                                + "\"kernel\":\"6.18\"},\"phase\":\"tuned\"},"
                                + "\"metricName\":\"wakeup-P99\",\"query\":\"quietcore: median over 3 repetitions of P99 of"
                                + " wakeup\",\"timestamp\":\"2026-01-02T03:05:05.6Z\",\"uuid\":\"uuid-tuned\",\"value\":59615}]");
    }

    @Test
    void everyStatisticOfEveryPlaceIsOneDocument() {
        assertThat(documents().get("jitter-lost.json"))
                .extracting(document -> String.valueOf(document.get("labels")))
                .hasSize(2)
                .anyMatch(labels -> labels.contains("place=worker-1-numa0"))
                .anyMatch(labels -> labels.contains("place=worker-1-numa1"));
    }

    @Test
    void theValueIsTheMedianOfTheRepetitionsAndNotTheirMean() {
        // 10, 40 and 90 µs around: the median is the second repetition's.
        double value = (double) documents().get("wakeup-P50.json").get(0).get("value");

        assertThat(value).isBetween(39_900.0, 40_100.0);
    }

    @Test
    void aStatisticWithoutItsSamplesIsNotWritten() {
        assertThat(documents()).doesNotContainKey("wakeup-P999.json");
        // All three repetitions together hold 15,000 values: enough for P99, not for P99.9.
        assertThat(documents()
                        .get("wakeupLatencyQuantilesMeasurement-a-test.json")
                        .get(0))
                .containsKeys("P50", "P95", "P99", "min", "max", "avg")
                .doesNotContainKey("P999");
    }

    @Test
    void quantilesAreWholeNanosecondsOfTheMergedHistogram() {
        Map<String, Object> jitter =
                documents().get("jitterLatencyQuantilesMeasurement-a-test.json").get(0);

        assertThat(jitter).containsEntry("quantileName", "worker-1-numa0").containsEntry("min", 0L);
        // 2 % of the time is lost in stalls of 50 µs: one arrival in a hundred waits for half of one.
        assertThat((long) jitter.get("P99")).isBetween(24_900L, 25_200L);
        assertThat((long) jitter.get("max")).isBetween(49_900L, 50_100L);
    }

    @Test
    void everyRepetitionIsADocumentWithItsOwnStatistics() {
        List<Map<String, Object>> repetitions = documents().get("jitterLatencyMeasurement-a-test.json");

        assertThat(repetitions).hasSize(6);
        assertThat(repetitions.get(1))
                .containsEntry("jobIteration", 2)
                .containsEntry("nodeName", "worker-1")
                .containsEntry("numa", "0")
                .containsEntry("cpu", "4")
                .containsKeys("lostPercent", "P50", "spikesOver20usPerSecond", "max");
    }

    @Test
    void theSummarySaysWhetherTheRunPassedAndWhatItLacks() {
        assertThat(documents().get("jobSummary.json").get(0))
                .containsEntry("passed", true)
                .containsEntry("campaignId", "c-1")
                .containsEntry("phase", "tuned")
                .containsKeys("platform", "sdnType", "clusterType", "workerNodesCount", "ocpMajorVersion")
                .doesNotContainKeys("executionErrors", "jobName", "metadata");
        RunDescription shortOf =
                new RunDescription("a-test", "c-1", "1.0", 4, List.of("jitter has 3 of 4"), true, RunFacts.NONE);
        assertThat(RunDocuments.of(run(), shortOf).get("jobSummary.json").get(0))
                .containsEntry("passed", false)
                .containsEntry("executionErrors", "jitter has 3 of 4");
    }

    @Test
    void aGateThatDidNotPassIsNoErrorAsAThresholdOfKubeBurnerIsNone() {
        RunDescription gated = new RunDescription("a-test", "c-1", "1.0", 3, List.of(), false, RunFacts.NONE);

        JsonNode theirs = Captured.documents("threshold/jobSummary.json").get(0);
        assertThat(RunDocuments.of(run(), gated).get("jobSummary.json").get(0))
                .containsEntry("passed", theirs.get("passed").booleanValue())
                .doesNotContainKey("executionErrors");
        assertThat(theirs.has("executionErrors")).isFalse();
    }

    @Test
    void aTimeLimitIsToldInKubeBurnersWords() {
        JsonNode theirs = Captured.documents("timeout/jobSummary.json").get(0);
        String words = GoTime.of(Duration.ofSeconds(15)) + " timeout reached";
        RunDescription late = new RunDescription("a-test", "c-1", "1.0", 3, List.of(words), true, RunFacts.NONE);

        assertThat(RunDocuments.of(run(), late).get("jobSummary.json").get(0))
                .containsEntry("passed", theirs.get("passed").booleanValue())
                .containsEntry("executionErrors", theirs.get("executionErrors").stringValue());
        assertThat(List.of(
                        GoTime.of(Duration.ofHours(4)),
                        GoTime.of(Duration.ofSeconds(90)),
                        GoTime.of(Duration.ofMillis(1_500)),
                        GoTime.of(Duration.ofMillis(500))))
                .containsExactly("4h0m0s", "1m30s", "1.5s", "500ms");
    }

    @Test
    void theSummaryHasTheClustersMetadataWithoutWhatIsUnknownAndTheUsersAboveIt() {
        ClusterFacts cluster = ClusterFacts.kubernetes(
                "", "self-managed", "v1.36.2", new ClusterFacts.Nodes(1, "", 2, "", 0, "", 0, 3));
        RunFacts facts = new RunFacts(cluster, Map.of("platform", "lab", "rack", 7), List.of(), List.of());

        Map<String, List<Map<String, Object>>> documents =
                RunDocuments.of(run(), new RunDescription("a-test", "c-1", "1.0", 3, List.of(), true, facts));

        assertThat(documents.get("jobSummary.json").get(0))
                .containsEntry("platform", "lab")
                .containsEntry("rack", 7)
                .containsEntry("clusterType", "self-managed")
                .containsEntry("k8sVersion", "v1.36.2")
                .containsEntry("masterNodesCount", 1)
                .containsEntry("workerNodesCount", 2)
                .containsEntry("totalNodes", 3)
                .containsEntry("sdnType", "none")
                .containsEntry("ocpMajorVersion", "none")
                .containsEntry("fips", false)
                .containsEntry("benchmark", "quietcore-a-test")
                .doesNotContainKeys("ocpVersion", "infraNodesCount", "workerNodesType", "metadata");
        assertThat((Map<?, ?>) documents.get("jitter-lost.json").get(0).get("metadata"))
                .isEqualTo(Map.of(
                        "campaignId", "c-1",
                        "phase", "tuned",
                        "host", Map.of("governor", "performance", "kernel", "6.18"),
                        "k8sVersion", "v1.36.2",
                        "totalNodes", 3,
                        "platform", "lab",
                        "rack", 7));
    }

    @Test
    void anAlertFromErrorOnKeepsTheRunFromPassingInKubeBurnersWords() {
        // Its own: alert/jobSummary.json, alert/alert.json.
        Alert alert = new Alert(
                Instant.parse("2026-11-23T20:54:18Z"),
                Alert.Severity.ERROR,
                "target 127.0.0.1:9095 is up with value 1");
        RunFacts facts = new RunFacts(null, Map.of(), List.of(), List.of(alert));

        Map<String, List<Map<String, Object>>> documents =
                RunDocuments.of(run(), new RunDescription("a-test", "c-1", "1.0", 3, List.of(), true, facts));

        assertThat(documents.get("jobSummary.json").get(0))
                .containsEntry("passed", false)
                .containsEntry(
                        "executionErrors",
                        Captured.documents("alert/jobSummary.json")
                                .get(0)
                                .get("executionErrors")
                                .stringValue());
        assertThat(documents.get("alert.json").get(0))
                .containsEntry("severity", "error")
                .containsEntry("description", alert.description())
                .containsKey("metadata");
    }

    @Test
    void theTopLevelOfTheFolderHoldsArraysOfDocumentsAndNothingElse(@TempDir Path folder) throws IOException {
        RunDocuments.write(folder, documents(), Disk.real());

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isNotEmpty().allSatisfy(file -> {
                assertThat(file.toString()).endsWith(".json");
                var json = CanonicalJson.readTree(Files.readAllBytes(file));
                assertThat(json.isArray()).isTrue();
                json.forEach(document -> {
                    assertThat(document.has("uuid")).isTrue();
                    assertThat(document.has("metricName")).isTrue();
                    assertThat(document.has("timestamp")).isTrue();
                });
            });
        }
    }

    @Test
    void twoCpusOfOnePlaceAreAddedUpOnceAndTheirRepetitionCountsOnce() {
        StoredRun run = twoCpus(Runs.of("tuned")
                .measured(Probe.WAKEUP, 0, 2, i -> Runs.latencies(10_000))
                .run());

        Map<String, List<Map<String, Object>>> documents = RunDocuments.of(run, DESCRIPTION);

        assertThat(documents.get("wakeupLatencyMeasurement-a-test.json"))
                .extracting(document -> document.get("jobIteration") + " on " + document.get("cpu"))
                .containsExactlyInAnyOrder("1 on 4", "1 on 5", "2 on 4", "2 on 5");
        // Both CPUs of a repetition make one value: half of the latencies are around 10 us, half around 30 us.
        assertThat(documents.get("wakeup-P50.json").get(0))
                .extracting(
                        document -> ((Map<?, ?>) document.get("labels")).get("cpu"), document -> document.get("query"))
                .containsExactly("4,5", "quietcore: median over 2 repetitions of P50 of wakeup");
        double value = (double) documents.get("wakeup-P50.json").get(0).get("value");
        assertThat(value).isBetween(14_900.0, 15_100.0);
    }

    /** Each repetition with the series of a second CPU, whose latencies are three times as long. */
    private static StoredRun twoCpus(StoredRun run) {
        List<StoredRepetition> both = run.repetitions().stream()
                .map(repetition -> {
                    Map<SeriesKey, CompactHistogram> series = new LinkedHashMap<>(repetition.histograms());
                    SeriesKey first = series.keySet().iterator().next();
                    series.put(first.with(SeriesKey.CPU, "5"), CompactHistogram.of(Runs.latencies(30_000)));
                    return new StoredRepetition(repetition.folder(), repetition.result(), series);
                })
                .toList();
        return new StoredRun(run.folder(), run.uuid(), run.side(), both, List.of());
    }

    @Test
    void aDocumentThatARunNoLongerHasDoesNotStayBehindAndWhatOthersWroteDoes(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("podLatencyMeasurement-a-test.json"), "[]");
        Files.writeString(folder.resolve("jitter-notes.json"), "[]");
        RunDocuments.write(folder, documents(), Disk.real());
        StoredRun fewer =
                Runs.of("tuned").measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i)).run();
        Map<String, List<Map<String, Object>>> left = RunDocuments.of(fewer, DESCRIPTION);

        RunDocuments.write(folder, left, Disk.real());

        List<String> expected = new ArrayList<>(left.keySet());
        expected.addAll(List.of("podLatencyMeasurement-a-test.json", "jitter-notes.json"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.600Z, 2026-01-02T03:04:05.6Z",
        "2026-01-02T03:04:05.123456780Z, 2026-01-02T03:04:05.12345678Z",
        "2026-01-02T03:04:00.000000001Z, 2026-01-02T03:04:00.000000001Z"
    })
    void timesAreWrittenAsGoWritesThem(String iso, String go) {
        assertThat(GoTime.of(Instant.parse(iso))).isEqualTo(go);
    }
}
