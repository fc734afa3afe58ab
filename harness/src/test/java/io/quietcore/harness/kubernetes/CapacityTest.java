package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class CapacityTest {
    private static Node node(String cpus) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("node1")
                .endMetadata()
                .withNewStatus()
                .withAllocatable(Map.of("cpu", new Quantity(cpus)))
                .endStatus()
                .build();
    }

    private static Pod pod(String node, String phase, Map<String, String> labels, String... requests) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
        for (String cpu : requests) {
            pod.editSpec()
                    .addNewContainer()
                    .withNewResources()
                    .withRequests(Map.of("cpu", new Quantity(cpu)))
                    .endResources()
                    .endContainer()
                    .endSpec();
        }
        return pod.build();
    }

    @Test
    void aRequestBeyondEveryNumberLeavesNothing() {
        for (String request : List.of("1e17", "1e400", "1e1000000")) {
            List<Pod> pods = List.of(pod("node1", "Running", Map.of(), request, request));

            assertThat(Capacity.of(node("8"), pods, 1).freeCpus()).isZero();
        }
    }

    @Test
    void wholeCpusThatNoPodAskedForAreFree() {
        List<Pod> pods = List.of(
                pod("node1", "Running", Map.of(), "250m", "1"),
                pod("node1", "Pending", Map.of(), "100m"),
                pod("node2", "Running", Map.of(), "3"));

        assertThat(Capacity.of(node("7500m"), pods, 1).freeCpus()).isEqualTo(6);
    }

    @Test
    void podsThatAreOverAndOursCountNothing() {
        List<Pod> pods = List.of(
                pod("node1", "Succeeded", Map.of(), "2"),
                pod("node1", "Failed", Map.of(), "2"),
                pod("node1", "Running", Labels.of("u", "c", "s"), "2"));

        assertThat(Capacity.of(node("4"), pods, 1).freeCpus()).isEqualTo(4);
    }

    /** A sidecar or an init container of another pod holds its CPUs like any other (Kubernetes: effective request). */
    @Test
    void initContainersCountWhereTheyAskForMore() {
        Pod pod = new PodBuilder(pod("node1", "Running", Map.of(), "1"))
                .editSpec()
                .addNewInitContainer()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("3")))
                .endResources()
                .endInitContainer()
                .endSpec()
                .build();

        assertThat(Capacity.of(node("4"), List.of(pod), 1).freeCpus()).isEqualTo(1);
    }

    @Test
    void withSmtCpusAreTakenByWholeCores() {
        assertThat(Capacity.of(node("7"), List.of(), 2).freeCpus()).isEqualTo(6);
        assertThat(Capacity.of(node("1"), List.of(), 2).freeCpus()).isZero();
    }

    @Test
    void whereNoPodMayBeListedTheNodeCountsAsEmpty() {
        assertThat(Capacity.of(node("4"), null, 1).freeCpus()).isEqualTo(4);
    }

    @Test
    void moreThanIsFreeIsRefusedWithTheSumAndTheRemedy() {
        Capacity capacity = Capacity.of(node("4"), List.of(pod("node1", "Running", Map.of(), "2500m")), 1);

        assertThat(capacity.refusal(1)).isNull();
        assertThat(capacity.refusal(2)).contains("node1", "1 free CPUs", "4000m", "2500m", "asks for 2", "--cpus");
    }

    @Test
    void aFullNodeIsRefusedEvenWhereAllThatIsFreeIsAskedFor() {
        Capacity full = Capacity.of(node("1"), List.of(pod("node1", "Running", Map.of(), "1")), 1);

        assertThat(full.refusal(full.freeCpus())).contains("0 free CPUs");
    }
}
