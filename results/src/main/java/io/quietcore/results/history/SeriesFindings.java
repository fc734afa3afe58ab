package io.quietcore.results.history;

import io.quietcore.results.history.HistorySeries.Point;
import java.time.Instant;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a series.
 *
 * @param series that was looked at
 * @param changes its change points, by time
 * @param shift of the newest run; null where too few runs are comparable with it
 * @param missing what could not be looked at, and what it would need, in words
 * @param adjustedP {@link #alarmP} after Benjamini and Hochberg over all series that were looked at together
 */
public record SeriesFindings(
        HistorySeries series,
        List<Change> changes,
        @Nullable Shift shift,
        List<String> missing,
        double adjustedP) {
    /** Of the runs with an alarm, the share of false ones; and of runs in which nothing changed, that with an alarm. */
    static final double FALSE_ALARMS = 0.01;

    public SeriesFindings {
        changes = List.copyOf(changes);
        missing = List.copyOf(missing);
    }

    SeriesFindings adjusted(double p) {
        return new SeriesFindings(series, changes, shift, missing, p);
    }

    /** Whether the series got worse, by more than the margin, and is so still. */
    public boolean regressed() {
        return changes.stream().anyMatch(this::isRegression) || (shift != null && isRegression(shift));
    }

    /** Whether the series got worse with this change, and not only one of so many does by chance. */
    public boolean isRegression(Change change) {
        return change.worse() && change.confirmed() && !isOneOfMany();
    }

    /** Likewise. */
    public boolean isRegression(Shift newest) {
        return newest.shifted() && newest.newest() > newest.level() && !isOneOfMany();
    }

    /** Whether so small a p is ordinary among so many series. */
    boolean isOneOfMany() {
        return adjustedP > FALSE_ALARMS;
    }

    /** The smallest of what would be an alarm; 1 where nothing would. */
    double alarmP() {
        DoubleStream ofChanges = changes.stream().filter(Change::worse).mapToDouble(Change::alarmP);
        DoubleStream ofShift =
                shift != null && shift.newest() > shift.level() ? DoubleStream.of(shift.p()) : DoubleStream.empty();
        return DoubleStream.concat(ofChanges, ofShift).min().orElse(1);
    }

    /**
     * A change point.
     *
     * @param at the first run after the change
     * @param previous the last one before it
     * @param before the mean since the change before, in the metric's unit
     * @param after the mean of the runs that follow, {@link io.quietcore.results.statistics.EDivisive.ChangePoint#meanAfter}
     * @param p of the change as Otava has it, {@link io.quietcore.results.statistics.EDivisive}: nights that are alike make
     *     it too small
     * @param alarmP of the change as an alarm, {@link ConfirmedChanges}
     * @param margin that it is held against, in the metric's unit
     * @param beyondMargin whether it matters, by itself or with those that followed
     * @param lasted whether more than one run had the level before, and has that after
     * @param undone whether a later level was back within the margin of the one before: what rose again since is a change of its own
     * @param suspects what changed on the machine meanwhile
     */
    public record Change(
            Point at,
            Point previous,
            double before,
            double after,
            double p,
            double alarmP,
            double margin,
            boolean beyondMargin,
            boolean lasted,
            boolean undone,
            List<Suspect> suspects) {
        public Change {
            suspects = List.copyOf(suspects);
        }

        /** Whether it is more than the machine wanders from night to night. */
        public boolean confirmed() {
            return alarmP <= ConfirmedChanges.LEVEL;
        }

        boolean worse() {
            return after > before && beyondMargin && lasted && !undone;
        }
    }

    /**
     * Something that changed on the machine near a change point.
     *
     * @param change what
     * @param uuid the first run that has it
     * @param since when that began
     */
    public record Suspect(FactChange change, String uuid, Instant since) {}

    /**
     * How the newest run lies to the last comparable ones.
     *
     * @param runs how many these are
     * @param level theirs
     * @param newest the newest run's value
     * @param p that it belongs to them, though they wander: {@link io.quietcore.results.statistics.StepFit}, paid for the
     *     choice of the newest
     * @param margin that it is held against, in the metric's unit
     * @param shifted whether p and the size of the difference say that it does not
     */
    public record Shift(int runs, double level, double newest, double p, double margin, boolean shifted) {}
}
