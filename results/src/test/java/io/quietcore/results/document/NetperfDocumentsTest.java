package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        return NetperfDocuments.of(json.getBytes(StandardCharsets.UTF_8), null).documents();
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
        assertThatThrownBy(() -> documents("[null, 5]"))
                .hasMessageContaining("none of its 2 results can be imported; result 1: found no uuid");
        assertThatThrownBy(() -> documents(archive("k8s-netperf"))).hasMessageContaining("give one with --uuid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"throughput\":-5",
                "\"throughput\":\"x\"",
                "\"throughput\":1e999",
                "\"throughput\":1e999999999",
                "\"throughput\":null",
                "\"throughput\":9402,\"burst\":1e999",
                "\"throughput\":9402,\"burst\":-1"
            })
    void aResultThatNothingMeasuresIsLeftOutInALineAndTheOthersAreImported(String instead) throws IOException {
        NetperfDocuments imported = NetperfDocuments.of(
                archive(UUID).replace("\"throughput\":9402", instead).getBytes(StandardCharsets.UTF_8), null);

        assertThat(imported.documents()).hasSize(2);
        assertThat(imported.remarks()).singleElement().asString().startsWith("result 2: found ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
                "2262-04-12T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "yesterday"
            })
    void aTimeWhenNothingCanHaveBeenMeasuredIsRefused(String timestamp) {
        assertThatThrownBy(() -> documents(archive(UUID).replace("2026-01-02T03:04:05.123456Z", timestamp)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found the timestamp '" + timestamp);
    }

    @Test
    void numbersOutOfRangeAreRefusedWhereverTheyStand() {
        String digits = "1" + "0".repeat(899);

        assertThatThrownBy(
                        () -> documents(archive(UUID).replace("21034.5", digits).replace("9402", digits)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("as its throughput");
        assertThatThrownBy(() -> documents(archive(UUID)
                        .replace("\"workerNodesCount\":2", "\"workerNodesCount\":[1e999]")
                        .replace("9402", "-1")))
                .hasMessageContaining("metadata.workerNodesCount");
        assertThatThrownBy(
                        () -> documents(archive(UUID).replace("61.5", "-61.5").replace("9402", "-1")))
                .hasMessageContaining("as its latency");
        assertThatThrownBy(() -> documents(archive(UUID).replace("usec", "msec").replace("9402", "-1")))
                .hasMessageContaining("latency in 'msec'; expected usec");
    }

    /** Two tests that differ in their burst or their network alone, with equal values. */
    @ParameterizedTest
    @CsvSource({
        "burst, 64",
        "virt, true",
        "externalServer, true",
        "udnInfo, '\"layer3\"'",
        "bridgeInfo, '\"br0\"'",
        "sriovInfo, '\"net1\"'",
        "macvlanInfo, '\"eth1\"'",
        "localnetInfo, '\"phys\"'",
        "whatComesNext, '\"x\"'",
        "whatComesNext, 7",
        "whatComesNext, -1"
    })
    void testsThatDifferInOneLabelAreTwoDocuments(String label, String value) throws IOException {
        String one = archive(UUID).substring(1, archive(UUID).indexOf("},\n {")) + "}";
        List<Map<String, Object>> documents =
                documents("[" + one + "," + one.replace("\"uuid\"", "\"" + label + "\":" + value + ",\"uuid\"") + "]");

        assertThat(documents).hasSize(4).doesNotHaveDuplicates();
        assertThat(CanonicalJson.tree(documents.get(2)).at("/labels/" + label).asString())
                .isEqualTo(value.replace("\"", ""));
    }

    /** It may be what was measured, as latency is: a label of it would make every test one that was never made before. */
    @ParameterizedTest
    @ValueSource(strings = {"0.25", "-0.25", "1e999", "1e400", "123456789012345678901234567890"})
    void aNumberThatIsNotKnownAndNoSettingIsPassedOverWithAWord(String value) throws IOException {
        String with = archive(UUID).replace("\"throughput\":9402", "\"throughput\":9402,\"jitter\":" + value);

        NetperfDocuments imported = NetperfDocuments.of(with.getBytes(StandardCharsets.UTF_8), null);

        assertThat(imported.documents()).isEqualTo(documents(archive(UUID)));
        assertThat(imported.remarks())
                .containsExactly("jitter: a number that this version does not know is passed over");
    }

    @Test
    void theSameTestTwiceIsTwoDocuments() throws IOException {
        String one = archive(UUID).substring(1, archive(UUID).indexOf("},\n {")) + "}";

        assertThat(documents("[" + one + "," + one + "]")).hasSize(4).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"value\": 1e999}]", "[{}]", "[null]", "{\"a\": 1}", "[{\"value\": \"5\"}]"})
    void whatLiesThereAsImportedAndIsNotIsNoNumberOfTheReport(String json) throws IOException {
        Path file = ImportedStatistic.write(folder, documents(archive(UUID))).get(0);
        Files.writeString(file, json);

        assertThatThrownBy(() -> ImportedStatistic.in(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("imported-k8s-netperf.json: found a document without a number 'value'");
    }

    @Test
    void linesThatK8sNetperfLoggedAroundItsJsonArePassedOverWithAWord() throws IOException {
        NetperfDocuments imported = NetperfDocuments.of(
                ("time=\"2026-01-02\" level=info msg=\"[done]\"\nINFO more\n" + archive(UUID) + "\nWARN the end\n")
                        .getBytes(StandardCharsets.UTF_8),
                null);

        assertThat(imported.documents()).hasSize(3);
        assertThat(imported.remarks()).containsExactly("3 lines around the JSON are passed over");
    }

    @Test
    void whereItIsBrokenIsToldInTheFilesOwnLines() {
        assertThatThrownBy(() -> documents("a log line\n[{\"uuid\": \n oops}]\n"))
                .hasMessageContaining("line 3");
    }
}
