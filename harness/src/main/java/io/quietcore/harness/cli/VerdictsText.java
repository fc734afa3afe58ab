package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.GateResultText;
import io.quietcore.results.compare.WaterfallText;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.summary.HoursText;
import io.quietcore.results.summary.LostTime;
import io.quietcore.results.summary.LostTimeText;
import io.quietcore.results.summary.UnderLoadText;
import java.io.PrintWriter;

/** What a campaign's command prints of what was found. */
final class VerdictsText {
    private VerdictsText() {}

    static void print(ReportFiles told, OutputFormat format, PrintWriter out) {
        if (format == OutputFormat.json) {
            Object alone = told.underLoad().isEmpty() ? told.hours() : told.underLoad();
            out.print(CanonicalJson.writeIndented(told.hours().isEmpty() ? told.comparisons() : alone));
        } else {
            told.underLoad().values().forEach(each -> out.print(UnderLoadText.of(each)));
            told.hours().values().forEach(each -> out.print(HoursText.of(each)));
            told.comparisons().forEach(comparison -> out.print(ComparisonText.table(comparison)));
            out.print(WaterfallText.of(told.comparisons()));
            out.print(GateResultText.of(told.gates()));
            told.runs().forEach((side, run) -> out.print(LostTimeText.of(side, LostTime.of(run))));
        }
        out.flush();
    }
}
