package io.quietcore.results.document;

import io.quietcore.results.facts.PodTimeline;
import io.quietcore.results.facts.PodTimeline.Milestone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** kube-burner's {@code podLatency} of our own pods: a document for each, and quantiles over them. Pure. */
final class PodLatencyDocuments {
    static final String MEASUREMENT = "podLatencyMeasurement";
    static final String QUANTILES = "podLatencyQuantilesMeasurement";

    private final List<PodTimeline> pods;
    private final String jobName;
    private final String uuid;
    private final Map<String, Object> metadata;

    PodLatencyDocuments(List<PodTimeline> pods, String jobName, String uuid, Map<String, Object> metadata) {
        this.pods = pods;
        this.jobName = jobName;
        this.uuid = uuid;
        this.metadata = metadata;
    }

    private Map<String, Object> document(String metricName, Instant timestamp) {
        Map<String, Object> document = new TreeMap<>();
        document.put("uuid", uuid);
        document.put("timestamp", GoTime.of(timestamp));
        document.put("metricName", metricName);
        document.put("jobName", jobName);
        document.put("metadata", metadata);
        return document;
    }

    /** One for each pod; a milestone that the cluster did not tell is 0, as kube-burner has it. */
    List<Map<String, Object>> measurements() {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (PodTimeline pod : pods) {
            Map<String, Object> document = document(MEASUREMENT, pod.createdAt());
            Map<Milestone, Long> latencies = pod.latenciesMs();
            for (Milestone milestone : Milestone.values()) {
                document.put(milestone.latencyField(), latencies.getOrDefault(milestone, 0L));
            }
            document.put("jobIteration", pod.jobIteration());
            document.put("replica", pod.replica());
            document.put("namespace", pod.namespace());
            document.put("podName", pod.podName());
            document.put("nodeName", pod.nodeName());
            documents.add(document);
        }
        return documents;
    }

    /** One for each milestone that any pod came to, over those that did. */
    List<Map<String, Object>> quantiles() {
        Map<Milestone, List<Long>> byMilestone = new EnumMap<>(Milestone.class);
        for (PodTimeline pod : pods) {
            pod.latenciesMs().forEach((milestone, latency) -> byMilestone
                    .computeIfAbsent(milestone, none -> new ArrayList<>())
                    .add(latency));
        }
        List<Map<String, Object>> documents = new ArrayList<>();
        byMilestone.forEach((milestone, latencies) -> {
            // When the last pod was there: kube-burner stamps the moment at which it computed, which no one can repeat.
            Instant timestamp = pods.stream()
                    .map(PodTimeline::createdAt)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            Map<String, Object> document = document(QUANTILES, timestamp);
            document.put("quantileName", milestone.quantileName());
            document.putAll(KubeBurnerQuantiles.of(
                    latencies.stream().mapToLong(Long::longValue).toArray()));
            documents.add(document);
        });
        return documents;
    }
}
