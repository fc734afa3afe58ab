package io.quietcore.runtime.load;

import java.util.Arrays;
import java.util.Optional;

/** What kind of load runs beside a measurement, and what its rate counts. */
public enum LoadKind {
    /** No load, and no process for it. */
    NONE("none", "operations/s"),
    /** Copies memory that no cache holds. Counts as STREAM's Copy does: each byte read and each byte written. */
    MEMORY_STREAM("memory-stream", "bytes/s"),
    /** Starts a short process after another, and waits for each. */
    FORK_EXEC("fork-exec", "processes/s"),
    /** Sleeps by absolute deadlines, so that timer interrupts and context switches follow each other. */
    TIMERS("timers", "timer expirations/s"),
    /** Touches fresh anonymous memory page by page, and gives it back. */
    PAGE_FAULTS("page-faults", "page faults/s"),
    /** stress-ng's cpu, vm and switch stressors together, where it is installed. Compare within one version only. */
    STRESS_NG("stress-ng", "bogo ops/s");

    private final String spelling;
    private final String unit;

    LoadKind(String spelling, String unit) {
        this.spelling = spelling;
        this.unit = unit;
    }

    public String spelling() {
        return spelling;
    }

    /** The unit of its rate. */
    public String unit() {
        return unit;
    }

    public static Optional<LoadKind> named(String spelling) {
        return Arrays.stream(values()).filter(k -> k.spelling.equals(spelling)).findFirst();
    }
}
