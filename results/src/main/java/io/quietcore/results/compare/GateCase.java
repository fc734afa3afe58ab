package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.GateResult.Shown;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One gate at the places that it gives one result for.
 *
 * @param gate what is promised
 * @param side the side's name
 * @param group what the places have in common: a node, or one of them; null for all that the gate asks for
 * @param values the side's
 * @param places where it is judged
 * @param units every repetition on every one of them
 */
record GateCase(
        Gate gate, String side, @Nullable String group, SideValues values, Set<String> places, List<GateUnit> units) {
    static GateCase of(Gate gate, String side, @Nullable String group, SideValues values, Set<String> places) {
        return new GateCase(gate, side, group, values, places, GateUnit.of(values, gate, places));
    }

    long samples() {
        return units.stream().mapToLong(GateUnit::samples).sum();
    }

    double seconds() {
        return units.stream().mapToDouble(GateUnit::seconds).sum();
    }

    /** The highest value that is told, if there is one. */
    @Nullable
    Double highest() {
        @Nullable Double highest = null;
        for (GateUnit unit : units) {
            @Nullable Double value = unit.value();
            highest = value != null && (highest == null || value > highest) ? value : highest;
        }
        return highest;
    }

    /** That a program does not tell its longest values apart, as the end of a sentence. */
    String open() {
        return ": " + gate.series() + " does not tell its longest values apart";
    }

    /** A value of the gate's, with its unit. */
    String text(double value) {
        return GateResultText.value(value, unit());
    }

    private String unit() {
        return gate.isRatio() ? "ratio" : gate.quantity().unit().spelling();
    }

    GateResult undecided(String reason) {
        return result(Outcome.UNDECIDED, null, null, null, reason);
    }

    GateResult result(
            Outcome outcome, @Nullable Double value, @Nullable Double bound, @Nullable Shown shown, String reason) {
        return result(outcome, value, bound, shown, units.size(), reason);
    }

    /** A result that rests on another number of repetitions than all of each place. */
    GateResult result(
            Outcome outcome,
            @Nullable Double value,
            @Nullable Double bound,
            @Nullable Shown shown,
            int repetitions,
            String reason) {
        var within = gate.within();
        return new GateResult(
                side,
                gate.toString(),
                group,
                outcome,
                value,
                bound,
                gate.comparison() == Comparison.NONE && within != null
                        ? within.value()
                        : gate.limit().value(),
                unit(),
                repetitions,
                samples(),
                seconds(),
                shown,
                reason);
    }
}
