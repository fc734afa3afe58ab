package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole CPUs of a node that no pod asked for. Pure.
 *
 * @param node its name
 * @param allocatable of the node, in thousandths
 * @param requested by other pods on it, in thousandths
 * @param threadsPerCore 2 with SMT: then CPUs are taken by whole cores
 */
record Capacity(String node, long allocatable, long requested, int threadsPerCore) {
    private static final int MILLIS = 1_000;

    /** More than any node has; what an API server says beyond that ({@code 1e400}) would not fit a {@code long}. */
    private static final BigDecimal MOST_CPUS = BigDecimal.valueOf(1_000_000);

    /**
     * Of a node and the pods that run on it, ours left out: they go before others come.
     *
     * @param pods on any nodes; null where this user may not list them, and then the node counts as empty
     */
    static Capacity of(Node node, @Nullable List<Pod> pods, int threadsPerCore) {
        String name = node.getMetadata().getName();
        long requested = pods == null
                ? 0
                : pods.stream()
                        .filter(pod -> name.equals(pod.getSpec().getNodeName()))
                        .filter(pod -> !isOver(pod) && !isOurs(pod))
                        .mapToLong(Capacity::requested)
                        .sum();
        return new Capacity(name, millis(node.getStatus().getAllocatable().get("cpu")), requested, threadsPerCore);
    }

    /** How many CPUs a Guaranteed pod can have there. */
    int freeCpus() {
        long whole = Math.max(0, allocatable - requested) / MILLIS;
        return (int) (whole - whole % threadsPerCore);
    }

    /** Why so many CPUs cannot be had there, in words; null when they can. */
    @Nullable
    String refusal(int cpus) {
        return cpus >= 1 && cpus <= freeCpus()
                ? null
                : "node " + node + " has " + freeCpus() + " free CPUs for Guaranteed pods (" + allocatable
                        + "m allocatable, " + requested + "m requested by other pods), and the campaign asks for "
                        + Math.max(1, cpus) + "; ask for fewer (--cpus, pod.cpus), or move pods away from it";
    }

    private static boolean isOver(Pod pod) {
        return List.of("Succeeded", "Failed")
                .contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private static boolean isOurs(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && Labels.QUIETCORE.equals(labels.get(Labels.NAME));
    }

    /** As the scheduler counts: containers and sidecars together, or an init container where that is more. */
    private static long requested(Pod pod) {
        List<Container> init = pod.getSpec().getInitContainers();
        long together = Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        init.stream().filter(each -> "Always".equals(each.getRestartPolicy())))
                .mapToLong(Capacity::requested)
                .sum();
        return Math.max(
                together, init.stream().mapToLong(Capacity::requested).max().orElse(0));
    }

    private static long requested(Container container) {
        return container.getResources() == null || container.getResources().getRequests() == null
                ? 0
                : millis(container.getResources().getRequests().get("cpu"));
    }

    private static long millis(@Nullable Quantity quantity) {
        return quantity == null
                ? 0
                : quantity.getNumericalAmount()
                        .min(MOST_CPUS)
                        .multiply(BigDecimal.valueOf(MILLIS))
                        .longValue();
    }
}
