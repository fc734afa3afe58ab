package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.quietcore.results.facts.PodTimeline;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When a pod came to what, from its status. Pure. */
final class PodTimelines {
    private PodTimelines() {}

    static PodTimeline of(Pod pod, int repetition, int replica) {
        Instant created = at(pod.getMetadata().getCreationTimestamp());
        return new PodTimeline(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getSpec().getNodeName(),
                repetition,
                replica,
                created == null ? Instant.EPOCH : created,
                condition(pod, "PodScheduled"),
                condition(pod, "Initialized"),
                condition(pod, "PodReadyToStartContainers"),
                started(pod),
                condition(pod, "ContainersReady"),
                condition(pod, "Ready"));
    }

    private static @Nullable Instant condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(each -> type.equals(each.getType()) && "True".equals(each.getStatus()))
                .map(each -> at(each.getLastTransitionTime()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant started(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getRunning)
                .filter(Objects::nonNull)
                .map(running -> at(running.getStartedAt()))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Instant at(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            // Kubernetes writes RFC 3339; what is none of it is no moment that it told.
            return null;
        }
    }
}
