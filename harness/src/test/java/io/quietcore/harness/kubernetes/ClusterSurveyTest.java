package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.harness.kubernetes.ClusterSurvey.RefusedException;
import io.quietcore.harness.kubernetes.FakeKubelets.Start;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.topology.PodReport;
import io.quietcore.workloads.PodShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A look at two nodes, of which the first has the static CPU manager, and the second has not. */
@Tag("once")
@Timeout(60)
class ClusterSurveyTest {
    private static final NodeChoice ALL = new NodeChoice(List.of(), Map.of());
    private static final PodReport OWN = Backends.exclusive("node1", Topologies.oneNumaNode("1"));
    private static final PodReport SHARED = new PodReport(
            "node2", "boot", Topologies.oneNumaNode("0-1"), false, "the kubelet's CPU manager policy is not 'static'");

    private FakeCluster fake;
    private Cluster cluster;

    @BeforeEach
    void startCluster() throws IOException {
        fake = new FakeCluster(Map.of("node1", OWN, "node2", SHARED));
        cluster = fake.connect();
        for (String node : List.of("node1", "node2")) {
            fake.addNode(node);
        }
    }

    @AfterEach
    void endCluster() {
        cluster.close();
        fake.close();
    }

    private ClusterSurvey survey(NodeChoice choice, @Nullable Integer cpus, PodShape shape)
            throws IOException, RefusedException, InterruptedException {
        return ClusterSurvey.of(cluster, Backends.settings(Map.of()), choice, cpus, List.of(shape));
    }

    @Test
    void everyNodeSaysWhatItIsMadeOfAndNothingIsLeft() throws Exception {
        ClusterSurvey survey = survey(ALL, null, PodShape.DEFAULT);

        assertThat(survey.reports()).containsExactly(Map.entry("node1", OWN), Map.entry("node2", SHARED));
        assertThat(survey.settings().cpus()).containsExactly(Map.entry("node1", 1), Map.entry("node2", 1));
        assertThat(fake.ours()).isEmpty();
    }

    @Test
    void nodesOfACampaignThatIsGoneOnWithAreLookedAtThoughItsPodsFillThem() throws Exception {
        ClusterSurvey again = ClusterSurvey.again(cluster, Backends.settings(Map.of("node1", 1)), "campaign");

        assertThat(again.reports()).containsOnlyKeys("node1");
    }

    /** The look itself would be in its measurement. */
    @Test
    void aNodeThatAnotherCampaignHoldsIsRefusedBeforeAPodLooksAtIt() throws Exception {
        NodeLease.Holder other = new NodeLease.Holder("lab", "other", "tuned", "uuid-1", 900);
        assertThat(cluster.leases().create(NodeLease.fresh(other, "node2", Instant.now())))
                .isPresent();

        assertThatThrownBy(() -> survey(ALL, null, PodShape.DEFAULT))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.refusals())
                        .singleElement()
                        .asString()
                        .startsWith("node node2 is held by run uuid-1 (campaign other, namespace lab)"));
        assertThatThrownBy(() -> ClusterSurvey.again(cluster, Backends.settings(Map.of("node2", 1)), "campaign"))
                .isInstanceOf(RefusedException.class);
        assertThat(fake.kubelets.begun()).isFalse();
        assertThat(ClusterSurvey.again(cluster, Backends.settings(Map.of("node2", 1)), "other")
                        .reports())
                .containsOnlyKeys("node2");
    }

    @Test
    void podsThatAKilledControllerLeftWhileItLookedAreTakenAway() throws Exception {
        String left = UUID.nameUUIDFromBytes("discovery of campaign".getBytes(StandardCharsets.UTF_8))
                .toString();
        cluster.create(new JobFactory(Backends.settings(Map.of("node1", 1)))
                .describing(PodSeat.jobName(left, "node2", 1), "node2", Labels.of(left, "discovery", "discovery")));

        ClusterSurvey.again(cluster, Backends.settings(Map.of("node1", 1)), "campaign");

        assertThat(fake.ours()).isEmpty();
    }

    @Test
    void moreCpusThanANodeHasAreRefusedForEachNode() {
        assertThatThrownBy(() -> survey(ALL, 2, PodShape.DEFAULT))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.refusals())
                        .hasSize(2)
                        .allSatisfy(each -> assertThat(each).contains("1 free CPUs", "asks for 2")));
    }

    @Test
    void aRuntimeClassAndANodeThatAreNotThereAreToldTogetherBeforeAnythingStarts() {
        PodShape shape = new PodShape(
                PodShape.Qos.GUARANTEED,
                null,
                "1Gi",
                null,
                null,
                "performance-none",
                null,
                false,
                null,
                List.of(),
                List.of());

        assertThatThrownBy(() -> survey(new NodeChoice(List.of("node9"), Map.of()), null, shape))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.refusals())
                        .hasSize(2)
                        .anyMatch(each -> each.contains("no RuntimeClass performance-none"))
                        .anyMatch(each -> each.contains("--node node9")));
    }

    @Test
    void anImageThatANodeDoesNotHaveNamesTheNodeAndLeavesNothing() {
        fake.kubelets.onNode("node2", Start.IMAGE_IS_NOT_THERE);

        assertThatThrownBy(() -> survey(ALL, null, PodShape.DEFAULT))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("node2")
                .hasMessageContaining("ErrImageNeverPull")
                .hasMessageContaining("--image");
        assertThat(fake.ours()).isEmpty();
    }

    @Test
    void aNamespaceThatRefusesPodsSaysWhy() {
        fake.kubelets.onNode("node1", Start.IS_NOT_ADMITTED);

        assertThatThrownBy(() -> survey(ALL, null, PodShape.DEFAULT))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("violates PodSecurity")
                .hasMessageContaining("quietcore rbac");
    }

    @Test
    void aTunedPodWithoutCpusOfItsOwnEndsTheCampaignWithTheRemedy() throws Exception {
        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, Map.of("node2", SHARED))) {
            assertThatThrownBy(() -> backend.measure(BackendContract.roles(backend, 1), Backends.NOBODY))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("node2")
                    .hasMessageContaining("CPU manager policy is not 'static'")
                    .hasMessageContaining("pod.qos")
                    .hasMessageContaining("--no-require-exclusive");
        }
        assertThat(fake.ours()).isEmpty();
    }

    @Test
    void whereNothingIsRequiredItIsMeasuredAllTheSame() throws Exception {
        try (Backend backend = Backends.requiringNothing(fake, BackendContract.CAMPAIGN, Map.of("node2", SHARED))) {
            assertThat(backend.measure(BackendContract.roles(backend, 1), Backends.NOBODY))
                    .singleElement()
                    .isInstanceOf(RoleOutcome.Measured.class);
        }
    }

    private void annotate(String node, String current, String desired) {
        fake.client().nodes().withName(node).edit(each -> new NodeBuilder(each)
                .editMetadata()
                .addToAnnotations("machineconfiguration.openshift.io/currentConfig", current)
                .addToAnnotations("machineconfiguration.openshift.io/desiredConfig", desired)
                .endMetadata()
                .build());
    }

    @Test
    void theMachineConfigurationThatANodeRunsIsNoted() throws Exception {
        annotate("node1", "rendered-rt-1", "rendered-rt-1");

        ClusterSurvey survey = survey(ALL, null, PodShape.DEFAULT);

        assertThat(survey.nodes())
                .containsExactly(
                        new NodeFacts("node1", OWN.bootId(), "rendered-rt-1"), new NodeFacts("node2", "boot", null));
        assertThat(ClusterSurvey.again(cluster, survey.settings(), "campaign").nodes())
                .isEqualTo(survey.nodes());
    }

    @Test
    void aNodeThatIsBeingUpdatedIsNotMeasured() throws Exception {
        ClusterSurvey before = survey(ALL, null, PodShape.DEFAULT);
        annotate("node1", "rendered-rt-1", "rendered-rt-2");

        assertThatThrownBy(() -> survey(ALL, null, PodShape.DEFAULT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("node node1 is being updated")
                .hasMessageContaining("rendered-rt-2");
        assertThatThrownBy(() -> ClusterSurvey.again(cluster, before.settings(), "campaign"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is being updated");
    }
}
