package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.document.Captured;
import io.quietcore.results.document.RunDescription;
import io.quietcore.results.document.RunDocuments;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Our documents and kube-burner's in the real thing. OpenSearch 2.19 in a JVM asks for one of JDK 11 to 23. */
@Tag("once")
@EnabledForJreRange(
        max = JRE.JAVA_23,
        disabledReason = "SKIPPED: OpenSearch 2.19 needs a security manager, which is gone")
class OpenSearchTest {
    private static final String UUID = "11111111-2222-4333-8444-555555555555";

    @TempDir
    private static Path folder;

    private static OpenSearch openSearch;

    @BeforeAll
    static void start() throws IOException {
        openSearch = new OpenSearch(folder.resolve("opensearch"));
    }

    @AfterAll
    static void stop() throws IOException {
        openSearch.close();
    }

    private static SearchServer server() {
        return new SearchServer(
                ServerAddress.parse(openSearch.uri().toString()),
                Credentials.NONE,
                Trust.platform(),
                Route.STRAIGHT,
                Backoff.standard(3),
                System.err::println);
    }

    private static IndexReport imported(Path tarball, String index) throws IOException, InterruptedException {
        return Indexing.tarball(server(), index, tarball);
    }

    private static Path capturedTarball() throws IOException {
        return Files.write(folder.resolve("kube-burner-metrics.tgz"), Captured.bytes("passed/kube-burner-metrics.tgz"));
    }

    private static Path ourRun(String uuidFolder) throws IOException {
        Path run = Files.createDirectories(folder.resolve(uuidFolder));
        Map<String, List<Map<String, Object>>> documents = RunDocuments.of(
                Runs.of("tuned")
                        .measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i))
                        .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.5 * i))
                        .run(),
                new RunDescription("a-test", "c-1", "1.0", 3, List.of(), true, RunFacts.NONE));
        RunDocuments.write(run, documents, Disk.real());
        return run;
    }

    @Test
    void theCapturedTarballGivesTheCapturedIndexAndASecondTimeChangesNothing() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        for (JsonNode line : Captured.lines("opensearch/imported.ndjson")) {
            expected.put(line.get("_id").stringValue(), CanonicalJson.write(line.get("_source")));
        }
        assertThat(expected).hasSize(47);

        IndexReport first = imported(capturedTarball(), "captured");

        assertThat(first.created()).isEqualTo(47);
        assertThat(openSearch.documents("captured")).isEqualTo(expected);
        JsonNode before = openSearch
                .ask("GET", "/captured/_search?version=true&size=100", "")
                .at("/hits/hits");

        IndexReport second = imported(capturedTarball(), "captured");

        assertThat(second.present()).isEqualTo(47);
        assertThat(second.created()).isZero();
        openSearch.ask("POST", "/captured/_refresh", "");
        assertThat(openSearch
                        .ask("GET", "/captured/_search?version=true&size=100", "")
                        .at("/hits/hits"))
                .isEqualTo(before);
    }

    @Test
    void ourRunHasOneIdOnEveryRoadIntoTheIndex() throws Exception {
        Path run = ourRun("collected-metrics-uuid-tuned");
        Path tarball = folder.resolve("ours.tgz");
        long documents = DocumentTarball.write(run, tarball);

        IndexReport direct = Indexing.folder(server(), "roads", run);
        IndexReport again = imported(tarball, "roads");

        assertThat(direct.created()).isEqualTo(documents);
        assertThat(again.present()).isEqualTo(documents);
        assertThat(openSearch.documents("roads")).hasSize((int) documents);
    }

    @Test
    void wholeAndBrokenNumbersShareAFieldWithoutLosingAnything() throws Exception {
        Path run = Files.createDirectories(folder.resolve("numbers"));
        String whole = "{'metricName':'m','value':1,'labels':{'when':'2026-01-02'},'n':1}";
        String broken = "{'metricName':'m','value':2.5,'labels':{'when':'never'},'n':0.5}";
        Files.writeString(run.resolve("m.json"), ("[" + whole + "," + broken + "]").replace('\'', '"'));

        IndexReport report = Indexing.folder(server(), "numbers", run);

        assertThat(report.reasons()).isEmpty();
        assertThat(openSearch
                        .ask("GET", "/numbers/_mapping", "")
                        .at("/numbers/mappings/properties/value/type")
                        .stringValue())
                .isEqualTo("double");
        openSearch.ask("POST", "/numbers/_refresh", "");
        JsonNode sums = openSearch
                .ask(
                        "POST",
                        "/numbers/_search?size=0",
                        "{\"aggs\":{\"v\":{\"sum\":{\"field\":\"value\"}},\"n\":{\"sum\":{\"field\":\"n\"}}}}")
                .get("aggregations");
        assertThat(sums.at("/v/value").doubleValue()).isEqualTo(3.5);
        assertThat(sums.at("/n/value").doubleValue()).isEqualTo(1.5);
    }

    @Test
    void dashboardsFindOurQuantilesByTheQueriesThatFindKubeBurners() throws Exception {
        Path run = ourRun("collected-metrics-dashboard");
        Indexing.folder(server(), "dashboard", run);
        imported(capturedTarball(), "dashboard");

        assertThat(openSearch.count(
                        "dashboard",
                        "uuid.keyword: \"" + UUID + "\" AND metricName.keyword: podLatencyQuantilesMeasurement"))
                .isEqualTo(6);
        assertThat(openSearch.count(
                        "dashboard",
                        "uuid.keyword: \"uuid-tuned\""
                                + " AND metricName.keyword: wakeupLatencyQuantilesMeasurement"
                                + " AND quantileName.keyword: worker-1-numa0 AND jobName.keyword: \"a-test\""))
                .isEqualTo(1);
        assertThat(openSearch.count(
                        "dashboard",
                        "uuid.keyword: \"uuid-tuned\" AND metricName.keyword: wakeup\\-P50"
                                + " AND labels.numa.keyword: 0 AND metadata.host.kernel.keyword: 6.18"))
                .isEqualTo(1);
        assertThat(
                        openSearch.count(
                                "dashboard",
                                "metricName.keyword: jobSummary AND platform.keyword: *"
                                        + " AND clusterType.keyword: * AND jobConfig.name.keyword: * AND workerNodesCount: [1 TO *]"))
                .isEqualTo(2);
    }

    @Test
    void anIndexThatWasMadeWithAWholeFirstValueIsWarnedOf() throws Exception {
        openSearch.ask("PUT", "/whole/_doc/1", "{\"value\":1}");
        List<String> warnings = new ArrayList<>();
        SearchServer server = new SearchServer(
                ServerAddress.parse(openSearch.uri().toString()),
                Credentials.NONE,
                Trust.platform(),
                Route.STRAIGHT,
                Backoff.standard(3),
                warnings::add);

        Indexing.tarball(server, "whole", capturedTarball());

        assertThat(warnings).hasSize(1).first().asString().contains("maps value to long");
    }
}
