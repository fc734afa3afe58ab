package io.quietcore.results.report;

import io.quietcore.results.summary.Hours;
import io.quietcore.results.summary.Hours.Hour;
import io.quietcore.results.summary.HoursText;
import java.util.List;
import java.util.Map;

/** A run that is compared with nothing, by the hour. */
final class HoursSection {
    private HoursSection() {}

    static void write(Html page, Map<String, List<Hours>> bySide) {
        bySide.forEach((side, all) -> {
            page.open("section").open("h2").text("By the hour: ");
            page.element("span", side, "data-n", "name").close();
            all.forEach(hours -> table(page, hours));
            page.close();
        });
    }

    private static void table(Html page, Hours hours) {
        page.open("div", "class", "wide").open("table").open("caption");
        page.element("span", hours.series() + " on " + hours.place(), "data-n", "name")
                .text(", CPU ")
                .element("span", hours.cpu(), "data-n", "name")
                .close();
        page.open("tr").element("th", "hour").element("th", "from");
        HoursText.columns(hours.probe()).forEach(name -> page.element("th", name));
        page.close();
        hours.hours().forEach(hour -> row(page, Integer.toString(hour.number()), hours, hour));
        row(page, "all", hours, hours.all());
        page.close().close();
    }

    private static void row(Html page, String name, Hours hours, Hour hour) {
        page.open("tr").element("td", name, "data-n", "name");
        page.open("td")
                .element("time", hour.startedAt().toString(), "data-n", "hour")
                .close();
        HoursText.cells(hours.probe(), hour)
                .forEach(cell -> page.element("td", cell, "class", "number", "data-n", "hour", "data-hour", name));
        page.close();
    }
}
