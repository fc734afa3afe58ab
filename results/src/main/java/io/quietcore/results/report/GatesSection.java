package io.quietcore.results.report;

import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.GateResultText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every gate with its evidence. */
final class GatesSection {
    /** A gate of each NUMA node of a large cluster is judged thousands of times. */
    private static final int MOST_GATES = 500;

    private GatesSection() {}

    static void write(Html page, List<GateResult> gates) {
        if (gates.isEmpty()) {
            return;
        }
        page.open("section").element("h2", "Gates");
        page.open("div", "class", "wide").open("table").open("tr");
        List.of("", "side", "gate", "place", "measured", "upper bound, 95 %", "repetitions", "samples", "seconds", "")
                .forEach(name -> page.element("th", name, "data-n", "words"));
        page.close();
        // What did not pass comes first, and so is never left out for what did.
        gates.stream()
                .sorted(Comparator.comparing(GateResult::passed))
                .limit(MOST_GATES)
                .forEach(gate -> row(page, gate));
        page.close().close();
        if (gates.size() > MOST_GATES) {
            page.element("p", "And more, in comparison.json or gates.json.");
        }
        page.close();
    }

    private static void row(Html page, GateResult gate) {
        @Nullable String place = gate.place();
        String outcome = gate.outcome().name().toLowerCase(Locale.ROOT);
        page.open("tr", "class", "gate " + outcome);
        page.element("td", outcome, "class", "outcome");
        page.element("td", gate.side(), "data-n", "name");
        page.element("td", gate.gate(), "data-n", "comparison");
        page.element("td", place == null ? "all" : place, "data-n", "name");
        number(page, gate, "value", GateResultText.value(gate.value(), gate.unit()), gate.value());
        number(page, gate, "bound", GateResultText.value(gate.bound(), gate.unit()), gate.bound());
        number(page, gate, "repetitions", Integer.toString(gate.repetitions()), (double) gate.repetitions());
        number(page, gate, "samples", Long.toString(gate.samples()), (double) gate.samples());
        number(page, gate, "seconds", String.format(Locale.ROOT, "%.2f", gate.seconds()), gate.seconds());
        page.element("td", gate.reason(), "data-n", "comparison");
        page.close();
    }

    private static void number(Html page, GateResult gate, String kind, String shown, @Nullable Double value) {
        @Nullable String place = gate.place();
        page.element(
                "td",
                shown,
                "class",
                "number",
                "data-n",
                "gate-" + kind,
                "data-gate",
                gate.gate(),
                "data-side",
                gate.side(),
                "data-place",
                place == null ? "" : place,
                "data-value",
                value == null ? "" : value.toString());
    }
}
