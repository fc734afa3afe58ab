package io.quietcore.runtime.load;

import io.quietcore.contract.CpuSet;

/**
 * What a load reached.
 *
 * @param kind what ran
 * @param cpus where it ran, one worker for each
 * @param seconds from the moment that all workers began to the end of the last; 0 where none ran
 * @param operations of all workers together
 * @param ratePerSecond operations by seconds; 0 where none ran
 * @param unit of the rate
 */
public record LoadReading(
        LoadKind kind, CpuSet cpus, double seconds, long operations, double ratePerSecond, String unit) {
    public LoadReading {
        if (!(seconds >= 0) || operations < 0 || !(ratePerSecond >= 0)) {
            throw new IllegalArgumentException("the load " + kind.spelling() + " cannot have reached " + operations
                    + " operations in " + seconds + " s, " + ratePerSecond + " " + unit);
        }
        if (!unit.equals(kind.unit())) {
            throw new IllegalArgumentException(
                    "the rate of " + kind.spelling() + " is in " + kind.unit() + ", not in " + unit);
        }
    }

    static LoadReading none(CpuSet cpus) {
        return new LoadReading(LoadKind.NONE, cpus, 0, 0, 0, LoadKind.NONE.unit());
    }
}
