package io.quietcore.contract;

/**
 * Where a role does measure, and why there.
 *
 * @param numaNode the NUMA node of the measuring CPUs and of the memory
 * @param pinned whether the measuring threads are held on {@code measuringCpus}, one each
 * @param measuringCpus pinned: one for each measuring thread; otherwise the CPUs that the scheduler may choose from
 * @param partnerCpus pinned: the CPU of the thread that the measuring one meets; empty for a probe of one thread
 * @param housekeepingCpus where every other thread of the probe lives; equal to {@code measuringCpus} where there is no
 *     other CPU, or where nothing is pinned
 * @param reason in words, for the person who asks why
 */
public record PlacementGrant(
        int numaNode,
        boolean pinned,
        CpuSet measuringCpus,
        CpuSet partnerCpus,
        CpuSet housekeepingCpus,
        String reason) {
    public PlacementGrant {
        if (measuringCpus.isEmpty() || housekeepingCpus.isEmpty()) {
            throw new IllegalArgumentException("a grant names at least one measuring and one housekeeping CPU");
        }
    }

    /** Whether the measuring thread shares its CPU with the rest of its own JVM. */
    public boolean sharesHousekeeping() {
        return measuringCpus.intersects(housekeepingCpus);
    }

    /** All CPUs that the probe's own threads are held on. */
    public CpuSet probeCpus() {
        return measuringCpus.union(partnerCpus);
    }

    /** The {@code cpu} label of the series: the number where one is pinned, else {@link SeriesKey#ANY_CPU}. */
    public String cpuLabel() {
        return pinned ? Integer.toString(measuringCpus.first()) : SeriesKey.ANY_CPU;
    }
}
