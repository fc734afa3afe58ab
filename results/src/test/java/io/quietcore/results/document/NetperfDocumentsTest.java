package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetperfDocumentsTest {
    private static final String UUID = "99999999-2222-4333-8444-555555555555";

    /** The fields of k8s-netperf's {@code Doc}, with a latency test and a stream, which has none. */
    private static final String ARCHIVE = """
            [{"uuid":"%s","timestamp":"2026-01-02T03:04:05.123456Z","hostNetwork":false,"driver":"netperf",
              "parallelism":1,"profile":"TCP_RR","duration":10,"service":false,"local":true,"acrossAZ":false,"samples":3,
              "messageSize":1024,"throughput":21034.5,"latency":61.5,"tputMetric":"OP/s","ltcyMetric":"usec",
              "tcpRetransmits":0,"udpLossPercent":0,"metadata":{"platform":"lab","workerNodesCount":2},
              "serverCPU":{},"serverPods":[],"clientCPU":{},"clientPods":null,"clientNodeLabels":{},"serverNodeLabels":{}},
             {"uuid":"%s","timestamp":"2026-01-02T03:04:05.123456Z","hostNetwork":true,"driver":"iperf3",
              "parallelism":2,"profile":"TCP_STREAM","duration":10,"service":false,"local":false,"acrossAZ":false,
              "samples":3,"messageSize":8192,"throughput":9402,"latency":0,"tputMetric":"Mb/s","ltcyMetric":"usec",
              "metadata":{}}]
            """;

    @TempDir
    private Path folder;

    private static List<Map<String, Object>> documents(String json) throws IOException {
        return NetperfDocuments.of(json.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String archive(String uuid) {
        return ARCHIVE.formatted(uuid, uuid);
    }

    @Test
    void eachTestIsAMetricDocumentForEachOfItsStatisticsThatSaysWhereItCameFrom() throws IOException {
        List<Map<String, Object>> documents = documents(archive(UUID));

        assertThat(documents)
                .extracting(each -> each.get("metricName"))
                .containsExactly("netperf-throughput", "netperf-P99", "netperf-throughput");
        Map<String, Object> latency = documents.get(1);
        assertThat(latency).containsEntry("value", 61_500.0).containsEntry("uuid", UUID);
        assertThat(CanonicalJson.tree(latency).at("/labels/unit").asString()).isEqualTo("ns");
        assertThat(CanonicalJson.tree(latency).at("/labels/messageSize").isString())
                .isTrue();
        assertThat(CanonicalJson.tree(latency).at("/metadata/origin").asString())
                .isEqualTo("k8s-netperf");
        assertThat(CanonicalJson.tree(latency).at("/metadata/platform").asString())
                .isEqualTo("lab");
        assertThat(documents).allSatisfy(each -> assertThat(DocumentSchemaTest.problems(CanonicalJson.tree(each)))
                .isEmpty());
    }

    @Test
    void theyLieBesideOurRunsAndInTheReportAndAreOverwrittenByNothing() throws IOException {
        Path file = ImportedStatistic.write(folder, documents(archive(UUID))).get(0);
        assertThat(file).isEqualTo(folder.resolve("collected-metrics-" + UUID + "/imported-k8s-netperf.json"));
        ImportedStatistic.write(folder, documents(archive(UUID)));
        assertThatThrownBy(() ->
                        ImportedStatistic.write(folder, documents(archive(UUID).replace("61.5", "7"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not overwritten");

        List<ImportedStatistic> imported = ImportedStatistic.in(folder);

        assertThat(imported).hasSize(3);
        assertThat(imported.get(1).labels()).contains("profile=TCP_RR", "messageSize=1024");
        String page = Report.html(
                List.of(),
                Map.of(
                        "tuned",
                        Runs.of("tuned")
                                .measured(Probe.JITTER, 0, 1, i -> Runs.gaps(i))
                                .run()),
                Map.of(),
                List.of(),
                Map.of(),
                imported);
        assertThat(page).contains("Imported", "k8s-netperf", "61500", "compared with nothing");
    }

    @Test
    void whatIsNoArchiveIsToldInALine() {
        assertThatThrownBy(() -> documents("no"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no JSON");
        assertThatThrownBy(() -> documents("{}")).hasMessageContaining("no list of results");
        assertThatThrownBy(() -> documents("[{}]")).hasMessageContaining("result 1: found no uuid");
        assertThatThrownBy(() -> documents(archive(UUID).replace("\"throughput\":9402", "\"throughput\":\"x\"")))
                .hasMessageContaining("result 2: found no number throughput");
        assertThatThrownBy(() -> documents(archive("k8s-netperf"))).hasMessageContaining("give one with --uuid");
    }
}
