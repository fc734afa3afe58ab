package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.document.ImportedStatistic;
import io.quietcore.results.report.JUnitXml.Case;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.Hours;
import io.quietcore.results.summary.UnderLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was found, in the forms that people and machines read it in.
 *
 * @param title a campaign's name
 * @param comparisons of sides with their reference; none where one side is all there is
 * @param runs every side's, the reference first
 * @param hours of runs that are compared with nothing
 * @param gates what became of those that were declared
 * @param underLoad of runs that were measured beside a load
 * @param imported what other tools measured
 */
public record ReportFiles(
        String title,
        List<Comparison> comparisons,
        Map<String, StoredRun> runs,
        Map<String, List<Hours>> hours,
        List<GateResult> gates,
        Map<String, UnderLoad> underLoad,
        List<ImportedStatistic> imported) {
    public static final String HTML = "report.html";
    public static final String MARKDOWN = "report.md";

    public ReportFiles {
        comparisons = List.copyOf(comparisons);
        gates = List.copyOf(gates);
        imported = List.copyOf(imported);
    }

    /** The page as it is written. */
    public byte[] html() {
        return bytes(Report.html(comparisons, runs, hours, gates, underLoad, imported));
    }

    /** Writes {@link #HTML} and {@link #MARKDOWN} into a folder. */
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve(HTML), html());
        AtomicFile.write(folder.resolve(MARKDOWN), bytes(MarkdownReport.of(title, comparisons, gates)));
    }

    /** Writes JUnit's XML. */
    public static void writeJUnit(Path file, String title, List<Case> cases) throws IOException {
        AtomicFile.write(file, bytes(JUnitXml.of(title, cases)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
