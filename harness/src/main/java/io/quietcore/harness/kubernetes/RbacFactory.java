package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run needs of a cluster, as manifests for whoever may grant it. Pure.
 *
 * @param namespace in which the pods run
 * @param serviceAccount of the controller; probe pods have no token of any
 * @param realTime whether the pods may have SYS_NICE and IPC_LOCK
 * @param openShift whether security context constraints are wanted beside the namespace's labels
 */
public record RbacFactory(String namespace, String serviceAccount, boolean realTime, boolean openShift) {
    private static final String NAME = "quietcore";
    private static final String CONSTRAINTS = "quietcore-rt";
    private static final String RBAC = "rbac.authorization.k8s.io";

    /** All of them, as one stream of YAML documents. */
    public String yaml() {
        return manifests().stream()
                .map(Serialization::asYaml)
                .map(document -> document.startsWith("---") ? document : "---\n" + document)
                .map(document -> document.endsWith("\n") ? document : document + "\n")
                .collect(Collectors.joining());
    }

    List<HasMetadata> manifests() {
        List<HasMetadata> manifests = new ArrayList<>();
        manifests.add(new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", realTime ? "privileged" : "restricted")
                .endMetadata()
                .build());
        manifests.add(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(serviceAccount)
                .withNamespace(namespace)
                .endMetadata()
                .build());
        manifests.add(new RoleBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(ofNamespace())
                .build());
        manifests.add(new RoleBindingBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef(RBAC, "Role", NAME)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(serviceAccount)
                .withNamespace(namespace)
                .endSubject()
                .build());
        manifests.add(new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withRules(ofCluster())
                .build());
        manifests.add(new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(NAME + "-" + namespace)
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", NAME)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(serviceAccount)
                .withNamespace(namespace)
                .endSubject()
                .build());
        if (openShift && realTime) {
            manifests.add(constraints());
        }
        return manifests;
    }

    private static List<PolicyRule> ofNamespace() {
        return List.of(
                rule("batch", "jobs", "create", "get", "list", "deletecollection"),
                rule("", "pods", "get", "list", "watch", "patch"),
                rule("", "pods/log", "get"),
                rule("", "configmaps", "create", "patch", "deletecollection"),
                // One for each node that is measured, so that two runs do not measure each other.
                rule("coordination.k8s.io", "leases", "create", "get", "update", "deletecollection"),
                // Why a Job has no pod stands in an event, and nowhere else.
                rule("", "events", "list"));
    }

    private static List<PolicyRule> ofCluster() {
        return List.of(
                rule("", "nodes", "list"),
                // What other pods asked for: without it a node counts as empty, and --cpus has to say less.
                rule("", "pods", "list"),
                // Runs of other namespaces that measure on the same nodes.
                rule("coordination.k8s.io", "leases", "list"),
                rule("node.k8s.io", "runtimeclasses", "get"),
                rule("machineconfiguration.openshift.io", "machineconfigpools", "get"));
    }

    private static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    /**
     * OpenShift admits the two capabilities, and the user that can use them, by constraints of their own, for the pods of this
     * namespace, which run as its service account "default".
     */
    private GenericKubernetesResource constraints() {
        GenericKubernetesResource constraints = new GenericKubernetesResource();
        constraints.setApiVersion("security.openshift.io/v1");
        constraints.setKind("SecurityContextConstraints");
        constraints.setMetadata(new ObjectMetaBuilder().withName(CONSTRAINTS).build());
        Map<String, Object> said = new TreeMap<>();
        said.put("allowPrivilegedContainer", false);
        said.put("allowPrivilegeEscalation", false);
        said.put("allowedCapabilities", List.of("SYS_NICE", "IPC_LOCK"));
        said.put("requiredDropCapabilities", List.of());
        said.put("readOnlyRootFilesystem", true);
        said.put("runAsUser", Map.of("type", "RunAsAny"));
        said.put("seLinuxContext", Map.of("type", "MustRunAs"));
        said.put("fsGroup", Map.of("type", "MustRunAs"));
        said.put("seccompProfiles", List.of("runtime/default"));
        said.put("volumes", List.of("configMap", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim"));
        said.put("users", List.of("system:serviceaccount:" + namespace + ":default"));
        said.forEach(constraints::setAdditionalProperty);
        return constraints;
    }
}
