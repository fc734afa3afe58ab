package io.quietcore.contract;

/**
 * How long a repetition measures.
 *
 * @param warmupWindows windows that are run and thrown away, at least 2, so that the measured call starts in compiled
 *     code and not in an on-stack replacement
 * @param windows windows that are measured
 * @param windowNs the length of a window, after the part that is discarded
 * @param discardNs the head of each window that is not recorded: idle states and the frequency ramp after JMH parks its
 *     worker
 * @param periodNs of a periodic probe: from one deadline to the next; 0 for a probe without a period
 * @param thresholdNs {@code jitter}: a gap over this is time lost, and is kept as a spike; 0 for a probe without one
 */
public record Schedule(int warmupWindows, int windows, long windowNs, long discardNs, long periodNs, long thresholdNs) {
    public Schedule {
        if (warmupWindows < 2 || windows < 1 || windowNs < 1_000_000 || discardNs < 0) {
            throw new IllegalArgumentException("a schedule has at least 2 warm-up windows (found " + warmupWindows
                    + "), 1 window (found " + windows + ") of at least 1 ms (found " + windowNs + " ns)");
        }
    }

    /** What one repetition records, in all. */
    public long measuredNs() {
        return windows * windowNs;
    }
}
