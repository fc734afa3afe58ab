package io.quietcore.results.report;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.document.ImportedStatistic;
import java.util.List;

/** What other tools measured, told with where it came from. */
final class ImportedSection {
    private ImportedSection() {}

    static void write(Html page, List<ImportedStatistic> imported) {
        if (imported.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "Imported");
        page.element(
                "p", "Numbers of other tools. There are no histograms behind them: they are compared with nothing.");
        page.open("div", "class", "wide").open("table").open("tr");
        List.of("origin", "run", "metric", "value", "unit", "of").forEach(name -> page.element("th", name));
        page.close();
        for (ImportedStatistic each : imported) {
            page.open("tr").element("td", each.origin(), "data-n", "imported");
            page.open("td").element("code", each.uuid(), "data-n", "imported").close();
            page.element("td", each.metric(), "data-n", "imported");
            page.element("td", CanonicalJson.write(each.value()), "class", "number", "data-n", "imported");
            page.element("td", each.unit(), "data-n", "imported");
            page.element("td", String.join(", ", each.labels()), "data-n", "imported")
                    .close();
        }
        page.close().close().close();
    }
}
