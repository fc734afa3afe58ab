package io.quietcore.workloads;

/** Where a campaign runs. */
public enum Target {
    /** Processes of this machine. */
    LOCAL,
    /** Pods on the nodes of a cluster. */
    KUBERNETES
}
