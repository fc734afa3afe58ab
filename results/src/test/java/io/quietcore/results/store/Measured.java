package io.quietcore.results.store;

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
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** What a role measured in a test: a result and its interval log, the same for the same arguments. */
public record Measured(ProbeResult result, Map<String, byte[]> files) {
    public static final String UUID = "f3b6e0a0-0000-4000-8000-000000000001";
    public static final Instant START = Instant.parse("2026-01-02T03:04:05.600Z");

    /** One role's orders. */
    public static ProbeSpec spec(Probe probe, int numaNode, int repetition, int attempt) {
        return spec(UUID, "tuned", probe, numaNode, repetition, attempt);
    }

    public static ProbeSpec spec(String uuid, String side, Probe probe, int numaNode, int repetition, int attempt) {
        return new ProbeSpec(
                uuid,
                side,
                probe.spelling(),
                "numa" + numaNode,
                repetition,
                attempt,
                probe,
                new PlacementRequest("worker-1", numaNode, 1, 0, true),
                null,
                Settings.NONE,
                new Schedule(2, 2, 1_000_000, 0, 200_000, 1_000),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of());
    }

    /** Two windows of {@code count} values each. */
    public static Measured of(ProbeSpec spec, int count, List<String> reasons) {
        int numaNode = spec.request().numaNode() == null ? 0 : spec.request().numaNode();
        PlacementGrant grant = new PlacementGrant(
                numaNode, true, CpuSet.of(numaNode + 4), CpuSet.EMPTY, CpuSet.of(0), "isolated, whole core");
        SeriesKey key = SeriesKey.of(
                spec.request().node(), numaNode, grant.cpuLabel(), spec.probe().spelling());
        Instant start = START.plusSeconds(60L * spec.repetition());
        SplittableRandom random = new SplittableRandom(1000L * spec.repetition() + spec.attempt());
        List<Histogram> windows = new ArrayList<>();
        List<ProbeResult.Window> facts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Histogram window = new Histogram(1, 1_000_000L, 3);
            for (int n = 0; n < count; n++) {
                window.recordValue(random.nextInt(100) == 0 ? random.nextLong(5_000, 90_000) : random.nextLong(20, 90));
            }
            window.setTag(key.toTag());
            window.setStartTimeStamp(start.toEpochMilli() + i * 1_000L);
            window.setEndTimeStamp(start.toEpochMilli() + (i + 1) * 1_000L);
            windows.add(window);
            facts.add(new ProbeResult.Window(
                    i, start.plusSeconds(i), 0, 1_000_000_123, count, 4, 4, "4", "4", 0, 1, Map.of(), List.of()));
        }
        String file = spec.probe().spelling() + ".hlog";
        ProbeResult result = new ProbeResult(
                spec,
                grant,
                start,
                start.plusSeconds(2),
                new HostFacts("b0", Map.of("kernel", "6.18")),
                new ProbeResult.Floor("tsc", 23.5, 10, 31),
                List.of(new ProbeResult.HistogramFile(key.toTag(), file, "ns", 2L * count, 0)),
                facts,
                List.of(),
                0,
                List.of(),
                Map.of("fifo", Evidence.used("SCHED_FIFO 1")),
                false,
                reasons);
        return new Measured(result, Map.of(file, log(windows)));
    }

    public static byte[] log(List<Histogram> windows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter writer = new HistogramLogWriter(new PrintStream(bytes, false, StandardCharsets.US_ASCII));
        writer.outputLogFormatVersion();
        writer.outputComment("[Units: ns]");
        writer.outputLegend();
        windows.forEach(writer::outputIntervalHistogram);
        writer.close();
        return bytes.toByteArray();
    }
}
