package io.quietcore.runtime.load;

import io.quietcore.contract.CpuSet;
import java.util.List;

/**
 * The one line that a {@link LoadProcess} ends with.
 *
 * @param kind {@link LoadKind#spelling()}
 * @param cpus in the kernel's list format
 * @param seconds from the moment that all workers began to the end of the last
 * @param operations of all workers
 * @param ratePerSecond operations by seconds
 * @param unit {@link LoadKind#unit()}
 * @param workers by CPU, ascending
 */
record LoadReport(
        String kind,
        String cpus,
        double seconds,
        long operations,
        double ratePerSecond,
        String unit,
        List<Worker> workers) {
    LoadReport {
        workers = List.copyOf(workers);
        long sum = workers.stream().mapToLong(Worker::operations).sum();
        if (sum != operations) {
            throw new IllegalArgumentException(
                    "the workers did " + sum + " operations, and the report says " + operations);
        }
    }

    /**
     * One worker's part.
     *
     * @param cpu where it was held
     * @param operations that it ended
     */
    record Worker(int cpu, long operations) {}

    static LoadReport of(LoadKind kind, CpuSet cpus, long elapsedNs, List<Worker> workers) {
        long operations = workers.stream().mapToLong(Worker::operations).sum();
        double seconds = elapsedNs / 1e9;
        double rate = elapsedNs > 0 ? operations / seconds : 0;
        return new LoadReport(kind.spelling(), cpus.toString(), seconds, operations, rate, kind.unit(), workers);
    }

    /**
     * What a starter of this load makes of it.
     *
     * @throws IllegalArgumentException where it is of another kind or of other CPUs
     */
    LoadReading readingOf(LoadKind expectedKind, CpuSet expectedCpus) {
        CpuSet ran = CpuSet.of(workers.stream().map(Worker::cpu).toList());
        if (!kind.equals(expectedKind.spelling()) || !ran.equals(expectedCpus)) {
            throw new IllegalArgumentException("it ran " + kind + " on CPUs " + ran + ", and was asked for "
                    + expectedKind.spelling() + " on " + expectedCpus);
        }
        return new LoadReading(expectedKind, expectedCpus, seconds, operations, ratePerSecond, unit);
    }
}
