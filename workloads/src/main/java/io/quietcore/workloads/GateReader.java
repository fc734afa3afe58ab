package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From {@code gates} to service levels.
 *
 * @param sides how many the campaign has
 */
record GateReader(Values values, int sides) {
    /** The gates, those with problems left out. */
    List<Gate> gates(Where where) {
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < values.size(where); i++) {
            Where entry = where.index(i);
            for (String name : values.keys(entry)) {
                Probe.named(name).flatMap(probe -> gate(probe, entry.key(name))).ifPresent(gates::add);
            }
        }
        return gates;
    }

    private Optional<Gate> gate(Probe probe, Where where) {
        String text = values.text(where, "");
        if (values.problems().within(where)) {
            return Optional.empty();
        }
        if (!values.keys(Where.of("probes")).contains(probe.spelling())) {
            values.problem(
                    where,
                    "found a gate of " + probe.spelling(),
                    "a probe of this campaign",
                    "add probes." + probe.spelling());
            return Optional.empty();
        }
        GateText.Outcome outcome = GateText.parse(probe, text);
        if (outcome instanceof GateText.Wrong wrong) {
            values.problem(where, wrong.found(), wrong.expected(), wrong.suggestion());
            return Optional.empty();
        }
        Gate gate = ((GateText.Read) outcome).gate();
        if (gate.isRatio() && sides < 2) {
            values.problem(
                    where,
                    "found a ratio of two sides in a campaign of one",
                    "a quantity of the side itself",
                    "leave out ratio(…), or add a side to compare");
            return Optional.empty();
        }
        return Optional.of(gate);
    }
}
