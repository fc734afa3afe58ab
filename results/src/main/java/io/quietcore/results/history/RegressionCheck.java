package io.quietcore.results.history;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.history.HistorySeries.Point;
import io.quietcore.results.history.SeriesFindings.Change;
import io.quietcore.results.history.SeriesFindings.Shift;
import io.quietcore.results.history.SeriesFindings.Suspect;
import io.quietcore.results.statistics.EDivisive;
import io.quietcore.results.statistics.EDivisive.ChangePoint;
import io.quietcore.results.statistics.Multiplicity;
import io.quietcore.results.statistics.StepFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for changes in series of runs: change points over all of a series, whatever state the machine was in, and a shift
 * of the newest run against the last ones that are comparable. Either is an alarm only where it is more than nights that
 * are alike wander ({@link StepFit}), and more than so many series show by chance. A lower value is the better one, as of
 * every statistic that there is.
 */
public final class RegressionCheck {
    /** Of fewer runs nothing is said: only an enormous change would be found, in one series of many. */
    public static final int FEWEST_RUNS = 6;

    private RegressionCheck() {}

    /**
     * What counts.
     *
     * @param last how many comparable runs the newest is judged against, {@link #FEWEST_RUNS} or more
     * @param marginPercent a change matters beyond this share of the level before, and
     * @param marginNs for times beyond this too, and for a share of the time beyond so much in each second; null for what the
     *     runs that are compared resolve ({@link Resolution}), and 1 µs in each second
     */
    public record Options(
            int last, double marginPercent, @Nullable Long marginNs) {
        public Options {
            if (last < FEWEST_RUNS || !(marginPercent >= 0) || (marginNs != null && marginNs < 0)) {
                throw new IllegalArgumentException("at least " + FEWEST_RUNS + " runs and margins from 0, not " + last
                        + ", " + marginPercent + " and " + marginNs);
            }
        }
    }

    /** What was found in series that are looked at together: of many, one shows anything. */
    public static List<SeriesFindings> together(List<SeriesFindings> alone) {
        double[] adjusted = Multiplicity.benjaminiHochberg(
                alone.stream().mapToDouble(SeriesFindings::alarmP).toArray());
        return IntStream.range(0, alone.size())
                .mapToObj(i -> alone.get(i).adjusted(adjusted[i]))
                .toList();
    }

    /** Checks a series that is looked at alone. Pure and deterministic. */
    public static SeriesFindings of(HistorySeries series, Options options) {
        List<String> missing = new ArrayList<>();
        int runs = series.points().size();
        if (runs < FEWEST_RUNS) {
            missing.add("change points need " + FEWEST_RUNS + " runs or more, there " + are(runs));
        }
        List<ChangePoint> points =
                runs < FEWEST_RUNS ? List.of() : EDivisive.changePoints(series.values(), EDivisive.Options.DEFAULT);
        SeriesScale scale = SeriesScale.of(series);
        double[] scaled = scale.scaled(series.values());
        ConfirmedChanges confirmed = ConfirmedChanges.of(
                scaled,
                scale.resolutionOf(scaled),
                points.stream()
                        .map(ChangePoint::index)
                        .filter(index -> index < runs - 1)
                        .toList(),
                newStates(series.points()));
        Levels levels = Levels.between(series.values(), points);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            changes.add(change(series, points.get(i), levels.since(i), confirmed, options));
        }
        SeriesFindings found =
                new SeriesFindings(series, changes, shift(series, scale, confirmed, options, missing), missing, 1);
        return found.adjusted(found.alarmP());
    }

    /** Of the runs that began in another state of the machine than the one before. */
    private static List<Integer> newStates(List<Point> points) {
        return IntStream.range(1, points.size())
                .filter(i -> !points.get(i).facts().equals(points.get(i - 1).facts()))
                .boxed()
                .toList();
    }

    /**
     * Judges a change.
     *
     * @param levels from the one before it on
     */
    private static Change change(
            HistorySeries series, ChangePoint point, Levels levels, ConfirmedChanges confirmed, Options options) {
        double before = point.meanBefore();
        double margin = margin(series, levels.runs(), before, options);
        double moved = point.meanAfter() - before;
        double upwards = Math.signum(moved);
        boolean beyond = Math.abs(moved) > margin;
        return new Change(
                series.points().get(point.index()),
                series.points().get(point.index() - 1),
                before,
                point.meanAfter(),
                point.p(),
                confirmed.p().getOrDefault(point.index(), 1.0),
                margin,
                // Measured at the newest level too, so that several small steps are a large one.
                beyond || upwards * (levels.newest() - before) > margin,
                levels.lasted(),
                levels.cameBack(before, upwards, margin),
                suspects(series.points(), point.index()));
    }

    /** Of values that are compared with a level. */
    private static double margin(HistorySeries series, IntStream compared, double level, Options options) {
        Unit unit = series.metric().statistic().unit();
        double absoluteNs = unit == Unit.NS
                ? Resolution.together(
                                series.metric().probe(),
                                compared.mapToObj(series.points()::get).map(Point::resolution))
                        .marginNs(options.marginNs)
                : options.marginNs == null ? Method.LOST_NS : options.marginNs;
        return Math.max(SeriesScale.resolution(unit), Method.larger(options.marginPercent, absoluteNs, unit, level));
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

    private static @Nullable Shift shift(
            HistorySeries series,
            SeriesScale scale,
            ConfirmedChanges confirmed,
            Options options,
            List<String> missing) {
        List<Point> points = series.points();
        Point newest = series.newest();
        int[] comparable = IntStream.range(0, points.size() - 1)
                .filter(i -> points.get(i).facts().equals(newest.facts()))
                .toArray();
        if (comparable.length < FEWEST_RUNS) {
            missing.add("a shift needs " + FEWEST_RUNS + " runs before the newest that are comparable with it, there "
                    + are(comparable.length) + whyNotComparable(points.subList(0, points.size() - 1), newest));
            return null;
        }
        int[] last = Arrays.copyOfRange(comparable, Math.max(0, comparable.length - options.last), comparable.length);
        // What is known to have changed meanwhile is not taken for noise.
        int[] steps = confirmed.confirmed().stream()
                .mapToInt(index ->
                        (int) Arrays.stream(last).filter(i -> i < index).count())
                .filter(at -> at > 0 && at < last.length)
                .distinct()
                .toArray();
        if (last.length - steps.length < FEWEST_RUNS) {
            missing.add(
                    "a shift needs " + FEWEST_RUNS + " runs more than there were changes among the comparable ones");
            return null;
        }
        double[] before = scale.scaled(
                Arrays.stream(last).mapToDouble(i -> points.get(i).value()).toArray());
        double[] all = Arrays.copyOf(before, before.length + 1);
        all[before.length] = scale.scaled(new double[] {newest.value()})[0];
        int[] withNewest = Arrays.copyOf(steps, steps.length + 1);
        withNewest[steps.length] = before.length;
        StepFit fit = StepFit.of(all, withNewest, scale.resolutionOf(before));
        int since = steps.length == 0 ? 0 : steps[steps.length - 1];
        double level = scale.unscaled(
                Arrays.stream(before, since, before.length).average().orElseThrow());
        double p = new ConfirmedChanges.Choice(points.size(), newStates(points))
                .paid(Math.min(fit.upP(steps.length), fit.downP(steps.length)), points.size() - 1);
        double margin =
                margin(series, IntStream.concat(Arrays.stream(last), IntStream.of(points.size() - 1)), level, options);
        return new Shift(
                last.length,
                level,
                newest.value(),
                p,
                margin,
                p <= ConfirmedChanges.LEVEL && Math.abs(newest.value() - level) > margin);
    }

    private static String whyNotComparable(List<Point> before, Point newest) {
        for (int i = before.size() - 1; i >= 0; i--) {
            List<FactChange> changes = FactChange.between(before.get(i).facts(), newest.facts());
            if (!changes.isEmpty()) {
                return "; since " + before.get(i).startedAt() + " changed "
                        + changes.stream().map(FactChange::name).collect(Collectors.joining(", "));
            }
        }
        return "";
    }

    private static String are(int count) {
        return count == 1 ? "is 1" : "are " + count;
    }
}
