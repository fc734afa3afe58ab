package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each probe of ours in the real {@code probes.jar}, whose measuring JVM is stopped for 100 ms in its second window. */
@Tag("once")
@Timeout(120)
class SuiteIT {
    private static final Set<Probe> SILENT = EnumSet.of(Probe.JITTER, Probe.WAKEUP, Probe.HANDOFF, Probe.MEMORY);
    private static final long STALL_NS = 100_000_000;
    private static final long PERIOD_NS = 1_000_000;
    private static final long WINDOW_NS = 500_000_000;
    private static final long INTO_THE_WINDOW_NS = 150_000_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    static Stream<Probe> ours() {
        return Arrays.stream(Probe.values()).filter(probe -> !probe.external() && probe != Probe.BENCHMARK);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void aStallOfTheMeasuringJvmIsInItsHistogram(Probe probe) throws Exception {
        assumeTrue(probe.threads() == 1 || Specs.allowed().size() > 1, "SKIPPED: one CPU is no place for two threads");
        Map<String, Histogram> series = measuredWithAStall(probe);

        Histogram all = series.getOrDefault("", new Histogram(3));
        assertThat(all.getMaxValue()).isGreaterThan(STALL_NS * 9 / 10);
        if (probe.periodic() || probe == Probe.TICK_TO_TRADE || probe == Probe.ALLOC) {
            // No planned moment is left out: a stall of 100 ms makes about 100 of a kilohertz late.
            double missed = (double) all.getMaxValue() / PERIOD_NS;
            double late = (double) all.getCountBetweenValues(PERIOD_NS, all.getMaxValue());
            assertThat(late).isGreaterThan(0.8 * missed);
            if (probe.threads() == 1) {
                // A partner that shares its CPU with housekeeping is late by itself; one thread alone hardly ever is.
                assertThat(late).isLessThan(3 * missed + 100);
            }
        }
        for (Map.Entry<String, Histogram> each : series.entrySet()) {
            assertThat(each.getValue().getTotalCount()).as(each.getKey()).isPositive();
        }
    }

    private Map<String, Histogram> measuredWithAStall(Probe probe) throws IOException, InterruptedException {
        Parameters parameters = Parameters.NONE;
        for (Parameter each : probe.parameters()) {
            switch (each) {
                case RATES -> parameters = parameters.with(each, "1000");
                case CPUS -> parameters = parameters.with(each, Specs.allowed().toString());
                case FILE_SIZE -> parameters = parameters.with(each, "1M");
                case ALLOCATION_RATE -> parameters = parameters.with(each, "1M");
                case WORKING_SETS -> parameters = parameters.with(each, "16K,1M");
                default -> {}
            }
        }
        ProbeSpec spec = Specs.told(
                Specs.spec(probe, true, Settings.NONE),
                new Schedule(
                        2, 2, WINDOW_NS, 5_000_000, probe.periodic() ? PERIOD_NS : 0, probe.countsGaps() ? 1_000 : 0),
                parameters);
        try (Launched launched = Launched.start()) {
            launched.say(CanonicalJson.write(spec));
            FrameCollector.Collected collected = launched.frames(spec, said -> progressed(said, launched.process));
            ProbeResult result = Launched.result(collected);
            // It is kept, and says what stopped it: not the machine.
            assertThat(result.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("window 1: the measuring process was stopped, and went on ");
            assertThat(launched.exitCode()).isEqualTo(5);
            assertQuiet(probe, result);
            return series(result, Launched.files(collected));
        } finally {
            timer.shutdownNow();
        }
    }

    /** What the JVM's log and its counter of allocated bytes say of the windows. */
    private static void assertQuiet(Probe probe, ProbeResult result) {
        for (ProbeResult.Window window : result.windows()) {
            if (SILENT.contains(probe)) {
                assertThat(window.noise()).containsEntry("safepoints", 0L).containsEntry("collections", 0L);
                assertThat(window.noise()).containsEntry("allocatedBytes", 0L);
            }
        }
    }

    /** When the first window is over: stops the JVM in the middle of the second. */
    private void progressed(Progress said, Process launcher) {
        if (said.done() != said.of() - 1) {
            return;
        }
        ProcessHandle measuring = launcher.descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("ForkedMain"))
                .findFirst()
                .orElseThrow();
        after(INTO_THE_WINDOW_NS, "-STOP", measuring.pid());
        after(INTO_THE_WINDOW_NS + STALL_NS, "-CONT", measuring.pid());
    }

    private void after(long delayNs, String signal, long pid) {
        var unused = timer.schedule(
                () -> {
                    try {
                        new ProcessBuilder("kill", signal, Long.toString(pid)).start();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                delayNs,
                TimeUnit.NANOSECONDS);
    }

    private static Map<String, Histogram> series(ProbeResult result, Map<String, byte[]> files) {
        Map<String, Histogram> series = new LinkedHashMap<>();
        String file = result.histograms().get(0).file();
        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(files.get(file)))) {
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next != null;
                    next = reader.nextIntervalHistogram()) {
                String name =
                        SeriesKey.parseTag(next.getTag()).get(SeriesKey.SERIES).orElse("");
                series.computeIfAbsent(name, key -> new Histogram(3)).add((Histogram) next);
            }
        }
        return series;
    }
}
