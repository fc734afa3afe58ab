package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.workloads.MetricsEndpoints.Indexer;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ES_SERVER",
            "https://ann:p@ss@search_1:9200",
            "ES_INDEX",
            "Ripsaw-KubeBurner",
            "EMPTY",
            "",
            "LOCAL",
            "true");

    private static List<String> problems(String yaml) {
        ProblemList problems = new ProblemList("endpoints.yml");
        MetricsEndpoints.read(yaml.getBytes(StandardCharsets.UTF_8), ENVIRONMENT, problems);
        return problems.byLine().stream().map(Problem::toString).toList();
    }

    private static List<Indexer> indexers(String yaml) {
        ProblemList problems = new ProblemList("endpoints.yml");
        List<Indexer> indexers = MetricsEndpoints.read(yaml.getBytes(StandardCharsets.UTF_8), ENVIRONMENT, problems)
                .indexers();
        assertThat(problems.byLine()).isEmpty();
        return indexers;
    }

    /** kube-burner's documentation shows such files. */
    @Test
    void theEnvironmentIsPutInAsKubeBurnerDoesIt() {
        Indexer indexer = indexers("""
                        {{- /* kube-burner's own */ -}}
                        {{ if .EMPTY }}
                        - indexer: {type: local}
                        {{ else if eq .LOCAL "true" }}
                        - endpoint: http://localhost:9090
                          indexer:
                            type: opensearch
                            esServers: ["{{ .ES_SERVER }}"]
                            defaultIndex: {{ .ES_INDEX | quote }}
                        {{ end }}
                        """).get(0);

        assertThat(indexer.servers()).containsExactly("https://ann:p@ss@search_1:9200");
        assertThat(indexer.index()).isEqualTo("ripsaw-kubeburner");
        assertThat(problems("\n- indexer: {type: local, metricsDirectory: {{ .NOT_THERE }}}\n"))
                .singleElement()
                .asString()
                .startsWith("endpoints.yml:2: the environment has no NOT_THERE; expected a variable of this name");
    }

    @Test
    void anIndexerOfPrometheusBlocksIsPassedOverWithAWord() {
        assertThat(problems("{{ if .EMPTY }}\n\n\n{{ end }}\n- indexer: {type: loki}\n"))
                .singleElement()
                .asString()
                .startsWith("endpoints.yml:5: ");
        ProblemList problems = new ProblemList("endpoints.yml");
        String tsdb = "- endpoint: http://localhost:9090\n  indexer: {type: tsdb, metricsDirectory: tsdb-out}\n";
        MetricsEndpoints read = MetricsEndpoints.read(
                (tsdb + "- indexer: {type: opensearch, esServers: [http://h], defaultIndex: quiet}\n- indexer: {}\n"
                                + "- indexer:\n")
                        .getBytes(StandardCharsets.UTF_8),
                ENVIRONMENT,
                problems);

        assertThat(problems.byLine()).isEmpty();
        assertThat(read.indexers()).extracting(Indexer::index).containsExactly("quiet");
        assertThat(read.notes())
                .containsExactly(
                        "line 2: an indexer of type tsdb, blocks of Prometheus is passed over",
                        "line 4: an indexer without a type is passed over");
        assertThat(problems(tsdb)).singleElement().asString().contains("no indexer that documents can go to", "tsdb");
    }

    @Test
    void anchorsAliasesAndMergeKeysAreFollowed() {
        List<Indexer> indexers = indexers("""
                - &first
                  endpoint: &prometheus http://localhost:9090
                  indexer: &server
                    type: opensearch
                    esServers: &where ["http://one:9200"]
                    defaultIndex: 20261130
                - endpoint: *prometheus
                  indexer:
                    defaultIndex: other
                    <<: *server
                - <<: [{alias: x}, *first]
                - indexer: {type: elastic, esServers: *where, defaultIndex: 007}
                """);

        assertThat(indexers).extracting(Indexer::index).containsExactly("20261130", "other", "20261130", "007");
        assertThat(indexers).extracting(Indexer::servers).containsOnly(List.of("http://one:9200"));
        assertThat(problems("- indexer: &a {type: *a}\n"))
                .singleElement()
                .asString()
                .contains("the alias *a");
        assertThat(problems("- &a {<<: 1}\n")).singleElement().asString().contains("a mapping to merge");
        String laughs = "- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
                + IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> "- &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "x]\n")
                        .collect(Collectors.joining());
        assertThat(problems(laughs)).singleElement().asString().contains("more than 10000 values");
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
        assertThat(told.get(2)).contains("endpoints.yml:3", "loki", "local, opensearch, elastic or tsdb");
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
