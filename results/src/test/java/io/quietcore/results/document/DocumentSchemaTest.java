package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.RunFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DocumentSchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(DocumentSchema.text(), InputFormat.JSON);

    static List<String> problems(JsonNode document) {
        return SCHEMA.validate(document).stream().map(Error::toString).toList();
    }

    static Stream<String> captured() {
        return Stream.concat(
                Captured.PASSED.stream().map(file -> "passed/" + file),
                Stream.of(
                        "threshold/jobSummary.json",
                        "threshold/alert.json",
                        "alert/jobSummary.json",
                        "alert/alert.json",
                        "timeout/jobSummary.json"));
    }

    @ParameterizedTest
    @MethodSource("captured")
    void everyDocumentThatKubeBurnerWrotePasses(String file) {
        List<JsonNode> documents = Captured.documents(file);

        assertThat(documents).isNotEmpty().allSatisfy(document -> assertThat(problems(document))
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opensearch/imported.ndjson", "opensearch/kube-burner.ndjson"})
    void everyDocumentThatStoodInOpenSearchPasses(String file) {
        assertThat(Captured.lines(file)).isNotEmpty().allSatisfy(line -> assertThat(problems(line.get("_source")))
                .isEmpty());
    }

    @Test
    void everyDocumentThatWeWritePasses() {
        Runs run = Runs.of("tuned").fingerprint("commandLine", "isolcpus=2,3 <quiet>");
        for (Probe probe : Probe.values()) {
            run.measured(probe, 0, 2, i -> probe.countsGaps() ? Runs.gaps(i) : Runs.latencies(10_000.5 * i));
        }
        run.series(Probe.PARK, 1, 1, 2, i -> Map.of("", Runs.latencies(10_000), "futex", Runs.latencies(10_000.0 * i)));
        RunFacts facts = new RunFacts(
                ClusterFacts.kubernetes(
                        "lab", "self-managed", "v1.36.2", new ClusterFacts.Nodes(1, "", 2, "m5", 0, "", 0, 3)),
                Map.of("owner", "us", "rack", 7),
                Pods.TWELVE,
                List.of(new Alert(Instant.parse("2026-01-02T03:04:05Z"), Alert.Severity.WARNING, "load ended")));
        List<JsonNode> documents = new ArrayList<>();
        RunDocuments.of(
                        run.run(),
                        new RunDescription("a-test", "c-1", "1.0", 2, List.of("jitter has 1 of 2"), true, facts))
                .values()
                .forEach(file -> file.forEach(document -> documents.add(CanonicalJson.tree(document))));

        assertThat(documents).hasSizeGreaterThan(100).allSatisfy(document -> assertThat(problems(document))
                .isEmpty());
        assertThat(documents)
                .extracting(document -> document.get("metricName").stringValue())
                .contains("jobSummary", "alert", "podLatencyMeasurement", "podLatencyQuantilesMeasurement")
                .containsAll(Arrays.stream(Probe.values())
                        .map(probe -> probe.spelling() + "LatencyMeasurement")
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'up','value':1}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05.10Z','metricName':'up','value':1,'query':''}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'up','value':'1','query':''}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'up','value':1,'query':'','labels':{'numa':0}}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'up','value':1,'query':'','surprise':1}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'alert','severity':'bad','description':'d'}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'podLatencyMeasurement'}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','metricName':'jitterLatencyQuantilesMeasurement',"
                        + "'quantileName':'n-numa0','P99':1.5,'P95':1,'P50':1,'min':1,'max':2,'avg':1}",
                "{'uuid':'u','timestamp':'2026-01-02T03:04:05Z','endTimestamp':'2026-01-02T03:04:06Z','elapsedTime':1,"
                        + "'metricName':'jobSummary','jobConfig':{'name':'j'},'passed':true,'jobName':'j'}",
                "{'timestamp':'2026-01-02T03:04:05Z','metricName':'up','value':1,'query':''}"
            })
    void whatNoneOfThemWouldWriteDoesNotPass(String document) {
        byte[] json = document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(problems(CanonicalJson.readTree(json))).isNotEmpty();
    }
}
