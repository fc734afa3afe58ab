package io.quietcore.workloads;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What runs on the CPUs that do not measure, the same on every side. */
public enum Load {
    @JsonProperty("none")
    NONE
}
