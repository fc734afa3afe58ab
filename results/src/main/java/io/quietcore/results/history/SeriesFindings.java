package io.quietcore.results.history;

import io.quietcore.results.history.HistorySeries.Point;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a series.
 *
 * @param series that was looked at
 * @param changes its change points, by time
 * @param shift of the newest run; null where too few runs are comparable with it
 * @param missing what could not be looked at, and what it would need, in words
 */
public record SeriesFindings(
        HistorySeries series,
        List<Change> changes,
        @Nullable Shift shift,
        List<String> missing) {
    public SeriesFindings {
        changes = List.copyOf(changes);
        missing = List.copyOf(missing);
    }

    /** Whether the series got worse, by more than the margin, and is so still. */
    public boolean regressed() {
        return changes.stream().anyMatch(Change::regression) || (shift != null && shift.regression());
    }

    /**
     * A change point.
     *
     * @param at the first run after the change
     * @param previous the last one before it
     * @param before the mean since the change before, in the metric's unit
     * @param after the mean of the runs that follow, {@link io.quietcore.results.statistics.EDivisive.ChangePoint#meanAfter}
     * @param p of the change, {@link io.quietcore.results.statistics.EDivisive}
     * @param beyondMargin whether it matters
     * @param lasted whether enough runs lie behind it to call it a change of level
     * @param undone whether the newest level lies nearer to that before than to that after
     * @param suspects what changed on the machine meanwhile
     */
    public record Change(
            Point at,
            Point previous,
            double before,
            double after,
            double p,
            boolean beyondMargin,
            boolean lasted,
            boolean undone,
            List<Suspect> suspects) {
        public Change {
            suspects = List.copyOf(suspects);
        }

        public boolean regression() {
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
     * @param p that it belongs to them, {@link io.quietcore.results.statistics.LevelShift}
     * @param shifted whether p and the size of the difference say that it does not
     */
    public record Shift(int runs, double level, double newest, double p, boolean shifted) {
        public boolean regression() {
            return shifted && newest > level;
        }
    }
}
