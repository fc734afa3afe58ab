package io.quietcore.workloads;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What it takes to go from one side of a campaign to another. */
public enum Switching {
    /** Nothing: the sides take turns within each block, in an order drawn from the seed. */
    @JsonProperty("interleaved")
    INTERLEAVED,
    /** A reboot lies between: one side at a time, and the boot is the statistical unit. */
    @JsonProperty("blocked")
    BLOCKED
}
