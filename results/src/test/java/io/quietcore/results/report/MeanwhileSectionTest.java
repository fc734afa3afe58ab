package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.store.StoredRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page and the Markdown tell of a machine that was too busy before they tell of anything that it spoilt. */
class MeanwhileSectionTest {
    private static final String BUSY = "the machine was too busy for this comparison to say anything";

    private final Runs baseline = side("baseline", 10);
    private final Runs tuned = side("tuned", 400);
    private final Comparison comparison = Comparer.compare(
            new Comparer.Identity("c", "c-1"),
            baseline.input(),
            tuned.input(),
            new Method(List.of(new Metric(Probe.JITTER, Statistic.LOST)), 5, 1_000L, 4, 1, List.of()));

    private static Runs side(String name, long shootdowns) {
        return Runs.of(name)
                .counting(Map.of("countedNs", 1_000_000_000L, "tlbShootdowns", shootdowns, "majorFaults", 0L))
                .measured(Probe.JITTER, 0, 4, i -> Runs.gaps(76));
    }

    @Test
    void theMarkdownSaysItInItsFirstLineAndBeforeTheMetrics() {
        String report = MarkdownReport.of("c", List.of(comparison), List.of());

        assertThat(report.lines().findFirst().orElseThrow()).endsWith(", but the machine was too busy");
        assertThat(report.indexOf(BUSY)).isPositive().isLessThan(report.indexOf("| metric |"));
        assertThat(report)
                .contains("| measuring CPU | IPIs, TLB shootdown | 10.0 1/s | 400 1/s |")
                .contains("None on either side: majorFaults");
    }

    @Test
    void thePageSaysItBeforeTheCards() {
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        runs.put("baseline", baseline.run());
        runs.put("tuned", tuned.run());
        String page = Report.html(List.of(comparison), runs, Map.of(), List.of());

        assertThat(page.indexOf(BUSY)).isPositive().isLessThan(page.indexOf("class=\"cards\""));
        assertThat(page)
                .contains("<td>IPIs, TLB shootdown</td>")
                .contains("data-path=\"tlbShootdowns\" data-side=\"tuned\" data-value=\"400.0\">400 1/s</span>");
    }
}
