package io.quietcore.results.document;

import io.quietcore.results.facts.PodTimeline;
import io.quietcore.results.facts.PodTimeline.Milestone;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The timelines of the twelve pods that the real kube-burner measured. */
final class Pods {
    static final List<PodTimeline> TWELVE = Captured.documents("passed/podLatencyMeasurement-pod-density.json").stream()
            .map(Pods::timeline)
            .toList();

    private Pods() {}

    private static PodTimeline timeline(JsonNode document) {
        Instant createdAt = Instant.parse(document.get("timestamp").stringValue());
        return new PodTimeline(
                document.get("namespace").stringValue(),
                document.get("podName").stringValue(),
                document.get("nodeName").stringValue(),
                document.get("jobIteration").intValue(),
                document.get("replica").intValue(),
                createdAt,
                at(document, createdAt, Milestone.SCHEDULED),
                at(document, createdAt, Milestone.INITIALIZED),
                at(document, createdAt, Milestone.READY_TO_START_CONTAINERS),
                at(document, createdAt, Milestone.CONTAINERS_STARTED),
                at(document, createdAt, Milestone.CONTAINERS_READY),
                at(document, createdAt, Milestone.READY));
    }

    private static Instant at(JsonNode document, Instant createdAt, Milestone milestone) {
        return createdAt.plusMillis(document.get(milestone.latencyField()).longValue());
    }
}
