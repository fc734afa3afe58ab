package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result archive of k8s-netperf, as it prints it with {@code --json} and indexes it, as metric documents of ours: one for
 * the throughput and one for the latency of each test. There are no histograms behind them, so that they are shown with their
 * origin and compared with nothing. Format: {@code pkg/archive/archive.go} of k8s-netperf, type {@code Doc}. Pure.
 */
public final class NetperfDocuments {
    /** What k8s-netperf prints as the uuid where it indexes nothing: every run's. */
    private static final String NO_UUID = "k8s-netperf";

    private static final String ORIGIN = "k8s-netperf";
    private static final double NS_PER_US = 1_000;

    /** What tells two tests of an archive apart, with {@code local} for "on one node". */
    private static final List<String> LABELS = List.of(
            "driver",
            "profile",
            "messageSize",
            "parallelism",
            "duration",
            "samples",
            "hostNetwork",
            "service",
            "local",
            "acrossAZ");

    private NetperfDocuments() {}

    /**
     * The documents of an archive.
     *
     * @param json its text
     * @param uuid in place of its own, or null
     * @throws IOException saying what is wrong with it, in one line
     */
    public static List<Map<String, Object>> of(byte[] json, @Nullable String uuid) throws IOException {
        JsonNode archive;
        try {
            archive = CanonicalJson.readTree(json);
        } catch (MalformedJsonException e) {
            throw new IOException(
                    "this is no JSON (" + e.getMessage() + "); expected what k8s-netperf --json prints", e);
        }
        if (!archive.isArray() || archive.isEmpty()) {
            throw new IOException("found no list of results; expected what k8s-netperf --json prints");
        }
        List<Map<String, Object>> documents = new ArrayList<>();
        for (int i = 0; i < archive.size(); i++) {
            JsonNode test = archive.get(i);
            String where = "result " + (i + 1) + ": ";
            String of = uuid == null ? text(test, "uuid", where) : uuid;
            if (of.equals(NO_UUID)) {
                throw new IOException(where + "found no uuid of its own; give one with --uuid");
            }
            Map<String, Object> common = common(test, of, where);
            add(documents, common, "throughput", number(test, "throughput", where), text(test, "tputMetric", where));
            // 0 stands for none: a stream has no latency.
            double latencyUs = number(test, "latency", where);
            if (latencyUs > 0) {
                add(documents, common, "P99", latencyUs * NS_PER_US, "ns");
            }
        }
        return documents;
    }

    private static Map<String, Object> common(JsonNode test, String uuid, String where) throws IOException {
        Map<String, Object> labels = new TreeMap<>();
        labels.put("origin", ORIGIN);
        for (String label : LABELS) {
            if (test.has(label)) {
                labels.put(label, test.get(label).asString(""));
            }
        }
        Map<String, Object> metadata = new TreeMap<>();
        test.path("metadata")
                .properties()
                .forEach(each -> metadata.put(
                        each.getKey(), CanonicalJson.read(CanonicalJson.bytes(each.getValue()), Object.class)));
        metadata.put("origin", ORIGIN);
        metadata.put("imported", true);
        Map<String, Object> common = new TreeMap<>();
        common.put("uuid", uuid);
        common.put("jobName", ORIGIN);
        common.put("metadata", metadata);
        common.put("labels", labels);
        try {
            common.put("timestamp", GoTime.of(Instant.parse(text(test, "timestamp", where))));
        } catch (DateTimeException e) {
            throw new IOException(where + "timestamp: expected one such as 2026-01-02T03:04:05Z", e);
        }
        return common;
    }

    private static void add(
            List<Map<String, Object>> documents,
            Map<String, Object> common,
            String statistic,
            double value,
            String unit) {
        Map<String, Object> document = new TreeMap<>(common);
        Map<String, Object> labels = new TreeMap<>();
        ((Map<?, ?>) common.getOrDefault("labels", Map.of())).forEach((key, label) -> labels.put((String) key, label));
        labels.put("statistic", statistic);
        labels.put("unit", unit);
        document.put("labels", labels);
        document.put("metricName", "netperf-" + statistic);
        document.put("value", value);
        document.put("query", "k8s-netperf: the mean over its samples of " + statistic);
        documents.add(document);
    }

    private static String text(JsonNode test, String name, String where) throws IOException {
        String text = test.path(name).asString("");
        if (text.isEmpty()) {
            throw new IOException(where + "found no " + name + "; expected what k8s-netperf --json prints");
        }
        return text;
    }

    private static double number(JsonNode test, String name, String where) throws IOException {
        JsonNode value = test.path(name);
        if (!value.isNumber()) {
            throw new IOException(where + "found no number " + name + "; expected what k8s-netperf --json prints");
        }
        return value.asDouble();
    }
}
