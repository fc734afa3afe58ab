package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.workloads.MetricsEndpoints.Indexer;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsEndpointsTest {
    /** Of a configuration that the real kube-burner ran. */
    private static final String CAPTURED = """
            metricsEndpoints:
            - endpoint: http://127.0.0.1:9095
              step: 5s
              metrics: [metrics.yml]
              alerts: [alerts.yml]
              indexer: {type: local, metricsDirectory: local-{{.UUID}}, createTarball: true, tarballName: kube-burner-metrics.tgz}
            - indexer: {type: opensearch, esServers: ["http://127.0.0.1:9201"], defaultIndex: kube-burner}
            global:
              gc: true
            """;

    private static List<String> problems(String yaml) {
        ProblemList problems = new ProblemList("endpoints.yml");
        MetricsEndpoints.read(yaml.getBytes(StandardCharsets.UTF_8), problems);
        return problems.byLine().stream().map(Problem::toString).toList();
    }

    private static List<Indexer> indexers(String yaml) {
        ProblemList problems = new ProblemList("endpoints.yml");
        List<Indexer> indexers = MetricsEndpoints.read(yaml.getBytes(StandardCharsets.UTF_8), problems)
                .indexers();
        assertThat(problems.byLine()).isEmpty();
        return indexers;
    }

    @Test
    void theIndexersOfACapturedConfigurationAreReadAndNamedAfterTheRun() {
        List<Indexer> indexers = indexers(CAPTURED);

        assertThat(indexers).hasSize(2);
        Indexer local = indexers.get(0).named("u-1");
        assertThat(local.local()).isTrue();
        assertThat(local.metricsDirectory()).isEqualTo("local-u-1");
        assertThat(local.tarball()).contains("kube-burner-metrics.tgz");
        assertThat(indexers.get(1))
                .isEqualTo(new Indexer(
                        false,
                        List.of("http://127.0.0.1:9201"),
                        "kube-burner",
                        false,
                        indexers.get(1).metricsDirectory(),
                        Optional.empty()));
    }

    @Test
    void anEndpointFileIsAListAndADirectoryThatIsNotNamedIsKubeBurnersOwn() {
        Indexer indexer = indexers("- indexer: {type: local}\n").get(0).named("u-1");

        assertThat(indexer.metricsDirectory()).isEqualTo("collected-metrics-u-1");
        assertThat(indexer.tarball()).isEmpty();
    }

    @Test
    void everyMistakeIsToldWithItsLineAndNoSecret() {
        String secret = "https://user:hunter2@search.example:9200";
        List<String> told = problems("""
                - indexer: {type: opensearch, esServers: %s, defaultIndex: i}
                - indexer: {type: elastic, esServers: ["%s"]}
                - indexer: {type: loki}
                - indexer: {type: local, tarbalName: x}
                - indexr: {}
                """.formatted(secret, secret));

        assertThat(told).hasSize(5).noneMatch(line -> line.contains("hunter2"));
        assertThat(told.get(0)).contains("endpoints.yml:1", "esServers", "a list of URLs");
        assertThat(told.get(1)).contains("endpoints.yml:2", "defaultIndex");
        assertThat(told.get(2)).contains("endpoints.yml:3", "loki", "local, opensearch or elastic");
        assertThat(told.get(3)).contains("endpoints.yml:4", "tarbalName", "tarballName");
        assertThat(told.get(4)).contains("endpoints.yml:5", "indexr", "indexer");
        assertThat(problems("indexers: []\n")).hasSize(1);
        assertThat(problems("- {endpoint: x}\n")).singleElement().asString().contains("no indexer");
    }

    @Test
    void whatIsPrintedOfAnIndexerHoldsNoPassword() {
        Indexer indexer = indexers(
                        "- indexer: {type: elastic, esServers: ['https://user:hunter2@search.example'], defaultIndex: i}\n")
                .get(0);

        assertThat(indexer.servers().get(0)).contains("hunter2");
        assertThat(indexer).asString().doesNotContain("hunter2");
    }
}
