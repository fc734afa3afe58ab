package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From {@code gates} to service levels.
 *
 * @param probes those of the campaign that can be read
 * @param sides how many the campaign has
 */
record GateReader(Values values, List<ProbeLoad> probes, int sides) {
    /** The gates, those with problems left out. */
    List<Gate> gates(Where where) {
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < values.size(where); i++) {
            Where entry = where.index(i);
            for (String name : values.keys(entry)) {
                ProbeSeries.named(name)
                        .flatMap(series -> gate(series, entry.key(name)))
                        .ifPresent(gates::add);
            }
        }
        return gates;
    }

    private Optional<Gate> gate(ProbeSeries series, Where where) {
        String text = values.text(where, "");
        if (values.problems().within(where)) {
            return Optional.empty();
        }
        String probe = series.probe().spelling();
        if (!values.keys(Where.of("probes")).contains(probe)) {
            values.problem(where, "found a gate of " + probe, "a probe of this campaign", "add probes." + probe);
            return Optional.empty();
        }
        Optional<SeriesProblem> problem = probes.stream()
                .filter(load -> load.probe() == series.probe())
                .findFirst()
                .flatMap(load -> SeriesProblem.of(series, load.parameters(), ""));
        if (problem.isPresent()) {
            values.problem(
                    where,
                    problem.get().found(),
                    problem.get().expected(),
                    problem.get().suggestion());
            return Optional.empty();
        }
        GateText.Outcome outcome = GateText.parse(series, text);
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
