package io.quietcore.results.history;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Method;
import io.quietcore.results.history.HistorySeries.Point;
import io.quietcore.results.history.SeriesFindings.Change;
import io.quietcore.results.history.SeriesFindings.Shift;
import io.quietcore.results.history.SeriesFindings.Suspect;
import io.quietcore.results.statistics.EDivisive;
import io.quietcore.results.statistics.EDivisive.ChangePoint;
import io.quietcore.results.statistics.LevelShift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for changes in a series of runs: change points over all of it, whatever state the machine was in, and a level
 * shift of the newest run against the last ones that are comparable. A lower value is the better one, as of every
 * statistic that there is.
 */
public final class RegressionCheck {
    /** Of fewer runs nothing is said: only an enormous change would be found, in one series of many. */
    static final int FEWEST_RUNS = 6;

    private RegressionCheck() {}

    /**
     * What counts.
     *
     * @param last how many comparable runs the newest is judged against, {@link LevelShift#FEWEST} or more
     * @param marginPercent a change matters beyond this share of the level before, and
     * @param marginNs for times beyond this too
     */
    public record Options(int last, double marginPercent, long marginNs) {
        public Options {
            if (last < LevelShift.FEWEST || !(marginPercent >= 0) || marginNs < 0) {
                throw new IllegalArgumentException("at least " + LevelShift.FEWEST + " runs and margins from 0, not "
                        + last + ", " + marginPercent + " and " + marginNs);
            }
        }
    }

    /** Checks a series. Pure and deterministic. */
    public static SeriesFindings of(HistorySeries series, Options options) {
        List<String> missing = new ArrayList<>();
        int runs = series.points().size();
        if (runs < FEWEST_RUNS) {
            missing.add("change points need " + FEWEST_RUNS + " runs or more, there " + are(runs));
        }
        @Nullable Shift shift = shift(series, options, missing);
        List<ChangePoint> points =
                runs < FEWEST_RUNS ? List.of() : EDivisive.changePoints(series.values(), EDivisive.Options.DEFAULT);
        double newestLevel = newestLevel(series, points);
        List<Change> changes = points.stream()
                .map(point -> change(series, point, newestLevel, options, shift != null))
                .toList();
        return new SeriesFindings(series, changes, shift, missing);
    }

    /** Of all runs since the last change. */
    private static double newestLevel(HistorySeries series, List<ChangePoint> points) {
        int since = points.isEmpty() ? 0 : points.get(points.size() - 1).index();
        return Arrays.stream(series.values(), since, series.points().size())
                .average()
                .orElseThrow();
    }

    private static Change change(
            HistorySeries series, ChangePoint point, double newestLevel, Options options, boolean newestIsJudged) {
        boolean undone = Math.abs(newestLevel - point.meanBefore()) < Math.abs(newestLevel - point.meanAfter());
        return new Change(
                series.points().get(point.index()),
                series.points().get(point.index() - 1),
                point.meanBefore(),
                point.meanAfter(),
                point.p(),
                beyond(series, point.meanBefore(), point.meanAfter(), options),
                hasLasted(series, point, options, newestIsJudged),
                undone,
                suspects(series.points(), point.index()));
    }

    /**
     * One run is not yet a new level: not where too few runs are comparable with it to say how much they differ anyway, and
     * not where there is no margin, as from a level of nothing, so that any one event would be a change.
     */
    private static boolean hasLasted(HistorySeries series, ChangePoint point, Options options, boolean newestIsJudged) {
        int since = series.points().size() - point.index();
        return (since > 1 || newestIsJudged)
                && (margin(series, point.meanBefore(), options) > 0 || since >= LevelShift.FEWEST);
    }

    private static boolean beyond(HistorySeries series, double before, double after, Options options) {
        return Math.abs(after - before) > margin(series, before, options);
    }

    private static double margin(HistorySeries series, double level, Options options) {
        Unit unit = series.metric().statistic().unit();
        return Method.margin(options.marginPercent, options.marginNs, unit, level);
    }

    /** What changed with that run; and with the one before or after it, for a point may be a run off. */
    private static List<Suspect> suspects(List<Point> points, int index) {
        List<Suspect> suspects = new ArrayList<>();
        for (int at : new int[] {index, index - 1, index + 1}) {
            if (at >= 1 && at < points.size()) {
                Point point = points.get(at);
                FactChange.between(points.get(at - 1).facts(), point.facts())
                        .forEach(change -> suspects.add(new Suspect(change, point.uuid(), point.startedAt())));
            }
        }
        return suspects;
    }

    private static @Nullable Shift shift(HistorySeries series, Options options, List<String> missing) {
        Point newest = series.newest();
        List<Point> before = series.points().subList(0, series.points().size() - 1);
        List<Point> comparable = before.stream()
                .filter(point -> point.facts().equals(newest.facts()))
                .toList();
        if (comparable.size() < LevelShift.FEWEST) {
            missing.add(
                    "a level shift needs " + LevelShift.FEWEST + " runs before the newest that are comparable with it,"
                            + " there " + are(comparable.size()) + whyNotComparable(before, newest));
            return null;
        }
        List<Point> last = comparable.subList(Math.max(0, comparable.size() - options.last), comparable.size());
        if (last.stream().mapToDouble(Point::value).distinct().count() == 1
                && margin(series, last.get(0).value(), options) == 0) {
            // Of values that never differed, with no margin to it, any one event would be a shift of infinite size.
            missing.add("a level shift needs values that differed, or a margin: the last " + last.size() + " were all "
                    + last.get(0).value());
            return null;
        }
        LevelShift shift = LevelShift.of(last.stream().mapToDouble(Point::value).toArray(), newest.value());
        boolean significant = shift.p() <= EDivisive.Options.DEFAULT.maxP();
        return new Shift(
                last.size(),
                shift.level(),
                shift.newest(),
                shift.p(),
                significant && beyond(series, shift.level(), shift.newest(), options));
    }

    private static String whyNotComparable(List<Point> before, Point newest) {
        for (int i = before.size() - 1; i >= 0; i--) {
            List<FactChange> changes = FactChange.between(before.get(i).facts(), newest.facts());
            if (!changes.isEmpty()) {
                return "; since " + before.get(i).startedAt() + " changed " + words(changes);
            }
        }
        return "";
    }

    private static String words(List<FactChange> changes) {
        return String.join(", ", changes.stream().map(FactChange::name).toList());
    }

    private static String are(int count) {
        return count == 1 ? "is 1" : "are " + count;
    }
}
