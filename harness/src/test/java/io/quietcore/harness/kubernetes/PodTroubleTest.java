package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.quietcore.harness.kubernetes.PodTrouble.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class PodTroubleTest {
    private static Pod pod(PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .endMetadata()
                .withStatus(status)
                .build();
    }

    private static PodStatusBuilder waiting(String reason) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addNewContainerStatus()
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage("as the kubelet says")
                .endWaiting()
                .endState()
                .endContainerStatus();
    }

    private static PodStatusBuilder conditioned(String phase, String type, String status, String reason) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .addNewCondition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage("as the scheduler says ")
                .endCondition();
    }

    @Test
    void aPodThatStartsOrRunsHasNoTrouble() {
        assertThat(PodTrouble.of(pod(waiting("ContainerCreating").build()))).isEmpty();
        assertThat(PodTrouble.of(pod(new PodStatusBuilder().withPhase("Running").build())))
                .isEmpty();
    }

    @Test
    void anImageThatCannotBeHadIsAMistake() {
        for (String reason : new String[] {"ErrImageNeverPull", "ImagePullBackOff", "InvalidImageName"}) {
            assertThat(PodTrouble.of(pod(waiting(reason).build())))
                    .contains(new PodTrouble(Kind.MISTAKE, reason + ": as the kubelet says"));
        }
    }

    @Test
    void aPodWithoutRoomWaitsAndTheSchedulerSaysWhy() {
        assertThat(PodTrouble.of(pod(conditioned("Pending", "PodScheduled", "False", "Unschedulable")
                        .build())))
                .contains(
                        new PodTrouble(Kind.WAITING, "the pod is not scheduled: Unschedulable: as the scheduler says"));
    }

    @Test
    void anEvictedPodIsOver() {
        assertThat(PodTrouble.of(pod(Statuses.evicted())))
                .contains(new PodTrouble(Kind.OVER, "the pod ended: Evicted: The node was low on resource: memory."));
    }

    @Test
    void aPodWithoutMemoryIsOverWithARemedy() {
        assertThat(PodTrouble.of(pod(Statuses.terminated("OOMKilled", 137)))).hasValueSatisfying(trouble -> {
            assertThat(trouble.kind()).isEqualTo(Kind.OVER);
            assertThat(trouble.reason()).contains("OOMKilled", "137", "pod.memory");
        });
    }

    @Test
    void aDeletedPodIsOverThoughItStillRunsAndAPreemptedOneSaysBy() {
        Pod pod = pod(conditioned("Running", "DisruptionTarget", "True", "PreemptionByScheduler")
                .build());
        pod.getMetadata().setDeletionTimestamp("2026-01-02T03:04:05Z");

        assertThat(PodTrouble.of(pod))
                .contains(
                        new PodTrouble(Kind.OVER, "the pod was deleted: PreemptionByScheduler: as the scheduler says"));
    }

    @Test
    void aPodWhoseNodeWasDrainedSaysSo() {
        assertThat(PodTrouble.of(pod(conditioned("Failed", "DisruptionTarget", "True", "TerminationByKubelet")
                        .build())))
                .contains(new PodTrouble(Kind.OVER, "the pod was ended: TerminationByKubelet: as the scheduler says"));
    }

    @Test
    void aPodThatEndedByItselfIsOver() {
        assertThat(PodTrouble.of(
                        pod(new PodStatusBuilder().withPhase("Succeeded").build())))
                .contains(new PodTrouble(Kind.OVER, "the pod ended"));
    }
}
