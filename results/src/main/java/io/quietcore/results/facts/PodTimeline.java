package io.quietcore.results.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a pod of ours came to what, as its conditions and its container's state say it (whole seconds, but for what a
 * watcher saw itself). A moment that the cluster did not tell is null.
 *
 * @param namespace of the pod
 * @param podName of the pod
 * @param nodeName that it was scheduled to
 * @param jobIteration the repetition, from 1
 * @param replica the role's number in its group, from 1
 * @param createdAt {@code metadata.creationTimestamp}
 * @param scheduledAt condition PodScheduled
 * @param initializedAt condition Initialized
 * @param readyToStartContainersAt condition PodReadyToStartContainers
 * @param containersStartedAt the last container's {@code state.running.startedAt}
 * @param containersReadyAt condition ContainersReady
 * @param readyAt condition Ready
 */
public record PodTimeline(
        String namespace,
        String podName,
        String nodeName,
        int jobIteration,
        int replica,
        Instant createdAt,
        @Nullable Instant scheduledAt,
        @Nullable Instant initializedAt,
        @Nullable Instant readyToStartContainersAt,
        @Nullable Instant containersStartedAt,
        @Nullable Instant containersReadyAt,
        @Nullable Instant readyAt) {

    /** What a pod comes to, with kube-burner's names of it in its two kinds of documents. */
    public enum Milestone {
        SCHEDULED("PodScheduled", "schedulingLatency"),
        INITIALIZED("Initialized", "initializedLatency"),
        READY_TO_START_CONTAINERS("PodReadyToStartContainers", "readyToStartContainersLatency"),
        CONTAINERS_STARTED("ContainersStarted", "containersStartedLatency"),
        CONTAINERS_READY("ContainersReady", "containersReadyLatency"),
        READY("Ready", "podReadyLatency");

        private final String quantileName;
        private final String latencyField;

        Milestone(String quantileName, String latencyField) {
            this.quantileName = quantileName;
            this.latencyField = latencyField;
        }

        public String quantileName() {
            return quantileName;
        }

        public String latencyField() {
            return latencyField;
        }
    }

    /** Whole milliseconds from the creation, for each milestone that is known; never below zero, as kube-burner's. */
    public Map<Milestone, Long> latenciesMs() {
        Map<Milestone, Long> latencies = new EnumMap<>(Milestone.class);
        put(latencies, Milestone.SCHEDULED, scheduledAt);
        put(latencies, Milestone.INITIALIZED, initializedAt);
        put(latencies, Milestone.READY_TO_START_CONTAINERS, readyToStartContainersAt);
        put(latencies, Milestone.CONTAINERS_STARTED, containersStartedAt);
        put(latencies, Milestone.CONTAINERS_READY, containersReadyAt);
        put(latencies, Milestone.READY, readyAt);
        return latencies;
    }

    private void put(Map<Milestone, Long> latencies, Milestone milestone, @Nullable Instant at) {
        if (at != null) {
            latencies.put(milestone, Math.max(0, Duration.between(createdAt, at).toMillis()));
        }
    }
}
