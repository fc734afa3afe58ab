package io.quietcore.results.validation;

import java.util.Locale;
import java.util.Map;

/** A {@link StatisticsValidation} as tables in Markdown. Pure. */
public final class ValidationText {
    private ValidationText() {}

    /** The tables, ending with a line end. */
    public static String of(StatisticsValidation validation, int campaigns, long seed) {
        StringBuilder out = new StringBuilder();
        line(out, "%,d campaigns for each figure, seed %d", campaigns, seed);
        table(out, "False alarms, % of A/A campaigns", validation.falseAlarmPercent());
        table(out, "Coverage of the 95 % interval, %", validation.coveragePercent());
        out.append("\nPower: the share of campaigns in which a true change is found\n\n| shape | noise, % |");
        StatisticsValidation.CHANGE_PERCENT.forEach(
                change -> out.append(" +").append(change).append(" % |"));
        out.append("\n|---|---:|")
                .append("---:|".repeat(StatisticsValidation.CHANGE_PERCENT.size()))
                .append('\n');
        validation
                .power()
                .forEach((shape, byNoise) -> byNoise.forEach((noise, byChange) -> {
                    out.append("| ").append(shape).append(" | ").append(noise).append(" |");
                    byChange.values().forEach(power -> out.append(String.format(Locale.ROOT, " %.3f |", power)));
                    out.append('\n');
                }));
        return out.toString();
    }

    private static void table(StringBuilder out, String title, Map<String, Map<String, Double>> table) {
        out.append('\n').append(title).append(", by noise between repetitions\n\n| shape |");
        StatisticsValidation.NOISE_PERCENT.forEach(
                noise -> out.append(' ').append(noise).append(" % |"));
        out.append("\n|---|")
                .append("---:|".repeat(StatisticsValidation.NOISE_PERCENT.size()))
                .append('\n');
        table.forEach((shape, byNoise) -> {
            out.append("| ").append(shape).append(" |");
            byNoise.values().forEach(percent -> out.append(String.format(Locale.ROOT, " %.1f |", percent)));
            out.append('\n');
        });
    }

    private static void line(StringBuilder out, String form, Object... values) {
        out.append(String.format(Locale.ROOT, form, values)).append('\n');
    }
}
