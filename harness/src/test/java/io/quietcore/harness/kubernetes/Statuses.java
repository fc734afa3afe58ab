package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;

/** What kubelets write into the status of a pod whose end it is. */
final class Statuses {
    private Statuses() {}

    static PodStatus terminated(String reason, int exitCode) {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withName(JobFactory.CONTAINER)
                .withNewState()
                .withNewTerminated()
                .withReason(reason)
                .withExitCode(exitCode)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .build();
    }

    static PodStatus evicted() {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory. ")
                .build();
    }
}
