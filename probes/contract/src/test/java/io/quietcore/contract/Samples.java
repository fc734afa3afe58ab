package io.quietcore.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One spec and one result with every field set, for round trips. */
final class Samples {
    private Samples() {}

    static ProbeSpec spec() {
        return new ProbeSpec(
                "f3b6e0a0-0000-4000-8000-000000000001",
                "tuned",
                "jitter",
                "numa1",
                2,
                1,
                Probe.JITTER,
                new PlacementRequest("worker-1", 1, 1, 0, true),
                new PlacementGrant(1, true, CpuSet.of(5), CpuSet.EMPTY, CpuSet.of(1, 9), "isolated, whole core"),
                new Settings(true, null, true, false),
                new Schedule(2, 2, 1_000_000_000, 100_000_000, 0, 1_000),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of("-Xmx64m"));
    }

    static ProbeResult result(List<String> reasons) {
        String tag = SeriesKey.of("worker-1", 1, "5", "jitter").toTag();
        Instant start = Instant.parse("2026-01-02T03:04:05.678901Z");
        return new ProbeResult(
                spec(),
                spec().grant(),
                start,
                start.plusSeconds(2),
                new HostFacts("b0", Map.of("kernel", "6.18", "smt", "off")),
                new ProbeResult.Floor("tsc", 23.5, 10, 31),
                List.of(new ProbeResult.HistogramFile(tag, "jitter.hlog", "ns", 31_000_000, 0)),
                List.of(new ProbeResult.Window(
                        0, start, 0, 1_000_000_123, 31_000_000, 5, 5, "5", "5", 0, 1, Map.of(), List.of())),
                List.of(new ProbeResult.Spike(0, 12_345, 7_000)),
                3,
                List.of(),
                Map.of("fifo", Evidence.used("SCHED_FIFO 1"), "lockMemory", Evidence.denied("errno 12")),
                false,
                reasons);
    }
}
