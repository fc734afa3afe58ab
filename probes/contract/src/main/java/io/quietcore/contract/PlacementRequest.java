package io.quietcore.contract;

import org.jspecify.annotations.Nullable;

/**
 * Where a role wants to measure.
 *
 * @param node the machine's name
 * @param numaNode the NUMA node, or null for any
 * @param cpus how many measuring CPUs, at least 1
 * @param partners how many more CPUs for threads that the measuring one meets: 0 or 1
 * @param pinned whether each measuring thread gets a CPU to itself; otherwise the scheduler moves it over the allowed
 *     CPUs of the NUMA node
 */
public record PlacementRequest(String node, @Nullable Integer numaNode, int cpus, int partners, boolean pinned) {
    public PlacementRequest {
        if (partners < 0 || partners > 1) {
            throw new IllegalArgumentException("a role asks for 0 or 1 partner, not " + partners);
        }
        if (cpus < 1) {
            throw new IllegalArgumentException("a role asks for at least 1 CPU, not " + cpus);
        }
    }
}
