package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a pod from measuring, read from its status. Pure.
 *
 * @param kind what can be done about it
 * @param reason in words, with what Kubernetes said
 */
record PodTrouble(Kind kind, String reason) {
    /** What can be done about it. */
    enum Kind {
        /** Every pod of this kind will have it: the campaign cannot go on. */
        MISTAKE,
        /** It may pass: a pod that waits for room. */
        WAITING,
        /** This pod is over; another one may do better. */
        OVER
    }

    /** Reasons of a waiting container that no patience mends (kubelet: container and image errors). */
    private static final Set<String> MISTAKES = Set.of(
            "ErrImageNeverPull",
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    /** What the pod's status tells; empty while nothing is wrong. */
    static Optional<PodTrouble> of(Pod pod) {
        Optional<PodTrouble> container = pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .flatMap(state -> ofContainer(state).stream())
                .findFirst();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of(
                    new PodTrouble(Kind.OVER, "the pod was deleted" + condition(pod, "DisruptionTarget", "True")));
        }
        String phase = String.valueOf(pod.getStatus().getPhase());
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return Optional.of(new PodTrouble(Kind.OVER, over(pod, container)));
        }
        if (container.isPresent()) {
            return container;
        }
        String unscheduled = condition(pod, "PodScheduled", "False");
        return unscheduled.isEmpty()
                ? Optional.empty()
                : Optional.of(new PodTrouble(Kind.WAITING, "the pod is not scheduled" + unscheduled));
    }

    private static String over(Pod pod, Optional<PodTrouble> container) {
        @Nullable String reason = pod.getStatus().getReason();
        @Nullable String message = pod.getStatus().getMessage();
        if (reason != null) {
            return "the pod ended: " + reason + (message == null ? "" : ": " + message.strip());
        }
        String disrupted = condition(pod, "DisruptionTarget", "True");
        return disrupted.isEmpty()
                ? container.map(PodTrouble::reason).orElse("the pod ended")
                : "the pod was ended" + disrupted;
    }

    private static Optional<PodTrouble> ofContainer(@Nullable ContainerState state) {
        if (state == null) {
            return Optional.empty();
        }
        if (state.getTerminated() != null) {
            return Optional.of(new PodTrouble(
                    Kind.OVER,
                    "the container ended: " + state.getTerminated().getReason() + ", exit code "
                            + state.getTerminated().getExitCode()
                            + ("OOMKilled".equals(state.getTerminated().getReason())
                                    ? "; give the pods more memory (pod.memory)"
                                    : "")));
        }
        if (state.getWaiting() != null
                && MISTAKES.contains(String.valueOf(state.getWaiting().getReason()))) {
            return Optional.of(new PodTrouble(
                    Kind.MISTAKE,
                    state.getWaiting().getReason() + ": " + state.getWaiting().getMessage()));
        }
        return Optional.empty();
    }

    /** {@code ": Reason: message"} of a condition that has this status; empty where it has not. */
    private static String condition(Pod pod, String type, String status) {
        return pod.getStatus().getConditions().stream()
                .filter(each -> type.equals(each.getType()) && status.equals(each.getStatus()))
                .map(PodTrouble::words)
                .findFirst()
                .orElse("");
    }

    private static String words(PodCondition condition) {
        @Nullable String message = condition.getMessage();
        return ": " + condition.getReason() + (message == null ? "" : ": " + message.strip());
    }
}
