package io.quietcore.results.history;

import io.quietcore.contract.Printable;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.history.HistorySeries.Point;
import io.quietcore.results.history.SeriesFindings.Change;
import io.quietcore.results.history.SeriesFindings.Shift;
import io.quietcore.results.history.SeriesFindings.Suspect;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A history, and what was found in it, for a terminal. Pure. */
public final class HistoryText {
    /** A kernel's command line or a list of mitigations fills a screen: what differs is in {@code -o json}. */
    private static final int LONGEST_FACT = 60;

    private HistoryText() {}

    /** What a history holds: a line for each workload. */
    public static String workloads(List<HistoryStore.Workload> workloads) {
        StringBuilder out = new StringBuilder();
        for (HistoryStore.Workload each : workloads) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-24s %4d %s from %s to %s%n",
                    Printable.line(each.workload()),
                    each.runs(),
                    each.runs() == 1 ? "run " : "runs",
                    seconds(each.first()),
                    seconds(each.last())));
        }
        return out.toString();
    }

    /** Each series as a table, with what changed on the machine from run to run. */
    public static String table(List<HistorySeries> all) {
        StringBuilder out = new StringBuilder();
        for (HistorySeries series : all) {
            out.append(series.words()).append('\n');
            @Nullable Point previous = null;
            for (Point point : series.points()) {
                List<String> changed = previous == null
                        ? List.of()
                        : FactChange.between(previous.facts(), point.facts()).stream()
                                .map(HistoryText::words)
                                .toList();
                out.append(String.format(
                        Locale.ROOT,
                        "  %s  %s  %10s%s%n",
                        seconds(point.startedAt()),
                        point.uuid(),
                        value(series, point.value()),
                        changed.isEmpty() ? "" : "  changed: " + String.join(", ", changed)));
                previous = point;
            }
        }
        return out.toString();
    }

    /** What was found: a line for each change, shift and thing that is missing, and a last one of all. */
    public static String findings(List<SeriesFindings> all) {
        StringBuilder out = new StringBuilder();
        for (SeriesFindings each : all) {
            findings(each).forEach(line -> out.append(line).append('\n'));
        }
        long regressed = all.stream().filter(SeriesFindings::regressed).count();
        long unknown = all.stream()
                .filter(each -> !each.regressed() && !each.missing().isEmpty())
                .count();
        return out.append(String.format(
                        Locale.ROOT,
                        "%d series: %d regressed, %d with too few runs for an answer, %d not regressed%n",
                        all.size(),
                        regressed,
                        unknown,
                        all.size() - regressed - unknown))
                .toString();
    }

    /** One series' lines. */
    static List<String> findings(SeriesFindings found) {
        HistorySeries series = found.series();
        List<String> lines = new ArrayList<>();
        for (Change change : found.changes()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s %s: %s -> %s%s since run %s of %s (p %.2g, alarm %.2g, margin %s)%s",
                    found.isRegression(change)
                            ? "REGRESSED"
                            : change.after() > change.before() ? "went up" : "went down",
                    series.words(),
                    value(series, change.before()),
                    value(series, change.after()),
                    percent(change.before(), change.after()),
                    change.at().uuid(),
                    seconds(change.at().startedAt()),
                    change.p(),
                    change.alarmP(),
                    value(series, change.margin()),
                    change.after() > change.before() ? notJudged(found, change) : ""));
            for (Suspect suspect : change.suspects()) {
                lines.add("  suspect: " + words(suspect.change())
                        + (suspect.uuid().equals(change.at().uuid())
                                ? ""
                                : ", since run " + suspect.uuid() + " of " + seconds(suspect.since())));
            }
        }
        Shift shift = found.shift();
        if (shift != null && shift.shifted()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s %s: %s%s in the newest run, %s in the last %d comparable ones (alarm %.2g, margin %s)%s",
                    found.isRegression(shift) ? "REGRESSED" : shift.newest() > shift.level() ? "went up" : "went down",
                    series.words(),
                    value(series, shift.newest()),
                    percent(shift.level(), shift.newest()),
                    value(series, shift.level()),
                    shift.runs(),
                    shift.p(),
                    value(series, shift.margin()),
                    shift.newest() > shift.level() && found.isOneOfMany() ? oneOfMany(found) : ""));
        }
        found.missing().forEach(what -> lines.add("too few    " + series.words() + ": " + what));
        return lines;
    }

    /** Why a change upwards is no regression; empty where nothing speaks against it. */
    private static String notJudged(SeriesFindings found, Change change) {
        if (change.undone()) {
            return "; undone since";
        }
        if (!change.beyondMargin()) {
            return "; inside the margin";
        }
        if (!change.lasted()) {
            return "; one run alone is no level";
        }
        if (!change.confirmed()) {
            return "; this series may wander as far";
        }
        return found.isOneOfMany() ? oneOfMany(found) : "";
    }

    private static String oneOfMany(SeriesFindings found) {
        return String.format(Locale.ROOT, "; ordinary among so many series (B-H %.2g)", found.adjustedP());
    }

    private static String value(HistorySeries series, double value) {
        Unit unit = series.metric().statistic().unit();
        return ComparisonText.value(value, unit);
    }

    private static String percent(double before, double after) {
        return before == 0 ? "" : String.format(Locale.ROOT, " (%+.1f %%)", 100 * (after / before - 1));
    }

    private static String words(FactChange change) {
        return change.before().length() > LONGEST_FACT || change.after().length() > LONGEST_FACT
                ? Printable.line(change.name())
                : change.toString();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
