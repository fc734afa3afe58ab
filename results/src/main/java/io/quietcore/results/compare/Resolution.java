package io.quietcore.results.compare;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.Arrays;

/**
 * How small a time a probe's values can tell: what its own results say of its loop and its clock. Twice the floor: a value
 * holds a reading of the clock at each end. Pure.
 *
 * @param floorNs what the loop takes where nothing disturbs it, the largest of all repetitions: the median gap where the
 *     result has one, else the cost of a reading of the clock
 * @param stepNs the smallest step of the clock that is not zero, likewise; of oslat its columns
 */
public record Resolution(double floorNs, long stepNs) {
    /** Of values that no clock measured. */
    public static final Resolution NONE = new Resolution(0, 0);

    private static final long OSLAT_COLUMN_NS = 1_000;

    /** That of a probe in these runs. */
    public static Resolution of(Probe probe, StoredRun... runs) {
        return Arrays.stream(runs)
                .flatMap(run -> run.repetitions().stream())
                .map(StoredRepetition::result)
                .filter(result -> result.spec().probe() == probe)
                .map(Resolution::of)
                .reduce(NONE, (a, b) -> new Resolution(Math.max(a.floorNs, b.floorNs), Math.max(a.stepNs, b.stepNs)));
    }

    private static Resolution of(ProbeResult result) {
        ProbeResult.Floor floor = result.floor();
        long step = result.spec().probe() == Probe.OSLAT
                ? Math.max(OSLAT_COLUMN_NS, floor.granularityNs())
                : floor.granularityNs();
        return new Resolution(floor.medianGapNs() > 0 ? (double) floor.medianGapNs() : floor.nanoTimeCostNs(), step);
    }

    /** Twice the floor or the clock's step, whichever is larger. */
    public double ns() {
        return Math.max(2 * floorNs, 2.0 * stepNs);
    }
}
