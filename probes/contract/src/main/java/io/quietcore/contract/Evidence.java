package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What became of one thing that was asked of the machine, or what was seen of it.
 *
 * @param outcome in one word
 * @param detail in figures or in the system's own words
 */
public record Evidence(Outcome outcome, String detail) {
    /** What became of it. */
    public enum Outcome {
        /** Asked for, done, and read back. */
        @JsonProperty("used")
        USED,
        /** Asked for, and the system refused. */
        @JsonProperty("denied")
        DENIED,
        /** Asked for, and this machine has no such thing. */
        @JsonProperty("unavailable")
        UNAVAILABLE,
        /** Not asked for on this side. */
        @JsonProperty("notAsked")
        NOT_ASKED,
        /** Not a request: something that was observed. */
        @JsonProperty("seen")
        SEEN
    }

    public static Evidence used(String detail) {
        return new Evidence(Outcome.USED, detail);
    }

    public static Evidence denied(String detail) {
        return new Evidence(Outcome.DENIED, detail);
    }

    public static Evidence unavailable(String detail) {
        return new Evidence(Outcome.UNAVAILABLE, detail);
    }

    public static Evidence notAsked() {
        return new Evidence(Outcome.NOT_ASKED, "");
    }

    public static Evidence seen(String detail) {
        return new Evidence(Outcome.SEEN, detail);
    }
}
