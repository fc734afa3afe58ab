package io.quietcore.runtime.launch;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.WindowCount;
import io.quietcore.runtime.external.ExternalTool;
import io.quietcore.runtime.external.ToolReading;
import io.quietcore.runtime.machine.Clock;
import io.quietcore.runtime.machine.ControlGroup;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MachineCounters;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.measure.HistogramLog;
import io.quietcore.runtime.measure.MeasuredWindows;
import io.quietcore.runtime.measure.Stops;
import io.quietcore.runtime.measure.WindowRecorder;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** A repetition that a program of others measures: one window, and the same report as from the measuring JVM. */
final class ExternalRun {
    private ExternalRun() {}

    /** Runs it; what went wrong, in words, or nothing. */
    static List<String> run(ProbeSpec spec, PlacementGrant grant, Exchange exchange) {
        ExternalTool tool = new ExternalTool(spec, grant, exchange.folder());
        Clock clock = Clock.measure(KernelText.LIVE);
        Stops own = Stops.watch();
        MachineCounters counters = new MachineCounters(
                KernelText.LIVE, CpuSet.of(grant.measuringCpus().first()), "", () -> -1);
        ControlGroup before = ControlGroup.of(KernelText.LIVE);
        Map<WindowCount, Long> countedBefore = counters.read();
        Instant startedAt = Instant.now();
        long startNs = System.nanoTime();
        try {
            ToolReading reading = tool.run();
            Map<String, Long> noise = new TreeMap<>(MachineCounters.between(countedBefore, counters.read()));
            ControlGroup suffered = ControlGroup.of(KernelText.LIVE).since(before);
            noise.putAll(WindowRecorder.suffered(suffered));
            long lengthNs = reading.measuredNs() > 0 ? reading.measuredNs() : tool.seconds() * 1_000_000_000L;
            String cpu = grant.cpuLabel();
            SeriesKey key = SeriesKey.of(
                    spec.request().node(), grant.numaNode(), cpu, spec.probe().spelling());
            try (HistogramLog log =
                    new HistogramLog(exchange.folder(), spec.probe().spelling() + ".hlog", key, startedAt)) {
                log.window(series(spec, reading), startedAt, Instant.now());
                int at = grant.measuringCpus().first();
                Window window = new Window(
                        0,
                        startedAt,
                        startNs,
                        lengthNs,
                        reading.histogram().getTotalCount(),
                        at,
                        at,
                        grant.measuringCpus().toString(),
                        grant.measuringCpus().toString(),
                        0,
                        0,
                        noise,
                        suffered.problems());
                Map<String, Evidence> evidence = new TreeMap<>(tool.evidence());
                evidence.put("counters", WindowRecorder.counters(List.of(window)));
                evidence.putAll(WindowRecorder.throttling(
                        List.of(window), suffered.throttledUs().orElse(0)));
                exchange.writeReport(new MeasuredWindows(
                        startedAt,
                        Instant.now(),
                        new Floor(clock.source(), clock.costNs(), clock.granularityNs(), median(spec, reading)),
                        log.files(0),
                        List.of(window),
                        List.of(),
                        0,
                        evidence,
                        false,
                        reasons(spec, clock, reading, window, own)));
            }
            return List.of();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> reasons(ProbeSpec spec, Clock clock, ToolReading reading, Window window, Stops own) {
        return Stream.of(
                        clock.problem().stream(),
                        reading.problems().stream(),
                        window.reasons().stream().map(each -> "window 0: " + each),
                        unwatched(spec, own))
                .flatMap(each -> each)
                .toList();
    }

    /** What a program does while its only watcher is stopped, nobody knows; both are when a terminal stops them. */
    private static Stream<String> unwatched(ProbeSpec spec, Stops own) {
        String name = spec.probe().spelling();
        return own.times() == 0
                ? Stream.empty()
                : Stream.of("the launcher was stopped (SIGCONT) while " + name + " ran; whether " + name
                        + " was stopped too cannot be told");
    }

    /** All values first, and beside them reads and writes where it did both. */
    private static Map<String, Histogram> series(ProbeSpec spec, ToolReading reading) {
        Map<String, Histogram> series = new LinkedHashMap<>(Map.of("", reading.histogram()));
        new TreeMap<>(reading.byDirection())
                .forEach((direction, own) -> series.put(
                        ProbeSeries.operation(direction, spec.parameters().number(Parameter.BLOCK_SIZE)), own));
        return series;
    }

    private static long median(ProbeSpec spec, ToolReading reading) {
        return spec.probe().countsGaps() ? reading.histogram().getValueAtPercentile(50) : 0;
    }
}
