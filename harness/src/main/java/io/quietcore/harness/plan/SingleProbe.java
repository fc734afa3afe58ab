package io.quietcore.harness.plan;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One probe without a campaign: orders for it, here and now. Pure but for the run's uuid.
 *
 * @param probe which
 * @param settings what is asked of the kernel
 * @param schedule how long
 * @param parameters what it is told
 * @param load what runs beside it, by name
 * @param jvmFlags more flags for the measuring JVM
 */
public record SingleProbe(
        Probe probe, Settings settings, Schedule schedule, Parameters parameters, String load, List<String> jvmFlags) {
    private static final long WINDOW_NS = 1_000_000_000;
    private static final long DISCARD_NS = 100_000_000;

    /** So that a run of days keeps a bounded number of windows, each a line of the interval log. */
    private static final long MOST_WINDOWS = 720;

    private static final int WARMUP_WINDOWS = 2;

    /** Windows of a second; longer ones where there would be too many. */
    public static Schedule schedule(Probe probe, long durationNs, long periodNs, long thresholdNs) {
        long windows = Math.max(1, Math.min(MOST_WINDOWS, durationNs / WINDOW_NS));
        long windowNs = durationNs / windows;
        if (probe.periodic() && periodNs > windowNs) {
            throw new IllegalArgumentException("a period of " + periodNs + " ns does not fit into " + windowNs + " ns");
        }
        return new Schedule(
                WARMUP_WINDOWS,
                (int) windows,
                windowNs,
                DISCARD_NS,
                probe.periodic() ? periodNs : 0,
                probe.countsGaps() ? thresholdNs : 0);
    }

    /**
     * The roles: one for each CPU where a probe has one thread and CPUs were named, otherwise one.
     *
     * @param cpus those that were named; null for any
     * @param numaNodeOf the NUMA node of a CPU
     */
    public List<ProbeSpec> roles(String node, @Nullable CpuSet cpus, IntUnaryOperator numaNodeOf) {
        String uuid = UUID.randomUUID().toString();
        List<ProbeSpec> roles = new ArrayList<>();
        if (cpus == null || probe.threads() > 1) {
            Integer numaNode = cpus == null ? null : Integer.valueOf(numaNodeOf.applyAsInt(cpus.first()));
            roles.add(role(uuid, "probe", new PlacementRequest(node, numaNode, 1, probe.threads() - 1, true)));
        } else {
            for (int cpu : cpus.cpus()) {
                roles.add(role(
                        uuid,
                        "cpu" + cpu,
                        new PlacementRequest(node, numaNodeOf.applyAsInt(cpu), 1, probe.threads() - 1, true)));
            }
        }
        return roles;
    }

    private ProbeSpec role(String uuid, String role, PlacementRequest request) {
        return new ProbeSpec(
                uuid,
                "probe",
                probe.spelling(),
                role,
                1,
                1,
                probe,
                request,
                null,
                settings,
                schedule,
                parameters,
                new LoadOrder(load, CpuSet.EMPTY),
                jvmFlags);
    }
}
