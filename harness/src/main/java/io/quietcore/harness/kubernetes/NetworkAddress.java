package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quietcore.workloads.PodShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a pod is reached over the network that its side measures. Pure. */
final class NetworkAddress {
    /** Asks for secondary networks (Network Plumbing Working Group: de-facto standard, version 1.3). */
    static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";

    /** Says what came of it: a list with a name and addresses for each network. */
    private static final String STATUS = "k8s.v1.cni.cncf.io/network-status";

    private NetworkAddress() {}

    /**
     * The address; on the secondary network where the side has one, else the pod's own (which is the node's with hostNetwork).
     *
     * @return empty where the cluster has not told it
     */
    static Optional<String> of(Pod pod, PodShape shape) {
        String network = shape.network();
        if (network == null) {
            return Optional.ofNullable(pod.getStatus().getPodIP());
        }
        @Nullable Map<String, String> annotations = pod.getMetadata().getAnnotations();
        @Nullable String status = annotations == null ? null : annotations.get(STATUS);
        if (status == null) {
            return Optional.empty();
        }
        try {
            List<?> networks = Serialization.unmarshal(status, List.class);
            return networks.stream()
                    .filter(Map.class::isInstance)
                    .map(each -> (Map<?, ?>) each)
                    .filter(each -> isOf(String.valueOf(each.get("name")), network))
                    .map(each -> each.get("ips"))
                    .filter(ips -> ips instanceof List<?> list && !list.isEmpty())
                    .map(ips -> String.valueOf(((List<?>) ips).get(0)))
                    .findFirst();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The status names the namespace too. */
    private static boolean isOf(String told, String network) {
        return told.equals(network) || told.endsWith("/" + network);
    }

    /** {@code HOST:PORT}, with brackets around an IPv6 address. */
    static String withPort(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
