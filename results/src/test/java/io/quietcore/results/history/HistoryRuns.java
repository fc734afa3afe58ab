package io.quietcore.results.history;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.results.compare.Resolution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Histories for tests: one run a night. */
final class HistoryRuns {
    static final Metric LOST = Metric.named("jitter-lost").orElseThrow();
    static final Metric P999 = Metric.named("wakeup-P999").orElseThrow();
    static final Instant FIRST = Instant.parse("2026-10-01T00:00:00.123Z");

    /** Of a clock that is read in 25 ns. */
    static final Resolution RESOLUTION = new Resolution(25, 20);

    private HistoryRuns() {}

    /** The same measured with another resolution from a run on, counted from 0. */
    static HistorySeries resolved(HistorySeries series, int from, Resolution resolution) {
        List<HistorySeries.Point> points = new ArrayList<>(series.points());
        for (int i = from; i < points.size(); i++) {
            HistorySeries.Point old = points.get(i);
            points.set(i, new HistorySeries.Point(old.uuid(), old.startedAt(), old.value(), old.facts(), resolution));
        }
        return new HistorySeries(series.workload(), series.side(), series.place(), series.metric(), points);
    }

    static HistoryRun run(int night, String uuid, double value, Map<String, String> facts) {
        HistoryRun.Value kept =
                new HistoryRun.Value("node1-numa0", P999, value, true, new TreeMap<>(facts), RESOLUTION);
        HistoryRun.Value other =
                new HistoryRun.Value("node1-numa0", LOST, value / 1e6, false, new TreeMap<>(facts), RESOLUTION);
        return new HistoryRun(
                uuid,
                "host-smoke",
                "tuned",
                FIRST.plus(Duration.ofDays(night)),
                Path.of("/runs/" + uuid),
                List.of(kept, other));
    }

    /** The series of one metric whose values are these. */
    static HistorySeries series(Metric metric, double... values) {
        List<HistorySeries.Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new HistorySeries.Point(
                    "run-" + (i + 1),
                    FIRST.plus(Duration.ofDays(i)),
                    values[i],
                    new TreeMap<>(Map.of("kernel", "6.18.1")),
                    RESOLUTION));
        }
        return new HistorySeries("host-smoke", "tuned", "node1-numa0", metric, points);
    }

    /** The series with another kernel from a run on, counted from 0. */
    static HistorySeries newKernel(HistorySeries series, int from) {
        List<HistorySeries.Point> points = new ArrayList<>(series.points());
        for (int i = from; i < points.size(); i++) {
            HistorySeries.Point old = points.get(i);
            points.set(
                    i,
                    new HistorySeries.Point(
                            old.uuid(),
                            old.startedAt(),
                            old.value(),
                            new TreeMap<>(Map.of("kernel", "6.18.2")),
                            old.resolution()));
        }
        return new HistorySeries(series.workload(), series.side(), series.place(), series.metric(), points);
    }

    /** What Orion was given, and what it found; see the README beside it. */
    static JsonNode orion() throws IOException {
        try (InputStream in = HistoryRuns.class.getResourceAsStream("/otava/orion.json")) {
            return CanonicalJson.readTree(Objects.requireNonNull(in).readAllBytes());
        }
    }
}
