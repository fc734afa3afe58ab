package io.quietcore.results.summary;

import io.quietcore.results.facts.Course;
import io.quietcore.results.summary.LoadPhases.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** {@link UnderLoad} for people: a line on the load, a table for each probe and CPU. Pure. */
public final class UnderLoadText {
    private UnderLoadText() {}

    /** All of it. */
    public static String of(UnderLoad under) {
        Course load = under.load();
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "%s%s: %s to %s, %s%n",
                load.normal() ? "load " : "LOAD ENDED ABNORMALLY: ",
                load.command(),
                load.startedAt(),
                load.endedAt(),
                load.words()));
        load.churns()
                .forEach(churn -> out.append(String.format(
                        Locale.ROOT,
                        "  churn from %+.1f s to %+.1f s%n",
                        seconds(load, churn.from()),
                        seconds(load, churn.until()))));
        under.phases().forEach(each -> table(out, each));
        return out.toString();
    }

    private static double seconds(Course load, Instant at) {
        return Duration.between(load.startedAt(), at).toMillis() / 1e3;
    }

    private static void table(StringBuilder out, LoadPhases of) {
        out.append(String.format(
                Locale.ROOT, "%s on %s, CPU %s, by the load's phases%n", of.series(), of.place(), of.cpu()));
        out.append(String.format(Locale.ROOT, "  %-8s%9s", "phase", "windows"));
        HoursText.columns(of.probe()).forEach(name -> out.append(String.format(Locale.ROOT, "%14s", name)));
        out.append('\n');
        for (Phase phase : of.phases()) {
            out.append(String.format(Locale.ROOT, "  %-8s%9d", phase.name().spelling(), phase.windows()));
            HoursText.cells(of.probe(), phase).forEach(cell -> out.append(String.format(Locale.ROOT, "%14s", cell)));
            out.append('\n');
        }
        if (of.straddling() > 0) {
            out.append(String.format(Locale.ROOT, "  across an edge, and in no phase: %d windows%n", of.straddling()));
        }
        out.append('\n');
    }
}
