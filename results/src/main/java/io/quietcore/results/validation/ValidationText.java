package io.quietcore.results.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link Validation} as tables in Markdown. Pure. */
public final class ValidationText {
    private ValidationText() {}

    /** The tables, ending with a line end. */
    public static String of(Validation all, int campaigns, long seed) {
        StringBuilder out = new StringBuilder();
        line(out, "%,d campaigns for each figure, seed %d", campaigns, seed);
        verdicts(out, all.verdicts());
        nights(out, all.nights());
        return out.toString();
    }

    private static void verdicts(StringBuilder out, StatisticsValidation validation) {
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
    }

    private static void nights(StringBuilder out, NightsValidation validation) {
        line(
                out,
                "%nregress: unchanged histories with an alarm on their last night, and unchanged fleets of %d series of %d"
                        + " nights with any, %%%n",
                NightsValidation.FLEET,
                NightsValidation.BEFORE);
        head(out, "noise from night to night, 5 %", NightsValidation.NIGHTS, "%d nights", "a fleet");
        validation.falseAlarmPercent().forEach((kind, byNights) -> {
            cells(out, kind, byNights.values(), "%.2f");
            line(out, " %.1f |", validation.fleetFalseAlarmPercent().getOrDefault(kind, 0.0));
        });
        line(
                out,
                "%nregress: the share of true steps that are an alarm, after %d nights without%n",
                NightsValidation.BEFORE);
        head(out, "noise and step", NightsValidation.SINCE, "night %d");
        validation.power().forEach((kind, bySince) -> {
            cells(out, kind, bySince.values(), "%.3f");
            out.append('\n');
        });
    }

    private static void head(StringBuilder out, String first, List<Integer> columns, String form, String... more) {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(String.format(Locale.ROOT, form, column)));
        names.addAll(List.of(more));
        line(out, "| %s | %s |", first, String.join(" | ", names));
        line(out, "|---|%s", "---:|".repeat(names.size()));
    }

    private static void cells(StringBuilder out, String first, Collection<Double> values, String form) {
        out.append("| ").append(first).append(" |");
        values.forEach(value -> out.append(String.format(Locale.ROOT, " " + form + " |", value)));
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
