package io.quietcore.contract;

/**
 * What runs beside a probe, on CPUs that do not measure.
 *
 * @param kind none, memory-stream, fork-exec, timers, page-faults or stress-ng
 * @param cpus where; empty until it is granted
 */
public record LoadOrder(String kind, CpuSet cpus) {
    public static final LoadOrder NONE = new LoadOrder("none", CpuSet.EMPTY);
}
