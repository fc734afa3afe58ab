package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.backend.FakeRole;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.harness.kubernetes.FakeKubelets.Start;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cluster does to a measurement: it comes home whole all the same, or its failure says why. One node. */
@Tag("once")
@Timeout(60)
class KubernetesFaultsTest {
    private static final String ROLE = "node1-numa0";

    /** Lines of a pod's log: what it got, the first progress, and into the result. */
    private static final int MID_RESULT = 3;

    private final ExecutorService elsewhere = Executors.newCachedThreadPool();
    private final List<String> words = new CopyOnWriteArrayList<>();
    private final Map<String, PodReport> nodes =
            Map.of("node1", Backends.exclusive("node1", Topologies.oneNumaNode("1")));
    private FakeCluster cluster;
    private Backend backend;

    private final Backend.Listener listener = new Backend.Listener() {
        @Override
        public void progressed(ProbeSpec role, Progress progress) {}

        @Override
        public void said(ProbeSpec role, String line) {
            words.add(line);
        }
    };

    @BeforeEach
    void startCluster() throws IOException {
        cluster = new FakeCluster(nodes);
        backend = Backends.on(cluster, BackendContract.CAMPAIGN, nodes);
    }

    @AfterEach
    void endCluster() {
        elsewhere.shutdownNow();
        backend.close();
        cluster.close();
    }

    private RoleOutcome measure(int repetition) throws IOException, InterruptedException {
        return backend.measure(BackendContract.roles(backend, repetition), listener)
                .get(0);
    }

    private Future<RoleOutcome> measuring() {
        return elsewhere.submit(() -> measure(1));
    }

    private void beImpatient() {
        backend.close();
        backend = Backends.on(cluster, BackendContract.CAMPAIGN, nodes, Backends.SHORT);
    }

    private static void assertFailed(RoleOutcome outcome, String... words) {
        assertThat(outcome).isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(
                        String.join("\n", failed.reasons()))
                .contains(words));
    }

    /** Meets the pod between its first progress and its result. */
    private FakePod podThatMeasures() throws InterruptedException {
        return cluster.kubelets.nextOrdered();
    }

    @Test
    void aLogStreamThatBreaksIsReadAgain() throws Exception {
        cluster.kubelets.role(ROLE, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<RoleOutcome> measuring = measuring();
        FakePod pod = podThatMeasures();
        pod.log().breakAt(MID_RESULT, () -> {});

        backend.stop();

        assertThat(measuring.get()).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void aLogThatWasRotatedIsMadeWholeByWhatThePodSaysAgain() throws Exception {
        cluster.kubelets.role(ROLE, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<RoleOutcome> measuring = measuring();
        FakePod pod = podThatMeasures();
        pod.log().breakAt(MID_RESULT, () -> {
            pod.log().forget();
            pod.sayAgainWhenDone();
        });

        backend.stop();

        assertThat(measuring.get()).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void aKubeletThatGivesNoLogForAWhileIsAskedAgainAndItsErrorIsNoWordOfTheProbe() throws Exception {
        cluster.logs.refuse(4);

        assertThat(measure(1)).isInstanceOf(RoleOutcome.Measured.class);
        assertThat(words).isEmpty();
    }

    /** A stream of which nothing comes any more: the pod, its node or the road to it is stuck. */
    @Test
    void aRoleThatSaysNothingMoreFailsWhenItsTimeIsOver() throws Exception {
        cluster.kubelets.role(ROLE, FakeRole.MEASURES_UNTIL_STOPPED);
        beImpatient();

        assertFailed(measure(1), "before the last one", "no whole result came in time");
    }

    @Test
    void aWatchThatMissedItsEventsIsMendedByAList() throws Exception {
        cluster.nextWatchMissesEverything();
        Future<RoleOutcome> measuring = measuring();
        cluster.kubelets.awaitPod();

        cluster.tellTheDeafWatchThatItsEventsAreGone();

        assertThat(measuring.get()).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void anApiServerThatAnswers500ForAWhileIsAskedAgain() throws Exception {
        measure(1);
        cluster.failRequests(4);

        assertThat(measure(2)).isInstanceOf(RoleOutcome.Measured.class);
    }

    /** Seen on a real node: the kubelet showed a changed annotation 80 s late. */
    @Test
    void anOrderThatDoesNotReachItsPodIsGivenAgain() throws Exception {
        cluster.kubelets.missNextOrders();

        assertThat(measure(1)).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void aPodThatIsDeletedMeanwhileFailsItsAttemptAndAnotherOneMeasuresTheNext() throws Exception {
        cluster.kubelets.role(ROLE, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<RoleOutcome> measuring = measuring();
        FakePod first = podThatMeasures();

        cluster.kubelets.delete(first);

        assertFailed(measuring.get(), "node node1", "pod " + first.name(), "gone");
        cluster.kubelets.role(ROLE, FakeRole.MEASURES);
        assertThat(measure(2)).isInstanceOf(RoleOutcome.Measured.class);
        assertThat(podThatMeasures().name()).isNotEqualTo(first.name());
    }

    @Test
    void aPodThatWasDeletedBetweenTwoRepetitionsIsReplaced() throws Exception {
        measure(1);
        FakePod first = podThatMeasures();

        cluster.kubelets.delete(first);

        RoleOutcome second = measure(2);
        if (second instanceof RoleOutcome.Failed) {
            // The watch had not told of it yet: the attempt finds out, and the next one has a new pod.
            assertFailed(second, "node node1", "pod " + first.name(), "gone");
            second = measure(2);
        }
        assertThat(second).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void anEvictedPodSaysWhyAndIsReplaced() throws Exception {
        assertReplacedAfter(Statuses.evicted(), "Evicted: The node was low on resource: memory.");
    }

    @Test
    void aPodWithoutMemorySaysSoAndWhatToDo() throws Exception {
        assertReplacedAfter(Statuses.terminated("OOMKilled", 137), "OOMKilled, exit code 137", "pod.memory");
    }

    private void assertReplacedAfter(PodStatus end, String... words) throws Exception {
        cluster.kubelets.role(ROLE, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<RoleOutcome> measuring = measuring();

        cluster.kubelets.end(podThatMeasures(), end);

        assertFailed(measuring.get(), words);
        cluster.kubelets.role(ROLE, FakeRole.MEASURES);
        assertThat(measure(2)).isInstanceOf(RoleOutcome.Measured.class);
    }

    @Test
    void aPodThatIsNeverScheduledFailsWithTheSchedulersWords() throws Exception {
        cluster.kubelets.onNode("node1", Start.IS_NOT_SCHEDULED);
        beImpatient();

        assertFailed(measure(1), "node node1", "not scheduled", "0/2 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void anImageThatIsNotThereEndsItAllAndIsNamed() {
        cluster.kubelets.onNode("node1", Start.IMAGE_IS_NOT_THERE);

        assertThatThrownBy(() -> measure(1))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("ErrImageNeverPull")
                .hasMessageContaining("localhost/quietcore:t")
                .hasMessageContaining("--image");
    }

    @Test
    void anAdmissionThatRefusesEndsItAllWithItsWordsAndTheRemedy() {
        cluster.kubelets.onNode("node1", Start.IS_NOT_ADMITTED);

        assertThatThrownBy(() -> measure(1))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("violates PodSecurity")
                .hasMessageContaining("quietcore rbac");
    }

    @Test
    void anotherControllerGetsWhatTheFirstOnesPodHasMeasuredAndNothingIsMeasuredTwice() throws Exception {
        RoleOutcome first = measure(1);
        FakePod pod = podThatMeasures();
        Backend second = Backends.on(cluster, BackendContract.CAMPAIGN, nodes);
        try (second) {
            List<ProbeSpec> roles = BackendContract.roles(second, 1);

            assertThat(second.remembers(roles)).isTrue();
            RoleOutcome again = second.measure(roles, listener).get(0);

            assertThat(((RoleOutcome.Measured) again).result()).isEqualTo(((RoleOutcome.Measured) first).result());
            assertThat(pod.begun()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsRememberedWhereNoPodIs() throws Exception {
        assertThat(backend.remembers(BackendContract.roles(backend, 1))).isFalse();
    }

    @Test
    void theNextOrderAcknowledgesTheLastResult() throws Exception {
        measure(1);
        measure(2);

        FakePod pod = podThatMeasures();
        assertThat(pod.heard()).hasSize(2);
        assertThat(pod.heard().get(0).acknowledged()).isNull();
        assertThat(pod.heard().get(1).acknowledged()).isEqualTo("jitter/1/1");
    }
}
