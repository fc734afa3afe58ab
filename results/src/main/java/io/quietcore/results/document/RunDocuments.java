package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All documents of a run, by the name of their file: compact JSON arrays at the top level of its folder. */
public final class RunDocuments {
    private RunDocuments() {}

    /** The documents of one place. */
    private record OfPlace(List<Map<String, Object>> metrics, List<Map<String, Object>> measurements) {}

    /**
     * The documents. Pure: the same run gives the same bytes.
     *
     * @param run with at least one repetition
     * @return documents by file name, as kube-burner names its local files: {@code <metricName>.json}, and
     *     {@code <measurement>-<jobName>.json} for measurements
     */
    public static Map<String, List<Map<String, Object>>> of(StoredRun run, RunDescription description) {
        Map<String, Object> metadata = RunMetadata.of(run, description);
        Map<String, List<Map<String, Object>>> files = new TreeMap<>();
        told(PlaceSeries.of(run)).parallelStream()
                .map(series -> new PlaceDocuments(series, description.campaign(), run.uuid(), metadata))
                .map(place -> new OfPlace(place.metrics(run.side()), place.measurements()))
                .toList()
                .forEach(place -> {
                    place.metrics.forEach(metric -> add(files, metric.get("metricName") + ".json", metric));
                    place.measurements.forEach(document -> add(files, measurement(document, description), document));
                });
        PodLatencyDocuments pods =
                new PodLatencyDocuments(description.facts().pods(), description.campaign(), run.uuid(), metadata);
        pods.measurements().forEach(document -> add(files, measurement(document, description), document));
        pods.quantiles().forEach(document -> add(files, measurement(document, description), document));
        description.facts().alerts().forEach(alert -> add(files, "alert.json", alert(alert, run.uuid(), metadata)));
        add(files, "jobSummary.json", JobSummary.of(run, description, metadata));
        return files;
    }

    /** Of a probe with very many series, such as all pairs of a large machine, only what is merged of them has documents. */
    private static List<PlaceSeries> told(List<PlaceSeries> all) {
        Map<Probe, Long> count = all.stream()
                .map(PlaceSeries::series)
                .distinct()
                .collect(Collectors.groupingBy(ProbeSeries::probe, Collectors.counting()));
        return all.stream()
                .filter(each ->
                        each.series().isMerged() || count.getOrDefault(each.probe(), 0L) <= ProbeSeries.MOST_TOLD)
                .toList();
    }

    private static Map<String, Object> alert(Alert alert, String uuid, Map<String, Object> metadata) {
        Map<String, Object> document = new TreeMap<>();
        document.put("uuid", uuid);
        document.put("timestamp", GoTime.of(alert.at()));
        document.put("metricName", "alert");
        document.put("severity", alert.severity().spelling());
        document.put("description", alert.description());
        document.put("metadata", metadata);
        return document;
    }

    private static String measurement(Map<String, Object> document, RunDescription description) {
        return document.get("metricName") + "-" + description.campaign() + ".json";
    }

    private static void add(Map<String, List<Map<String, Object>>> files, String file, Map<String, Object> document) {
        files.computeIfAbsent(file, none -> new ArrayList<>()).add(document);
    }

    /**
     * Writes them into a run's folder, each file in one step. What an earlier write left of ours and this run no longer
     * has goes first: a statistic that lost its samples would otherwise stand beside documents that deny it.
     */
    public static void write(Path runFolder, Map<String, List<Map<String, Object>>> files, Disk disk)
            throws IOException {
        for (Path stale : stale(runFolder, files.keySet())) {
            disk.delete(stale);
        }
        // Of many nodes, spelling them takes longer than writing them.
        List<Map.Entry<String, byte[]>> spelled = files.entrySet().parallelStream()
                .map(file -> Map.entry(
                        file.getKey(), CanonicalJson.write(file.getValue()).getBytes(StandardCharsets.UTF_8)))
                .toList();
        for (Map.Entry<String, byte[]> file : spelled) {
            AtomicFile.write(disk, runFolder.resolve(file.getKey()), file.getValue());
        }
    }

    private static List<Path> stale(Path runFolder, Set<String> written) throws IOException {
        try (Stream<Path> entries = Files.list(runFolder)) {
            return entries.filter(entry -> isOurs(String.valueOf(entry.getFileName())))
                    .filter(entry -> !written.contains(String.valueOf(entry.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    /** Whether {@link #of} names files so; kube-burner's own may lie beside them. */
    private static boolean isOurs(String fileName) {
        if (!fileName.endsWith(".json")) {
            return false;
        }
        String name = fileName.substring(0, fileName.length() - ".json".length());
        return Metric.named(name).isPresent()
                || Stream.of(Probe.values())
                        .map(Probe::spelling)
                        .anyMatch(probe -> name.startsWith(probe + "LatencyMeasurement-")
                                || name.startsWith(probe + "LatencyQuantilesMeasurement-"));
    }
}
