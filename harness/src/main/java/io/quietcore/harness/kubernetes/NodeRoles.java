package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.quietcore.results.facts.ClusterFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What documents say of a cluster, read from its nodes. Pure. */
final class NodeRoles {
    private static final String ROLE = "node-role.kubernetes.io/";
    private static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";

    private NodeRoles() {}

    /** A node without a role is a worker, as kubeadm leaves it. */
    static ClusterFacts facts(List<Node> nodes, String version) {
        List<Node> masters = nodes.stream()
                .filter(node -> has(node, "master") || has(node, "control-plane"))
                .toList();
        List<Node> infra = nodes.stream().filter(node -> has(node, "infra")).toList();
        List<Node> workers = nodes.stream()
                .filter(node -> !infra.contains(node))
                .filter(node -> has(node, "worker") || !masters.contains(node))
                .toList();
        return new ClusterFacts(
                platform(nodes),
                "kubernetes",
                "",
                "",
                "",
                "",
                "",
                version,
                new ClusterFacts.Nodes(
                        masters.size(),
                        type(masters),
                        workers.size(),
                        type(workers),
                        infra.size(),
                        type(infra),
                        0,
                        nodes.size()),
                "",
                "",
                "",
                architecture(workers),
                architecture(masters),
                false,
                false,
                "",
                false);
    }

    private static Map<String, String> labels(Node node) {
        @Nullable Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private static boolean has(Node node, String role) {
        return labels(node).containsKey(ROLE + role);
    }

    private static String type(List<Node> nodes) {
        return nodes.stream()
                .map(node -> labels(node).getOrDefault(INSTANCE_TYPE, ""))
                .findFirst()
                .orElse("");
    }

    private static String architecture(List<Node> nodes) {
        return nodes.stream()
                .map(node -> node.getStatus().getNodeInfo())
                .map(info -> info == null ? "" : info.getArchitecture())
                .findFirst()
                .orElse("");
    }

    /** The scheme of the nodes' provider id, such as AWS for {@code aws:///eu-west-1a/i-…}. */
    private static String platform(List<Node> nodes) {
        return nodes.stream()
                .map(node -> node.getSpec().getProviderID())
                .map(id -> id == null || !id.contains(":") ? "" : id.substring(0, id.indexOf(':')))
                .findFirst()
                .orElse("")
                .toUpperCase(Locale.ROOT);
    }
}
