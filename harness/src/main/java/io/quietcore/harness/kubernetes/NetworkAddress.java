package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.workloads.PodShape;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
            JsonNode networks = CanonicalJson.readTree(status.getBytes(StandardCharsets.UTF_8));
            return networks.valueStream()
                    .filter(each -> isOf(each.path("name").asString(""), network))
                    .map(each -> each.path("ips").path(0).asString(""))
                    .filter(address -> !address.isEmpty())
                    .findFirst();
        } catch (CanonicalJson.MalformedJsonException e) {
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
