package io.quietcore.results.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a primary metric says of a side against its reference. Lower is better for every metric there is. */
public enum Verdict {
    @JsonProperty("improved")
    IMPROVED,
    @JsonProperty("regressed")
    REGRESSED,
    /** The whole interval lies inside the margin. */
    @JsonProperty("equivalent")
    EQUIVALENT,
    /** None of the others can be said. */
    @JsonProperty("inconclusive")
    INCONCLUSIVE
}
