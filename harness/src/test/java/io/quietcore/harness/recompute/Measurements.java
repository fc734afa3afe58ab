package io.quietcore.harness.recompute;

import io.quietcore.contract.CanonicalJson;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;
import tools.jackson.databind.JsonNode;

/** What a campaign's folder holds, read with the histogram library and nothing of {@code results}. */
final class Measurements {
    /** One role's repetition: its result, and the buckets of each of its series. */
    record Repetition(
            String side, String probe, int number, Path folder, JsonNode result, Map<String, List<Bucket>> bySeries) {
        String place() {
            return result.at("/spec/request/node").asString() + "-numa"
                    + result.at("/grant/numaNode").asInt();
        }

        double thresholdNs() {
            return result.at("/spec/schedule/thresholdNs").asDouble();
        }
    }

    /** Values of one bucket of a histogram: the middle and the highest value that it stands for. */
    record Bucket(double middleNs, double highestNs, long count) {}

    final List<Repetition> repetitions = new ArrayList<>();

    /** Those whose spikes were explained: compared with nothing. */
    final List<Repetition> explained = new ArrayList<>();

    final Map<String, String> uuids = new TreeMap<>();

    /** Values by file and tag, as the log says. */
    final Map<String, Long> totals = new TreeMap<>();

    Measurements(Path campaignFolder) throws IOException {
        try (Stream<Path> runs = Files.list(campaignFolder)) {
            for (Path run : runs.filter(path -> path.getFileName().toString().startsWith("collected-metrics-"))
                    .sorted()
                    .toList()) {
                read(run);
            }
        }
    }

    private void read(Path run) throws IOException {
        try (Stream<Path> folders = Files.list(run.resolve("repetitions"))) {
            for (Path folder : folders.sorted().toList()) {
                String name = folder.getFileName().toString();
                if (name.matches("[0-9]+-[a-z]+(-explained)?-numa[0-9]+")) {
                    JsonNode result = CanonicalJson.readTree(Files.readAllBytes(folder.resolve("result.json")));
                    String side = result.at("/spec/side").asString();
                    uuids.put(side, run.getFileName().toString().substring("collected-metrics-".length()));
                    (name.contains("-explained-") ? explained : repetitions)
                            .add(new Repetition(
                                    side,
                                    result.at("/spec/probe").asString(),
                                    result.at("/spec/repetition").asInt(),
                                    folder,
                                    result,
                                    series(folder)));
                }
            }
        }
    }

    private Map<String, List<Bucket>> series(Path folder) throws IOException {
        Map<String, Histogram> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".hlog")).toList()) {
                try (InputStream in = new FileInputStream(file.toFile())) {
                    HistogramLogReader reader = new HistogramLogReader(in);
                    while (reader.hasNext()) {
                        Histogram window = (Histogram) reader.nextIntervalHistogram();
                        totals.merge(file + " " + window.getTag(), window.getTotalCount(), Long::sum);
                        sums.computeIfAbsent(seriesOf(window.getTag()), tag -> new Histogram(1, 3_600_000_000_000L, 3))
                                .add(window);
                    }
                }
            }
        }
        Map<String, List<Bucket>> bySeries = new TreeMap<>();
        sums.forEach((series, histogram) -> bySeries.put(series, buckets(histogram)));
        return bySeries;
    }

    private static String seriesOf(String tag) {
        int at = tag.indexOf("_series=");
        return at < 0 ? "" : tag.substring(at + "_series=".length());
    }

    private static List<Bucket> buckets(Histogram histogram) {
        List<Bucket> buckets = new ArrayList<>();
        for (HistogramIterationValue value : histogram.recordedValues()) {
            long at = value.getValueIteratedTo();
            buckets.add(new Bucket(
                    histogram.medianEquivalentValue(at),
                    histogram.highestEquivalentValue(at),
                    value.getCountAddedInThisIterationStep()));
        }
        return buckets;
    }

    /** A series as metrics and gates name it. */
    record Series(String probe, String label) {
        static Series of(String name) {
            int dash = name.indexOf('-');
            return dash < 0 ? new Series(name, "") : new Series(name.substring(0, dash), name.substring(dash + 1));
        }

        /** Of a probe that has several, the histogram without a label holds the values of all of them. */
        private String recorded() {
            return label.equals("merged") ? "" : label;
        }
    }

    /** The repetitions of a side and a series, by number. */
    Map<Integer, List<Bucket>> merged(String side, Series series) {
        return merged(side, series.probe, series.recorded());
    }

    /** The repetitions of a side and a probe, by number; places are merged by putting their buckets together. */
    Map<Integer, List<Bucket>> merged(String side, String probe, String series) {
        Map<Integer, List<Bucket>> merged = new TreeMap<>();
        for (Repetition repetition : repetitions) {
            if (repetition.side.equals(side) && repetition.probe.equals(probe)) {
                merged.computeIfAbsent(repetition.number, number -> new ArrayList<>())
                        .addAll(repetition.bySeries.getOrDefault(series, List.of()));
            }
        }
        return merged;
    }

    double thresholdNs(String probe) {
        return repetitions.stream()
                .filter(each -> each.probe.equals(probe))
                .findFirst()
                .orElseThrow()
                .thresholdNs();
    }

    /** Twice the largest floor of a probe, or the largest step of its clock. */
    double resolutionNs(String probe) {
        double resolution = 0;
        for (Repetition each : repetitions) {
            if (each.probe.equals(probe)) {
                JsonNode floor = each.result.get("floor");
                double gap = floor.get("medianGapNs").asDouble();
                double own = gap > 0 ? gap : floor.get("nanoTimeCostNs").asDouble();
                resolution = Math.max(
                        resolution, 2 * Math.max(own, floor.get("granularityNs").asDouble()));
            }
        }
        return resolution;
    }
}
