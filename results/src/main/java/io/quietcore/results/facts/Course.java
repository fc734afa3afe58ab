package io.quietcore.results.facts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The course of a load that ran while a run was measured. Its moments are of the controller's wall clock: on another
 * machine's windows they lie as far off as the two clocks do.
 *
 * @param command what it was, by the name of its program; its arguments may hold secrets
 * @param startedAt just before its process was started
 * @param endedAt when it was seen to have ended
 * @param exitCode of its process, above 128 for a signal; null for one that could not be started
 * @param normal whether it ended by itself with exit code 0
 * @param churns the times in which its objects were replaced, as it said itself; empty where it said nothing of it
 */
public record Course(
        String command,
        Instant startedAt,
        Instant endedAt,
        @Nullable Integer exitCode,
        boolean normal,
        List<Span> churns) {
    /** Its file, in the folder of the campaign. */
    public static final String FILE = "load.json";

    public Course {
        churns = List.copyOf(churns);
        if (endedAt.isBefore(startedAt)) {
            throw new IllegalArgumentException("a load ends after it started, not at " + endedAt);
        }
    }

    /**
     * A stretch of time.
     *
     * @param from its first moment
     * @param until its last
     */
    public record Span(Instant from, Instant until) {
        public Span {
            if (until.isBefore(from)) {
                throw new IllegalArgumentException("a span ends after it started, not at " + until);
            }
        }

        /** Whether all of that lies in it. */
        public boolean holds(Instant start, Instant end) {
            return !start.isBefore(from) && !end.isAfter(until);
        }
    }

    /** All of its time. */
    public Span span() {
        return new Span(startedAt, endedAt);
    }

    /** What came of it, in words. */
    public String words() {
        if (exitCode == null) {
            return "could not be started";
        }
        return exitCode > 128 ? "was ended by signal " + (exitCode - 128) : "ended with code " + exitCode;
    }
}
