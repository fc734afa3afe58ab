package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Each;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges gates: a pure function of a side, its reference and the gates. A gate holds where it holds in every repetition on
 * every place; what was seen beyond its limit needs no bound to fail it. Beside each pass stands what was shown: the upper
 * 95 % bound of the share of repetitions that lie beyond, or of the rate of violations. What the measured time cannot show
 * is undecided, and says what time would. Medians and ratios, where a gate asks for them, have a 95 % bound on each side.
 */
public final class Gates {
    private final SideValues side;
    private final @Nullable SideValues reference;
    private final Method method;

    private Gates(StoredRun side, @Nullable StoredRun reference, Method method) {
        this.side = new SideValues(side);
        this.reference = reference == null ? null : new SideValues(reference);
        this.method = method;
    }

    /**
     * The gates' results, in their order; a gate of each place gives one for each.
     *
     * @param reference what ratios are of; null where there is none, and they are undecided
     * @param method for the margin's sake and the control nodes', which are judged only where a gate names them
     */
    public static List<GateResult> judge(
            List<Gate> gates, StoredRun side, @Nullable StoredRun reference, Method method) {
        Gates all = new Gates(side, reference, method);
        List<GateResult> results = new ArrayList<>();
        for (Gate gate : gates) {
            Map<String, Set<String>> groups = all.groups(gate);
            if (groups.isEmpty()) {
                groups.put("", Set.of());
            }
            groups.forEach((name, places) -> results.add(
                    all.result(GateCase.of(gate, side.side(), name.isEmpty() ? null : name, all.side, places))));
        }
        return results;
    }

    /** The places that are judged together, by the name of the group; the empty name where that is all of them. */
    private Map<String, Set<String>> groups(Gate gate) {
        Scope scope = gate.scope();
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        side.placesByNode(gate.series()).forEach((node, places) -> {
            boolean wanted = scope.node() == null ? !method.controlNodes().contains(node) : node.equals(scope.node());
            for (String place : places) {
                if (wanted && (scope.numaNode() == null || place.endsWith("-numa" + scope.numaNode()))) {
                    String group = scope.each() == Each.NODE ? node : scope.each() == Each.NUMA_NODE ? place : "";
                    groups.computeIfAbsent(group, none -> new TreeSet<>()).add(place);
                }
            }
        });
        return groups;
    }

    private GateResult result(GateCase of) {
        Gate gate = of.gate();
        if (of.places().isEmpty()) {
            return of.undecided(nothing(gate.series()));
        }
        long empty = of.units().stream().filter(each -> each.samples() == 0).count();
        if (empty > 0) {
            return of.undecided(empty + " of " + of.units().size() + " repetitions hold no samples");
        }
        return switch (gate.form().kind()) {
            case RATIO -> RatioGate.of(of, reference, method);
            case MEDIAN -> MedianGate.of(of);
            case SHARE -> RepetitionGate.of(of);
            case EVERY ->
                gate.isRare()
                        ? RateGate.none(of)
                        : gate.quantity().isRate() ? RateGate.below(of) : RepetitionGate.of(of);
        };
    }

    private String nothing(ProbeSeries asked) {
        List<String> others = side.series().stream()
                .filter(each -> each.probe() == asked.probe() && !each.isMerged())
                .map(ProbeSeries::spelling)
                .toList();
        return others.isEmpty()
                ? "nothing was measured there by this probe"
                : "there is no " + asked + "; what was measured: " + String.join(", ", others);
    }
}
