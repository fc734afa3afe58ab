package io.quietcore.workloads;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What runs on the CPUs that do not measure, the same on every side. */
public enum Load {
    NONE("none"),
    /** Copies memory, larger than any cache. */
    MEMORY_STREAM("memory-stream"),
    /** Starts one process after another. */
    FORK_EXEC("fork-exec"),
    /** Sleeps for 50 µs, again and again. */
    TIMERS("timers"),
    /** Touches pages, and gives them back. */
    PAGE_FAULTS("page-faults"),
    /** stress-ng's mix, where it is installed. */
    STRESS_NG("stress-ng");

    private final String spelling;

    Load(String spelling) {
        this.spelling = spelling;
    }

    @JsonValue
    public String spelling() {
        return spelling;
    }

    /** The load of this name, which the schema has checked. */
    static Load named(String spelling) {
        return Arrays.stream(values())
                .filter(each -> each.spelling.equals(spelling))
                .findFirst()
                .orElse(NONE);
    }
}
