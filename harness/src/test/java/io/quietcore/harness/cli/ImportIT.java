package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other tools measured, as a user imports it. */
@Tag("once")
@Timeout(120)
class ImportIT {
    private static final String UUID = "99999999-2222-4333-8444-555555555555";

    /** What the parser's own tests read. */
    private static final Path REPORTS =
            Path.of(System.getProperty("quietcore.root"), "results/src/test/resources/cnf-tests");

    /** A result of k8s-netperf, as {@code --json} prints it. */
    private static final String NETPERF = """
            [{"uuid":"%s","timestamp":"2026-01-02T03:04:05Z","hostNetwork":false,"driver":"netperf","parallelism":1,
              "profile":"TCP_RR","duration":10,"service":false,"local":true,"acrossAZ":false,"samples":3,"messageSize":1024,
              "throughput":21034.5,"latency":61.5,"tputMetric":"OP/s","ltcyMetric":"usec","metadata":{}}]
            """.formatted(UUID);

    @TempDir
    private Path folder;

    /** Into the folder that a run of this test is measured into. */
    private Outcome imported(String... arguments) {
        List<String> all = new ArrayList<>(List.of("import"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--out", folder.resolve("out").toString()));
        return Quietcore.here(all.toArray(String[]::new));
    }

    private static void assertOneLine(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().strip().lines())
                .singleElement()
                .asString()
                .startsWith("quietcore: ")
                .contains(words);
    }

    @Test
    void netperfsArchiveBecomesDocuments() throws Exception {
        Path archive = Files.writeString(folder.resolve("netperf.json"), NETPERF);

        Outcome outcome = imported("--netperf", archive.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().strip())
                .isEqualTo(folder + "/out/collected-metrics-" + UUID + "/imported-k8s-netperf.json");
        assertThat(CanonicalJson.readTree(
                        Files.readAllBytes(Path.of(outcome.out().strip()))))
                .extracting(each -> each.get("metricName").asString())
                .containsExactly("netperf-throughput", "netperf-P99");
    }

    /** One run of a campaign, then both reports of cnf-tests below it: the page holds them all. */
    @Test
    void cnfTestsReportsStandInTheReportOfTheCampaignThatTheyWereImportedInto() throws Exception {
        Files.writeString(folder.resolve("one.yml"), """
                campaign: one
                repetitions: 1
                blockSize: 1
                explain: 0
                probes:
                  jitter: {windows: 1, window: 50ms, warmupWindows: 2}
                sides:
                  own: {pinned: true}
                """);
        Outcome run = Quietcore.run(folder, "run", "one.yml", "--out", "out");
        assertThat(run.exitCode()).as(run.err()).isZero();

        Outcome outcome = imported(
                "--cnf-tests",
                REPORTS.resolve("ginkgo1.xml").toString(),
                REPORTS.resolve("ginkgo2.xml").toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines())
                .hasSize(2)
                .allMatch(line -> line.matches(".*/out/collected-metrics-[0-9a-f-]{36}/imported-cnf-tests.json"));
        assertThat(outcome.err().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("level=warning"))
                .anyMatch(line -> line.contains("ginkgo1.xml: cyclictest was skipped and left no number"))
                .anyMatch(line -> line.contains("ginkgo2.xml: hwlatdetect says 'Below threshold' (20 us)"));
        Outcome report = Quietcore.here("report", folder.resolve("out").toString());
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(folder.resolve("out/report.html"))
                .content()
                .contains(
                        "<h2>Imported</h2>",
                        "cnf-tests-hwlatdetect-max",
                        "326000",
                        "cnf-tests-cyclictest-max",
                        "294000");
    }

    @Test
    void aMistakeIsOneLine() throws Exception {
        String other = Files.writeString(folder.resolve("other.xml"), "<testsuite><testcase name=\"x\"/></testsuite>")
                .toString();
        String hostile = Files.writeString(
                        folder.resolve("hostile.xml"),
                        "<!DOCTYPE t [<!ENTITY x SYSTEM \"file:/etc/passwd\">]><testsuite/>")
                .toString();
        String whole = REPORTS.resolve("ginkgo2.xml").toString();

        assertOneLine(
                imported("--cnf-tests", whole, other),
                "other.xml: found 1 test cases and none of 'Latency Test with the");
        assertOneLine(imported("--cnf-tests", hostile), "hostile.xml: line 1: found a DOCTYPE");
        assertOneLine(imported("--cnf-tests", "nowhere.xml"), "nowhere.xml: no such file");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void reportsThatLeaveNoNumberAreAnError() throws Exception {
        String skipped = Files.writeString(folder.resolve("skipped.xml"), """
                        <testsuites><testsuite name="s"><testcase name="[It] Latency Test with the oslat image should succeed">
                        <skipped message="skipped - Insufficient cpu to run the test"/></testcase></testsuite></testsuites>
                        """).toString();

        Outcome outcome = imported("--cnf-tests", skipped, "--uuid", UUID);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("level=warning", "oslat was skipped", "Insufficient cpu"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "quietcore: none of these latency tests left a number: nothing was imported"));
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
