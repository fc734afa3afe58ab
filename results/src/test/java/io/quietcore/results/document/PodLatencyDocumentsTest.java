package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.facts.PodTimeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PodLatencyDocumentsTest {
    private static final List<String> COMPARED =
            List.of("quantileName", "P99", "P95", "P50", "min", "max", "avg", "jobName", "metricName");

    private static PodLatencyDocuments documents(List<PodTimeline> pods) {
        return new PodLatencyDocuments(pods, "pod-density", "11111111-2222-4333-8444-555555555555", Map.of());
    }

    private static Map<String, JsonNode> byName(List<JsonNode> quantiles) {
        Map<String, JsonNode> byName = new TreeMap<>();
        quantiles.forEach(each -> byName.put(each.get("quantileName").stringValue(), each));
        return byName;
    }

    private static List<JsonNode> trees(List<Map<String, Object>> documents) {
        return documents.stream().map(CanonicalJson::tree).toList();
    }

    @Test
    void quantilesOfTheCapturedPodsAreKubeBurnersOwnValueForValue() {
        Map<String, JsonNode> ours = byName(trees(documents(Pods.TWELVE).quantiles()));
        Map<String, JsonNode> theirs =
                byName(Captured.documents("passed/podLatencyQuantilesMeasurement-pod-density.json"));

        assertThat(ours).hasSize(6).containsOnlyKeys(theirs.keySet());
        theirs.forEach((name, quantiles) -> COMPARED.forEach(
                field -> assertThat(CanonicalJson.write(ours.get(name).get(field)))
                        .as(name + " " + field)
                        .isEqualTo(CanonicalJson.write(quantiles.get(field)))));
    }

    @Test
    void quantilesOfTheCapturedJobsAreKubeBurnersOwnValueForValue() {
        long[] completions = Captured.documents("passed/jobLatencyMeasurement-pod-density.json").stream()
                .mapToLong(document -> document.get("completionLatency").longValue())
                .toArray();
        JsonNode theirs = byName(Captured.documents("passed/jobLatencyQuantilesMeasurement-pod-density.json"))
                .get("Complete");

        KubeBurnerQuantiles.of(completions)
                .forEach((name, value) ->
                        assertThat(value).as(name).isEqualTo(theirs.get(name).longValue()));
    }

    @Test
    void measurementsOfTheCapturedPodsAreKubeBurnersOwnFieldForField() {
        List<JsonNode> theirs = Captured.documents("passed/podLatencyMeasurement-pod-density.json");
        List<JsonNode> ours = trees(documents(Pods.TWELVE).measurements());

        for (int i = 0; i < theirs.size(); i++) {
            JsonNode expected = theirs.get(i);
            JsonNode found = ours.get(i);
            List<String> fields = new ArrayList<>(expected.propertyNames());
            // A pod of ours is never churned; metadata is the run's.
            fields.removeAll(List.of("churnMetric", "metadata"));
            fields.forEach(field -> assertThat(CanonicalJson.write(found.get(field)))
                    .as(field)
                    .isEqualTo(CanonicalJson.write(expected.get(field))));
        }
    }

    @Test
    void aMilestoneThatNoPodCameToHasNoQuantiles() {
        Instant created = Instant.parse("2026-01-02T03:04:05Z");
        PodTimeline pending =
                new PodTimeline("ns", "p", "n", 1, 1, created, created.plusMillis(12), null, null, null, null, null);

        List<Map<String, Object>> quantiles = documents(List.of(pending)).quantiles();

        assertThat(quantiles).hasSize(1);
        assertThat(quantiles.get(0))
                .containsEntry("quantileName", "PodScheduled")
                .containsEntry("P99", 12L)
                .containsEntry("P50", 12L)
                .containsEntry("avg", 12L);
    }

    @Test
    void theMeanOfTheTwoNeighboursIsTruncatedAndAWholeRankTakesTheLowerOne() {
        // P50 of 4: rank 2, whole. P95: 3.8, between the 3rd and the 4th: (30 + 41) / 2. P99 likewise.
        assertThat(KubeBurnerQuantiles.of(new long[] {41, 10, 30, 20}))
                .containsEntry("P50", 20L)
                .containsEntry("P95", 35L)
                .containsEntry("P99", 35L)
                .containsEntry("avg", 25L);
    }
}
