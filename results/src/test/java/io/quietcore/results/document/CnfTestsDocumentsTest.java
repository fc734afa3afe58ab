package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports that it reads are told of in {@code cnf-tests/README.md} of the tests' resources. */
class CnfTestsDocumentsTest {
    private static final String UUID = "99999999-2222-4333-8444-555555555555";
    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05.123Z");
    private static final String OSLAT = "[It] [performance] Latency Test with the oslat image should succeed";

    @TempDir
    private Path folder;

    private static byte[] report(String name) throws IOException {
        try (InputStream in = CnfTestsDocumentsTest.class.getResourceAsStream("/cnf-tests/" + name)) {
            return in.readAllBytes();
        }
    }

    private static CnfTestsDocuments imported(String xml) throws IOException {
        return CnfTestsDocuments.of(xml.getBytes(StandardCharsets.UTF_8), UUID, WRITTEN);
    }

    /** A report of one test case, with these elements in it. */
    private static String one(String name, String elements) {
        return "<testsuites><testsuite name=\"a suite\"><testcase name=\"" + name + "\">" + elements
                + "</testcase></testsuite></testsuites>";
    }

    private static List<String> told(CnfTestsDocuments imported) {
        return imported.documents().stream()
                .map(each -> {
                    var labels = CanonicalJson.tree(each).get("labels");
                    return each.get("metricName") + " " + CanonicalJson.write(each.get("value")) + " "
                            + labels.get("unit").asString() + " "
                            + labels.get("outcome").asString()
                            + (labels.has("cpu") ? " cpu " + labels.get("cpu").asString() : "")
                            + (labels.has("thread")
                                    ? " thread " + labels.get("thread").asString()
                                    : "")
                            + (labels.has("limitNs")
                                    ? " limit " + labels.get("limitNs").asString()
                                    : "");
                })
                .toList();
    }

    @Test
    void eachMaximumOfGinkgo2sReportIsADocument() throws IOException {
        CnfTestsDocuments imported = CnfTestsDocuments.of(report("ginkgo2.xml"), UUID, WRITTEN);

        assertThat(told(imported))
                .containsExactly(
                        "cnf-tests-hwlatdetect-samplesOverThreshold 0 samples passed limit 20000",
                        "cnf-tests-cyclictest-max 5000 ns failed cpu 2 limit 20000",
                        "cnf-tests-cyclictest-max 294000 ns failed cpu 4 limit 20000",
                        "cnf-tests-cyclictest-max 4000 ns failed cpu 5 limit 20000",
                        "cnf-tests-oslat-max 9000 ns passed cpu 3",
                        "cnf-tests-oslat-max 17000 ns passed cpu 4",
                        "cnf-tests-oslat-max 8000 ns passed cpu 5");
        assertThat(imported.remarks())
                .containsExactly("hwlatdetect says 'Below threshold' (20 us) and no maximum: none is imported");
        assertThat(imported.documents())
                .allSatisfy(each -> assertThat(DocumentSchemaTest.problems(CanonicalJson.tree(each)))
                        .isEmpty());
        assertThat(imported.documents().get(0)).containsEntry("timestamp", "2024-03-05T10:13:27Z");
        assertThat(CanonicalJson.tree(imported.documents().get(0))
                        .at("/labels/thresholdNs")
                        .asString())
                .isEqualTo("20000");
    }

    @Test
    void eachMaximumOfGinkgo1sReportIsADocumentAndWhatLeftNoneIsNamed() throws IOException {
        CnfTestsDocuments imported = CnfTestsDocuments.of(report("ginkgo1.xml"), UUID, WRITTEN);

        assertThat(told(imported))
                .containsExactly(
                        "cnf-tests-hwlatdetect-max 326000 ns failed limit 1000",
                        "cnf-tests-hwlatdetect-samplesOverThreshold 3 samples failed limit 1000",
                        "cnf-tests-oslat-max 304000 ns failed cpu 3 limit 20000",
                        "cnf-tests-oslat-max 12000 ns failed cpu 4 limit 20000");
        assertThat(imported.remarks())
                .containsExactly("cyclictest was skipped and left no number (expected a '# Max Latencies:' line in its"
                        + " log): nothing of it is imported");
        assertThat(imported.documents().get(0)).containsEntry("timestamp", "2022-09-08T15:25:27Z");
    }

    @Test
    void aSkippedTestThatMeasuredKeepsItsNumbersAndItsOutcome() throws IOException {
        CnfTestsDocuments imported = imported(one(
                OSLAT,
                "<skipped message=\"skipped - no maximum latency value provided\"/><system-err>Mar  5 10:35:11.1: [INFO]: "
                        + "        Core:\t 3 4\n     Maximum:\t 9 17 (us)\n</system-err>"));

        assertThat(told(imported))
                .containsExactly(
                        "cnf-tests-oslat-max 9000 ns skipped cpu 3", "cnf-tests-oslat-max 17000 ns skipped cpu 4");
        assertThat(imported.remarks())
                .containsExactly("oslat says no time: that of its file is taken, 2026-01-02T03:04:05.123Z");
    }

    /** An older cnf-tests failed without its log: the latency that it names is one that was too high, not the maximum. */
    @Test
    void aFailureWithoutALogIsNamedAndGivesNoNumber() throws IOException {
        CnfTestsDocuments imported = imported(one(
                OSLAT,
                "<failure type=\"Failure\">The current latency 304 is bigger than the expected one 20</failure>"));

        assertThat(imported.documents()).isEmpty();
        assertThat(imported.remarks())
                .containsExactly(
                        "oslat failed and left no number (expected a 'Maximum: … (us)' line in its log): nothing"
                                + " of it is imported; it says: The current latency 304 is bigger than the expected one 20");
    }

    @Test
    void aLogThatWasCutOffGivesNoHalfNumber() throws IOException {
        String cyclictest = OSLAT.replace("oslat", "cyclictest");

        assertThat(imported(one(cyclictest, "<system-out># Max Latencies: 00012 00003</system-out>"))
                        .documents())
                .isEmpty();
        assertThat(imported(one(OSLAT, "<system-out>Maximum:\t 12 3</system-out>"))
                        .documents())
                .isEmpty();
    }

    @Test
    void threadsKeepTheirNumberWhereTheirCpusAreNotSaid() throws IOException {
        String log = "running the cyclictest command with arguments [-D 600 -t 2 -a %s -h 30]\n"
                + "# Max Latencies: 00012 00003\n# Histogram Overflows: 00000 00000\n";
        String cyclictest = OSLAT.replace("oslat", "cyclictest");

        for (String cpus : List.of("1-3", "3-1", "99999999")) {
            assertThat(told(imported(one(cyclictest, "<system-out>" + log.formatted(cpus) + "</system-out>"))))
                    .as(cpus)
                    .containsExactly(
                            "cnf-tests-cyclictest-max 12000 ns passed thread 0",
                            "cnf-tests-cyclictest-max 3000 ns passed thread 1");
        }
    }

    @Test
    void ofSeveralAttemptsTheLastIsTakenAndThatIsSaid() throws IOException {
        CnfTestsDocuments imported = imported(one(
                OSLAT,
                "<system-out>Core: 1\nMaximum: 99 (us)\nAttempt #1 Failed.\nCore: 1\nMaximum: 7 (us)</system-out>"));

        assertThat(told(imported)).containsExactly("cnf-tests-oslat-max 7000 ns passed cpu 1");
        assertThat(imported.remarks()).first().isEqualTo("oslat found 2 results in one log: the last is taken");
    }

    @Test
    void theSameFileIsTheSameRunWheneverItIsImported() throws IOException {
        Object first = CnfTestsDocuments.of(report("ginkgo1.xml"), null, WRITTEN)
                .documents()
                .get(0)
                .get("uuid");

        assertThat(CnfTestsDocuments.of(report("ginkgo1.xml"), null, WRITTEN.plusSeconds(9))
                        .documents()
                        .get(0))
                .containsEntry("uuid", first);
        assertThat(CnfTestsDocuments.of(report("ginkgo2.xml"), null, WRITTEN)
                        .documents()
                        .get(0)
                        .get("uuid"))
                .isNotEqualTo(first);
    }

    @Test
    void theyLieBesideOurRunsAndInTheReportWhereNoMarkupOfTheirsIsMarkup() throws IOException {
        String named = new String(report("ginkgo2.xml"), StandardCharsets.UTF_8)
                .replace("CNF Features e2e integration tests", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;#34;");
        Path file = ImportedStatistic.write(folder, imported(named).documents()).get(0);
        assertThat(file).isEqualTo(folder.resolve("collected-metrics-" + UUID + "/imported-cnf-tests.json"));

        List<ImportedStatistic> imported = ImportedStatistic.in(folder);

        assertThat(imported).hasSize(7).allSatisfy(each -> assertThat(each.origin())
                .isEqualTo("cnf-tests"));
        assertThat(imported.get(2).labels())
                .contains("tool=cyclictest", "outcome=failed", "cpu=4", "limitNs=20000")
                .contains("suite=<script>alert(1)</script> &#34;");
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
        assertThat(page)
                .contains("Imported", "cnf-tests-cyclictest-max", "294000", "outcome=failed")
                .contains("suite=&lt;script&gt;alert(1)&lt;/script&gt; &amp;#34;")
                .doesNotContain("<script>alert");
    }

    @Test
    void whatIsNoReportOfItIsToldInALine() {
        assertThatThrownBy(() -> imported("<testsuite><testcase name=\"x\"/><testcase name=\"y\"/></testsuite>"))
                .isInstanceOf(IOException.class)
                .hasMessage("found 2 test cases and none of 'Latency Test with the oslat|cyclictest|hwlatdetect image'"
                        + " among them; expected the JUnit report of cnf-tests");
        assertThatThrownBy(() -> imported("<html/>"))
                .hasMessage("line 1: found <html> where <testsuites> or <testsuite> stands; expected the JUnit report"
                        + " of cnf-tests");
        assertThatThrownBy(() -> imported(one(OSLAT, "<system-out>Maximum: 12345678901234567890 (us)</system-out>")))
                .hasMessage(
                        "oslat: found '12345678901234567890'; expected a number of microseconds of at most 12 digits");
        assertThatThrownBy(
                        () -> imported(one(OSLAT, "<system-out>Maximum: " + "1 ".repeat(70_000) + "(us)</system-out>")))
                .hasMessage("oslat: found 70000 numbers in one line; expected one for each CPU");
        assertThatThrownBy(() -> CnfTestsDocuments.of(new byte[CnfTestsDocuments.MOST_BYTES + 1], UUID, WRITTEN))
                .hasMessageStartingWith("is larger than 32 MiB");
    }
}
