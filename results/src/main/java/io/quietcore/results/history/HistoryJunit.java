package io.quietcore.results.history;

import io.quietcore.results.report.JUnitXml;
import io.quietcore.results.report.JUnitXml.Case;
import io.quietcore.results.report.JUnitXml.Outcome;
import java.util.List;

/** What was found, as JUnit's XML: a test case for each series; one with too few runs is skipped, not passed. Pure. */
public final class HistoryJunit {
    private HistoryJunit() {}

    /** The whole file. */
    public static String xml(String workload, List<SeriesFindings> all) {
        return JUnitXml.of(
                "quietcore regress " + workload,
                all.stream().map(found -> testCase(workload, found)).toList());
    }

    private static Case testCase(String workload, SeriesFindings found) {
        List<String> lines = HistoryText.findings(found);
        Outcome outcome =
                found.regressed() ? Outcome.FAILED : found.missing().isEmpty() ? Outcome.PASSED : Outcome.SKIPPED;
        return new Case(
                "quietcore.regress." + workload,
                found.series().words(),
                outcome,
                outcome == Outcome.SKIPPED
                        ? String.join("; ", found.missing())
                        : lines.stream().findFirst().orElse(""),
                String.join("\n", lines));
    }
}
