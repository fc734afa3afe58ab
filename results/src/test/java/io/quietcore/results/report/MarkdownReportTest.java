package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.results.compare.Comparison;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
    /** A pipe that ends a cell: one without a backslash before it. */
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

    private static String report(double factor) {
        Comparison comparison = HostileComparison.of(factor);
        return MarkdownReport.of(HostileComparison.NAME, List.of(comparison), comparison.gates());
    }

    @Test
    void theVerdictComesFirst() {
        assertThat(report(2).lines().findFirst().orElseThrow()).endsWith(": REGRESSED, 2 of 3 gates did not pass");
        assertThat(report(0.5).lines().findFirst().orElseThrow()).endsWith(": IMPROVED, 2 of 3 gates did not pass");
        assertThat(MarkdownReport.of("c", List.of(), List.of())).startsWith("# c: nothing was compared");
    }

    @Test
    void aMetricHasItsRatioItsIntervalAndItsVerdict() {
        assertThat(report(2))
                .containsPattern(
                        "\\| wakeup-P99 \\| 149 µs \\| 298 µs \\| x2\\.00 \\| [0-9.]+, [0-9.]+ \\| 0\\.0[0-9]+ \\| \\*\\*REGRESSED\\*\\*, certain \\|");
    }

    @Test
    void whateverAMachineSaysIsTextOnOneLine() {
        String report = report(2);

        assertThat(report)
                .doesNotContain("<script", "\u0007", " @team", "[a](http", "`x`<", "https://evil", "www.evil", "#1");
        for (String line : report.lines().toList()) {
            if (line.startsWith("|")) {
                long cells = CELL_END.matcher(line).results().count() - 1;
                assertThat(cells).as(line).isEqualTo(7);
            } else {
                assertThat(line)
                        .as("no line begins with what a machine said")
                        .doesNotStartWith("=")
                        .doesNotStartWith("&");
            }
        }
    }

    @Test
    void gatesThatDidNotPassComeFirst() {
        String report = report(2);

        assertThat(report.indexOf("**failed**")).isPositive().isLessThan(report.indexOf("| passed |"));
        assertThat(report.indexOf("**undecided**")).isPositive().isLessThan(report.indexOf("| passed |"));
    }
}
