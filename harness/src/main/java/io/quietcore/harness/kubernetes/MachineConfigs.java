package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the machine config daemon writes on its node (OpenShift's machine-config-operator, pkg/daemon/constants): which
 * configuration the node runs, and which it is to run. A profile counts as available long before its nodes have booted into it.
 * Pure.
 */
final class MachineConfigs {
    private static final String PREFIX = "machineconfiguration.openshift.io/";

    private MachineConfigs() {}

    /** The configuration that the node runs; null on clusters that have none. */
    static @Nullable String current(Node node) {
        return annotation(node, "currentConfig");
    }

    /** Of each node that is on its way to another configuration, a line that says so. */
    static List<String> updating(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> current(node) != null)
                .filter(node -> !Objects.equals(current(node), annotation(node, "desiredConfig")))
                .map(node -> "node " + node.getMetadata().getName() + " is being updated: its current machine"
                        + " configuration is " + current(node) + ", its desired one "
                        + annotation(node, "desiredConfig") + "; measure when its pool is UPDATED"
                        + " (oc get machineconfigpools)")
                .toList();
    }

    private static @Nullable String annotation(Node node, String name) {
        @Nullable Map<String, String> annotations = node.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(PREFIX + name);
    }
}
