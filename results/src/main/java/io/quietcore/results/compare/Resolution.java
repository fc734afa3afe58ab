package io.quietcore.results.compare;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How small a time a probe's values can tell: what its own results say of its loop and its clock. Twice the floor: a value
 * holds a reading of the clock at each end. The {@code clock} probe measures that floor itself, so of it only the clock's
 * step counts. Pure.
 *
 * @param floorNs what the loop takes where nothing disturbs it: the median gap where the result has one, else the cost of a
 *     reading of the clock; 0 for {@code clock}
 * @param stepNs the smallest step of the clock that is not zero; of oslat its columns; of {@code clock}, where a reading
 *     takes longer than the step, half of the smallest distance of two readings, so that the margin is one such distance
 */
public record Resolution(double floorNs, long stepNs) {
    /** Of values that no clock measured. */
    public static final Resolution NONE = new Resolution(0, 0);

    private static final long OSLAT_COLUMN_NS = 1_000;

    /** That of a probe in these runs. */
    public static Resolution of(Probe probe, StoredRun... runs) {
        return together(
                probe,
                Arrays.stream(runs)
                        .flatMap(run -> run.repetitions().stream())
                        .map(StoredRepetition::result)
                        .filter(result -> result.spec().probe() == probe)
                        .map(Resolution::of));
    }

    /** Of one result. */
    public static Resolution of(ProbeResult result) {
        Floor floor = result.floor();
        return switch (result.spec().probe()) {
            case CLOCK -> new Resolution(0, clockStepNs(floor));
            case OSLAT -> new Resolution(floorNs(floor), Math.max(OSLAT_COLUMN_NS, floor.granularityNs()));
            default -> new Resolution(floorNs(floor), floor.granularityNs());
        };
    }

    private static double floorNs(Floor floor) {
        return floor.medianGapNs() > 0 ? (double) floor.medianGapNs() : floor.nanoTimeCostNs();
    }

    /** Two readings that follow each other are at least one reading apart, however small the clock's step is. */
    private static long clockStepNs(Floor floor) {
        boolean seen = floor.granularityNs() > 2 * floor.nanoTimeCostNs();
        return seen ? floor.granularityNs() : floor.granularityNs() / 2;
    }

    /**
     * Of values that are compared: the coarsest. For {@code clock} the smallest step that any of them saw: a step is at
     * most that, and where a reading is dear it is hidden by the value itself.
     */
    public static Resolution together(Probe probe, Stream<Resolution> each) {
        return each.reduce((a, b) -> probe == Probe.CLOCK
                        ? new Resolution(0, Math.min(a.stepNs, b.stepNs))
                        : new Resolution(Math.max(a.floorNs, b.floorNs), Math.max(a.stepNs, b.stepNs)))
                .orElse(NONE);
    }

    /** Twice the floor or the clock's step, whichever is larger. */
    public double ns() {
        return Math.max(2 * floorNs, 2.0 * stepNs);
    }

    /** The absolute part of a margin of times: what is declared, never below two steps of the clock, else {@link #ns}. */
    public double marginNs(@Nullable Long declaredNs) {
        return declaredNs == null ? ns() : Math.max((double) declaredNs, 2.0 * stepNs);
    }
}
