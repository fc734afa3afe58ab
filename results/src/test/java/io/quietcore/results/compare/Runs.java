package io.quietcore.results.compare;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.HostFacts;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Stated;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.Measured;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs for tests, made of histograms. */
public final class Runs {
    private final String side;
    private final List<StoredRepetition> repetitions = new ArrayList<>();
    private final Map<String, String> fingerprint = new TreeMap<>(Map.of("kernel", "6.18", "governor", "performance"));
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private String node = "worker-1";
    private String bootId = "b0";
    private long spikesLost;
    private Map<String, Long> counted = Map.of();
    private ProbeResult.@Nullable Floor floor;

    private Runs(String side) {
        this.side = side;
    }

    public static Runs of(String side) {
        return new Runs(side);
    }

    public Runs fingerprint(String key, String value) {
        fingerprint.put(key, value);
        return this;
    }

    public Runs evidence(String name, Evidence told) {
        evidence.put(name, told);
        return this;
    }

    /** What each window counts from here on. */
    public Runs counting(Map<String, Long> counts) {
        counted = counts;
        return this;
    }

    /** The node of what is measured from here on. */
    public Runs on(String name) {
        node = name;
        return this;
    }

    public Runs boot(String id) {
        bootId = id;
        return this;
    }

    public Runs spikesLost(long lost) {
        spikesLost = lost;
        return this;
    }

    /** What the clock costs and its step, of what is measured from here on. */
    public Runs clock(double costNs, long stepNs) {
        floor = new ProbeResult.Floor("tsc", costNs, stepNs, Math.round(costNs));
        return this;
    }

    /** Repetitions 1 to {@code count} of a probe on a NUMA node. */
    public Runs measured(Probe probe, int numaNode, int count, IntFunction<Histogram> histograms) {
        return repetitions(probe, numaNode, 1, count, histograms);
    }

    /** Repetitions {@code first} to {@code last}. */
    public Runs repetitions(Probe probe, int numaNode, int first, int last, IntFunction<Histogram> histograms) {
        return series(probe, numaNode, first, last, repetition -> Map.of("", histograms.apply(repetition)));
    }

    /** Repetitions of a probe that has several series, by their labels; the empty one is all values together. */
    public Runs series(Probe probe, int numaNode, int first, int last, IntFunction<Map<String, Histogram>> histograms) {
        for (int repetition = first; repetition <= last; repetition++) {
            ProbeSpec written = Measured.spec("uuid-" + side, side, probe, numaNode, repetition, 1);
            ProbeSpec spec =
                    written.at(new PlacementRequest(node, numaNode, 1, 0, true), written.role(), repetition, 1);
            ProbeResult made = Measured.of(spec, 1, List.of()).result();
            ProbeResult result = new ProbeResult(
                    spec,
                    made.grant(),
                    made.startedAt(),
                    made.endedAt(),
                    new HostFacts(bootId, fingerprint),
                    floor == null ? made.floor() : floor,
                    made.histograms(),
                    made.windows().stream().map(window -> window.noisy(counted)).toList(),
                    made.spikes(),
                    spikesLost,
                    List.of(),
                    Map.copyOf(evidence),
                    false,
                    List.of());
            SeriesKey key = SeriesKey.of(node, numaNode, Integer.toString(numaNode + 4), probe.spelling());
            Map<SeriesKey, CompactHistogram> recorded = new LinkedHashMap<>();
            histograms
                    .apply(repetition)
                    .forEach((label, histogram) -> recorded.put(
                            label.isEmpty() ? key : key.with(SeriesKey.SERIES, label),
                            CompactHistogram.of(histogram).stating(Stated.in(evidence))));
            repetitions.add(new StoredRepetition(
                    Path.of("repetitions", repetition + "-" + probe.spelling() + "-numa" + numaNode),
                    result,
                    recorded));
        }
        return this;
    }

    public StoredRun run() {
        return new StoredRun(Path.of("collected-metrics-uuid-" + side), "uuid-" + side, side, repetitions, List.of());
    }

    /** As an input of the comparison that declares nothing. */
    public Comparer.SideInput input() {
        return new Comparer.SideInput(run(), List.of(), List.of(), List.of());
    }

    /** A gap histogram of which this share of the time is lost, in percent, in stalls of 50 µs. */
    public static Histogram gaps(double lostPercent) {
        Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
        long stalls = Math.round(lostPercent / 100 * 1e9 / 50_000);
        histogram.recordValueWithCount(30, Math.round((1e9 - stalls * 50_000) / 30));
        if (stalls > 0) {
            histogram.recordValueWithCount(50_000, stalls);
        }
        return histogram;
    }

    /** Latencies around a median, enough for P99. */
    public static Histogram latencies(double medianNs) {
        Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
        for (int i = 0; i < 5_000; i++) {
            histogram.recordValue(Math.round(medianNs * (0.5 + i / 5_000.0)));
        }
        return histogram;
    }
}
