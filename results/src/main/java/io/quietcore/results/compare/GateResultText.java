package io.quietcore.results.compare;

import io.quietcore.contract.Statistic.Unit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gates for a terminal. Pure. */
public final class GateResultText {
    private GateResultText() {}

    /** A line for each, ending with a line end; empty where there are none. */
    public static String of(List<GateResult> gates) {
        StringBuilder out = new StringBuilder();
        for (GateResult gate : gates) {
            out.append(String.format(
                    Locale.ROOT, "GATE %-9s %s", gate.outcome().name().toLowerCase(Locale.ROOT), evidence(gate)));
            out.append('\n');
        }
        return out.toString();
    }

    /** What was promised, what was measured, and what stands behind it. */
    private static String evidence(GateResult gate) {
        return String.format(
                Locale.ROOT,
                "%s  %s%s: %s%s; %s (%d repetitions, %,d samples, %.1f s)",
                gate.side(),
                gate.gate(),
                gate.place() == null ? "" : " [" + gate.place() + "]",
                value(gate.value(), gate.unit()),
                gate.bound() == null ? "" : ", upper 95 % bound " + value(gate.bound(), gate.unit()),
                gate.reason(),
                gate.repetitions(),
                gate.samples(),
                gate.seconds());
    }

    /** A value in the unit of a gate; a dash where there is none. */
    public static String value(@Nullable Double value, String unit) {
        if (value == null) {
            return "-";
        }
        for (Unit known : Unit.values()) {
            if (known.spelling().equals(unit)) {
                return ComparisonText.value(value, known);
            }
        }
        return "x" + ComparisonText.digits(value);
    }
}
