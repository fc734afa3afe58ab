package io.quietcore.results.facts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Something that happened during a run and that its reader must know, as kube-burner's alerts are.
 *
 * @param at when it was seen
 * @param severity how bad
 * @param description in words
 */
public record Alert(Instant at, Severity severity, String description) {
    /** kube-burner's three: from {@link #ERROR} on a run has not passed, and ends with code 3. */
    public enum Severity {
        @JsonProperty("warning")
        WARNING("warning"),
        @JsonProperty("error")
        ERROR("error"),
        @JsonProperty("critical")
        CRITICAL("critical");

        private final String spelling;

        Severity(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** Whether a run with this one has not passed. */
    public boolean fails() {
        return severity != Severity.WARNING;
    }
}
