package io.quietcore.harness.backend;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.HostFacts;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A spec and the result that answers it. */
public final class Specs {
    private Specs() {}

    public static ProbeSpec spec() {
        return new ProbeSpec(
                "00000000-0000-4000-8000-000000000001",
                "tuned",
                "jitter",
                "numa0",
                1,
                1,
                Probe.JITTER,
                new PlacementRequest("host", 0, 1, 0, true),
                new PlacementGrant(0, true, CpuSet.of(1), CpuSet.EMPTY, CpuSet.of(0), "the only other CPU"),
                Settings.NONE,
                new Schedule(2, 1, 1_000_000, 0, 0, 1_000),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of());
    }

    public static ProbeResult result(ProbeSpec spec) {
        return result(spec, false, List.of());
    }

    /** Without histograms; stopped, or invalid for these reasons. */
    public static ProbeResult result(ProbeSpec spec, boolean stopped, List<String> reasons) {
        Instant start = Instant.parse("2026-01-02T03:04:05Z");
        return new ProbeResult(
                spec,
                spec.grant(),
                start,
                start.plusMillis(1),
                new HostFacts("boot", Map.of()),
                new ProbeResult.Floor("tsc", 20, 1, 20),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                Map.of(),
                stopped,
                reasons);
    }

    /** Of what failed, and would fail again. */
    public static ProbeResult hopeless(ProbeSpec spec, String why) {
        ProbeResult result = result(spec, false, List.of("nothing was measured: " + why));
        return new ProbeResult(
                spec,
                result.grant(),
                result.startedAt(),
                result.endedAt(),
                result.host(),
                result.floor(),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                Map.of(ProbeResult.HOPELESS, Evidence.seen(why)),
                false,
                result.reasons());
    }

    /** With a grant of CPU 1. */
    public static ProbeSpec granted(ProbeSpec spec) {
        return spec.granted(new PlacementGrant(0, true, CpuSet.of(1), CpuSet.EMPTY, CpuSet.of(0), "a test says so"));
    }
}
