package io.quietcore.results.report;

import io.quietcore.contract.Explanation;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.LostTime;
import io.quietcore.results.summary.LostTime.OfCause;
import io.quietcore.results.summary.LostTimeText;
import io.quietcore.results.summary.ProbeSummaryText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What took the time: lost time by cause for each side and CPU, and the worst spikes. */
final class CausesSection {
    private CausesSection() {}

    /** A CPU of a side. */
    private record Row(String side, LostTime lost) {}

    static void write(Html page, Map<String, StoredRun> runs) {
        List<Row> rows = new ArrayList<>();
        runs.forEach((side, run) -> {
            List<LostTime> all = LostTime.of(run);
            Stream<LostTime> told = all.size() <= Comparison.MOST_PLACES
                    ? all.stream()
                    : all.stream()
                            .sorted(Comparator.comparingDouble(CausesSection::lostShare)
                                    .reversed())
                            .limit(Comparison.MOST_PLACES);
            told.forEach(lost -> rows.add(new Row(side, lost)));
        });
        if (rows.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "Causes of lost time");
        page.element(
                "p",
                "From repetitions of their own, beside which a sampler ran: they are compared with nothing. Per second"
                        + " that was measured; in brackets the spikes. Of many CPUs those that lost most.");
        table(page, rows);
        page.open("details").element("summary", "The worst spikes");
        rows.forEach(row -> worst(page, row));
        page.close().close();
    }

    private static double lostShare(LostTime lost) {
        return (double) lost.causes().stream().mapToLong(OfCause::lostNs).sum() / Math.max(1, lost.measuredNs());
    }

    private static void table(Html page, List<Row> rows) {
        Map<String, Long> columns = new LinkedHashMap<>();
        rows.forEach(
                row -> row.lost.causes().forEach(cause -> columns.merge(cause.cause(), cause.lostNs(), Long::sum)));
        page.open("div", "class", "wide").open("table").open("tr");
        List.of("side", "place", "CPU", "measured").forEach(name -> page.element("th", name));
        columns.keySet().forEach(cause -> page.element("th", cause));
        page.close();
        for (Row row : rows) {
            page.open("tr").element("td", row.side, "data-n", "name");
            page.element("td", row.lost.place(), "data-n", "name")
                    .element("td", row.lost.cpu(), attributes(row, "cpu", "", ""));
            cell(page, row, "measured", row.lost.measuredNs(), seconds(row.lost.measuredNs()));
            for (String column : columns.keySet()) {
                cause(page, row, column);
            }
            page.close();
        }
        page.close().close();
        rows.stream().filter(row -> row.lost.spikesLost() > 0).forEach(row -> page.open("p", "class", "warning")
                .element("span", row.side, "data-n", "name")
                .text(": spikes that were not kept, and so have no cause here: ")
                .element("span", Long.toString(row.lost.spikesLost()), attributes(row, "lost", "", ""))
                .close());
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns * 1e-9);
    }

    private static void cause(Html page, Row row, String column) {
        for (OfCause cause : row.lost.causes()) {
            if (cause.cause().equals(column)) {
                page.open("td", "class", "number");
                page.element(
                        "span",
                        LostTimeText.perSecond(cause.lostNs(), row.lost.measuredNs()),
                        attributes(row, "cause-ns", column, Long.toString(cause.lostNs())));
                page.text(" (")
                        .element("span", Long.toString(cause.count()), attributes(row, "cause-count", column, ""))
                        .text(")")
                        .close();
                return;
            }
        }
        page.element("td", "–", "class", "number");
    }

    private static void cell(Html page, Row row, String kind, long value, String shown) {
        page.open("td", "class", "number")
                .element("span", shown, attributes(row, kind, "", Long.toString(value)))
                .close();
    }

    private static String[] attributes(Row row, String kind, String cause, String value) {
        return new String[] {
            "data-n",
            "explained-" + kind,
            "data-side",
            row.side,
            "data-place",
            row.lost.place(),
            "data-cpu",
            row.lost.cpu(),
            "data-cause",
            cause,
            "data-value",
            value
        };
    }

    private static void worst(Html page, Row row) {
        page.open("div", "class", "wide").open("table").open("caption");
        page.element("span", row.side, "data-n", "name").text(" on ");
        page.element("span", row.lost.place(), "data-n", "name").close();
        page.open("tr");
        List.of("length", "window", "at", "cause", "how surely", "evidence").forEach(name -> page.element("th", name));
        page.close();
        for (Explanation spike : row.lost.worst()) {
            String value = Long.toString(spike.valueNs());
            page.open("tr");
            cell(page, row, "spike", spike.valueNs(), ProbeSummaryText.time(spike.valueNs()));
            page.open("td", "class", "number")
                    .element("span", Integer.toString(spike.window()), attributes(row, "window", "", value))
                    .close();
            cell(page, row, "offset", spike.offsetNs(), String.format(Locale.ROOT, "%.6f s", spike.offsetNs() * 1e-9));
            page.element("td", spike.cause().spelling());
            page.element("td", spike.confidence().spelling());
            page.element("td", spike.evidence(), attributes(row, "evidence", "", ""));
            page.close();
        }
        page.close().close();
    }
}
