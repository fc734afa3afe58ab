package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class RbacFactoryTest {
    private static final Set<String> READING = Set.of("get", "list", "watch");

    private static <T extends HasMetadata> T only(RbacFactory factory, Class<T> kind) {
        List<T> found = factory.manifests().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static RbacFactory plain() {
        return new RbacFactory("ns", "account", false, false);
    }

    @Test
    void nothingIsWrittenOutsideTheNamespaceAndNothingIsGrantedWhole() {
        List<PolicyRule> ofCluster = only(plain(), ClusterRole.class).getRules();
        List<PolicyRule> ofNamespace = only(plain(), Role.class).getRules();

        assertThat(ofCluster).allSatisfy(rule -> assertThat(READING).containsAll(rule.getVerbs()));
        assertThat(ofNamespace)
                .allSatisfy(rule -> assertThat(rule.getVerbs()).doesNotContain("*"))
                .flatExtracting(PolicyRule::getResources)
                .doesNotContain("*", "secrets", "pods/exec");
    }

    @Test
    void leasesOfNodesAreHeldInTheNamespaceAndSeenInAll() {
        assertThat(only(plain(), Role.class).getRules())
                .filteredOn(rule -> rule.getResources().contains("leases"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getApiGroups()).containsExactly("coordination.k8s.io");
                    assertThat(rule.getVerbs()).containsExactly("create", "get", "update", "deletecollection");
                });
        assertThat(only(plain(), ClusterRole.class).getRules())
                .filteredOn(rule -> rule.getResources().contains("leases"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("list"));
    }

    @Test
    void thePlainNamespaceIsRestricted() {
        assertThat(only(plain(), Namespace.class).getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @Test
    void realTimePodsNeedAnotherLevelAndConstraintsOnOpenShiftOnly() {
        RbacFactory rt = new RbacFactory("ns", "account", true, false);

        assertThat(only(rt, Namespace.class).getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "privileged");
        assertThat(rt.yaml()).doesNotContain("SecurityContextConstraints");
        assertThat(new RbacFactory("ns", "account", true, true).yaml())
                .contains("SecurityContextConstraints", "SYS_NICE", "IPC_LOCK", "system:serviceaccount:ns:default");
        assertThat(new RbacFactory("ns", "account", false, true).yaml()).doesNotContain("SecurityContextConstraints");
    }

    @Test
    void theYamlIsOneDocumentForEachManifest() {
        String yaml = plain().yaml();

        assertThat(yaml.split("(?m)^---\n")).hasSize(1 + plain().manifests().size());
        for (String document : yaml.split("(?m)^---\n")) {
            if (!document.isBlank()) {
                assertThat((HasMetadata) Serialization.unmarshal(document)).isNotNull();
            }
        }
    }
}
