package io.quietcore.runtime.launch;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Orders for tests: the first allowed CPU measures, the last one keeps house. */
final class Specs {
    private Specs() {}

    static ProbeSpec spec(Probe probe, boolean pinned, Settings settings) {
        return spec(probe, pinned, settings, 2);
    }

    static ProbeSpec spec(Probe probe, boolean pinned, Settings settings, int windows) {
        CpuSet allowed = allowed();
        CpuSet measuring = pinned ? CpuSet.of(allowed.cpus().get(allowed.size() - 1)) : allowed;
        CpuSet housekeeping = pinned ? CpuSet.of(allowed.first()) : allowed;
        CpuSet partner = pinned && probe.threads() > 1 ? housekeeping : CpuSet.EMPTY;
        return new ProbeSpec(
                "0b9c",
                pinned ? "tuned" : "baseline",
                probe.spelling(),
                "numa0",
                1,
                1,
                probe,
                new PlacementRequest("host", 0, 1, 0, pinned),
                new PlacementGrant(0, pinned, measuring, partner, housekeeping, "a test"),
                settings,
                new Schedule(
                        2,
                        windows,
                        50_000_000,
                        5_000_000,
                        probe.periodic() ? 200_000 : 0,
                        probe.countsGaps() ? 1_000 : 0),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of());
    }

    /** As a pod gets it: a NUMA node that is asked for, and no CPUs. */
    static ProbeSpec withoutGrant(Probe probe, int numaNode) {
        ProbeSpec spec = spec(probe, true, Settings.NONE);
        return new ProbeSpec(
                spec.uuid(),
                spec.side(),
                spec.group(),
                "numa" + numaNode,
                1,
                1,
                probe,
                new PlacementRequest("host", numaNode, 1, 0, true),
                null,
                spec.settings(),
                spec.schedule(),
                spec.parameters(),
                spec.load(),
                List.of());
    }

    /** With other windows, and parameters. */
    static ProbeSpec told(ProbeSpec spec, Schedule schedule, Parameters parameters) {
        return new ProbeSpec(
                spec.uuid(),
                spec.side(),
                spec.group(),
                spec.role(),
                spec.repetition(),
                spec.attempt(),
                spec.probe(),
                spec.request(),
                spec.grant(),
                spec.settings(),
                schedule,
                parameters,
                spec.load(),
                spec.jvmFlags());
    }

    static CpuSet allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> CpuSet.parse(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("tests need Linux", e);
        }
    }
}
