package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pods are churned on a node while probes measure its shared CPUs, and one index holds what both tools wrote of it. */
@Tag("cluster")
@Timeout(500)
@EnabledForJreRange(
        max = JRE.JAVA_23,
        disabledReason = "SKIPPED: OpenSearch 2.19 needs a security manager, which is gone")
class LoadClusterIT {
    private static final String UUID = "77777777-2222-4333-8444-555555555555";
    private static final String THEIR_UUID = "11111111-2222-4333-8444-555555555555";
    private static final Path CAPTURED =
            Path.of(System.getProperty("quietcore.root")).resolve("results/src/test/resources/kube-burner/passed");

    @TempDir
    private Path folder;

    private String node = "";

    @Test
    void podsThatAreChurnedAreSeenOnSharedCpusAndOneUuidFindsBothToolsDocuments() throws Exception {
        RealCluster.assumeThere();
        Path metrics = Files.createDirectory(folder.resolve("load"));
        Quietcore.Outcome outcome;
        RealCluster cluster = RealCluster.with(folder, "quietcore-load");
        try {
            node = cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
            outcome = measured(cluster, metrics);
        } finally {
            cluster.close();
        }
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();

        phasesTellTheLoad(outcome, metrics);
        oneIndexHoldsBoth();
    }

    private Quietcore.Outcome measured(RealCluster cluster, Path metrics) throws IOException, InterruptedException {
        Path campaign = Files.writeString(folder.resolve("shared.yml"), """
                campaign: shared-under-load
                backend: kubernetes
                repetitions: 1
                blockSize: 1
                explain: 0
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 10, window: 250ms, threshold: 1us}
                sides:
                  shared: {pinned: false, pod: {qos: burstable}}
                """);
        Path script = Path.of(System.getProperty("quietcore.root")).resolve("workloads/kube-burner/pod-churn.sh");
        // The load is the administrator's, the measurement the service account's.
        Map<String, String> environment = new TreeMap<>(Map.of(
                "KUBECONFIG", System.getenv("KUBECONFIG"),
                "NODE", node,
                "NAMESPACE", cluster.namespace(),
                "IMAGE", System.getenv("QUIETCORE_IMAGE"),
                "METRICS", metrics.toString()));
        String[] load = Stream.of(
                        Stream.of(
                                "run",
                                campaign.toString(),
                                "--out",
                                folder.resolve("measured").toString(),
                                "--uuid",
                                UUID),
                        Stream.of("--node", node, "--before", "5s", "--after", "15s", "-o", "json", "--fail-load"),
                        Stream.of("--while-metrics", metrics.toString(), "--while", "--", "env"),
                        environment.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()),
                        Stream.of("sh", script.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new);
        return cluster.run(load);
    }

    private void phasesTellTheLoad(Quietcore.Outcome outcome, Path metrics) throws IOException {
        assertThat(Files.readString(metrics.resolve("nodes")).split(" "))
                .hasSize(4)
                .containsOnly(node);
        JsonNode told = CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8))
                .get("shared");
        assertThat(told.at("/load/exitCode").asInt()).isZero();
        assertThat(told.at("/load/churns")).hasSize(1);
        JsonNode series = told.at("/phases/0");
        assertThat(series.get("place").asString()).startsWith(node + "-numa");
        Map<String, JsonNode> phases = new TreeMap<>();
        series.get("phases").forEach(phase -> phases.put(phase.get("name").asString(), phase));
        assertThat(phases).containsKeys("before", "during", "churn", "after");
        assertThat(phases.values())
                .allSatisfy(phase -> assertThat(phase.get("windows").asInt()).isGreaterThanOrEqualTo(2));
        // That the churn has stopped is seen.
        assertThat(phases.get("churn").get("lostPercent").asDouble())
                .isGreaterThan(phases.get("after").get("lostPercent").asDouble());
    }

    private void oneIndexHoldsBoth() throws IOException, InterruptedException {
        Path theirs = Files.createDirectories(folder.resolve("kube-burner"));
        for (String file : List.of(
                "jobSummary.json",
                "podLatencyMeasurement-pod-density.json",
                "podLatencyQuantilesMeasurement-pod-density.json")) {
            Files.writeString(
                    theirs.resolve(file),
                    Files.readString(CAPTURED.resolve(file)).replace(THEIR_UUID, UUID));
        }
        OpenSearchProcess openSearch = OpenSearchProcess.start(folder.resolve("opensearch"));
        try {
            for (Path each : List.of(folder.resolve("measured"), theirs)) {
                Quietcore.Outcome indexed = Quietcore.run(
                        folder, "index", each.toString(), "--es-server", openSearch.url(), "--es-index", "both");
                assertThat(indexed.exitCode()).as(indexed.err()).isZero();
            }
            String ofRun = "uuid.keyword: \"" + UUID + "\"";
            assertThat(openSearch.count("both", ofRun + " AND metricName.keyword: jobSummary"))
                    .isEqualTo(2);
            for (String tool : List.of("pod-density", "shared-under-load")) {
                assertThat(openSearch.count("both", ofRun + " AND jobConfig.name.keyword: \"" + tool + "\""))
                        .as(tool)
                        .isEqualTo(1);
                // The quantile documents of both pass a dashboard's query.
                String quantiles = " AND metricName.keyword: *LatencyQuantilesMeasurement AND jobName.keyword: \""
                        + tool + "\" AND quantileName.keyword: * AND P99: *";
                assertThat(openSearch.count("both", ofRun + quantiles)).as(tool).isPositive();
            }
            // What the drop-downs filter on is there in ours.
            String filters = String.join(
                    " AND ",
                    Arrays.asList(
                            ofRun,
                            "jobConfig.name.keyword: \"shared-under-load\"",
                            "platform.keyword: *",
                            "sdnType.keyword: *",
                            "clusterType.keyword: *",
                            "ocpMajorVersion.keyword: *",
                            "workerNodesCount: *"));
            assertThat(openSearch.count("both", filters)).isEqualTo(1);
            assertThat(openSearch.count(
                            "both",
                            ofRun + " AND metricName.keyword: jitter-lost AND labels.node.keyword: \"" + node + "\""))
                    .isEqualTo(1);
        } finally {
            openSearch.stop();
        }
    }
}
