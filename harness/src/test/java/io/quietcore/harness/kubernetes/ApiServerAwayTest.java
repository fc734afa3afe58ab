package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.backend.FakeRole;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.topology.PodReport;
import io.quietcore.workloads.PodShape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An API server that goes away, with all connections to it, watches and logs too, just when it is asked for something, and comes
 * back after some tries: nothing is lost, nothing is left.
 */
@Tag("once")
@Timeout(60)
class ApiServerAwayTest {
    private static final int TRIES = 4;
    private static final Map<String, PodReport> NODES =
            Map.of("node1", Backends.exclusive("node1", Topologies.oneNumaNode("1")));

    private final ExecutorService elsewhere = Executors.newCachedThreadPool();
    private FakeCluster fake;

    @BeforeEach
    void startCluster() throws IOException {
        fake = new FakeCluster(NODES);
        fake.addNode("node1");
    }

    @AfterEach
    void endCluster() {
        elsewhere.shutdownNow();
        fake.close();
    }

    private Map<String, PodReport> survey() throws Exception {
        try (Cluster cluster = fake.connect()) {
            return ClusterSurvey.of(
                            cluster,
                            Backends.settings(Map.of()),
                            new NodeChoice(List.of(), Map.of()),
                            null,
                            List.of(PodShape.DEFAULT))
                    .reports();
        }
    }

    private static RoleOutcome measure(Backend backend, int repetition) throws IOException, InterruptedException {
        return backend.measure(BackendContract.roles(backend, repetition), Backends.NOBODY)
                .get(0);
    }

    private void assertWasAway() {
        assertThat(fake.isAwayToCome())
                .as("the request at which it was to go away was made")
                .isFalse();
        assertThat(fake.ours()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nodes",
        "GET, /leases",
        "GET, /jobs",
        "GET, /pods",
        "POST, /jobs",
        "GET, /log",
        "DELETE, /jobs",
        "DELETE, /configmaps"
    })
    void whileNodesAreLookedAt(String method, String path) throws Exception {
        fake.goAwayWhenAsked(method, path, TRIES);

        assertThat(survey()).isEqualTo(NODES);
        assertWasAway();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /leases",
        "POST, /leases",
        "PUT, /leases",
        "DELETE, /leases",
        "POST, /configmaps",
        "GET, /jobs",
        "POST, /jobs",
        "PATCH, /configmaps",
        "GET, /pods",
        "GET, /log",
        "PATCH, /pods",
        "DELETE, /jobs",
        "DELETE, /configmaps"
    })
    void whileASideIsDeployedMeasuredAndRemoved(String method, String path) throws Exception {
        fake.goAwayWhenAsked(method, path, TRIES);

        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, NODES)) {
            assertThat(measure(backend, 1)).isInstanceOf(RoleOutcome.Measured.class);
            assertThat(measure(backend, 2)).isInstanceOf(RoleOutcome.Measured.class);
        }
        assertWasAway();
    }

    @Test
    void whileAProbeMeasures() throws Exception {
        fake.kubelets.role("node1-numa0", FakeRole.MEASURES_UNTIL_STOPPED);
        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, NODES)) {
            Future<RoleOutcome> measuring = elsewhere.submit(() -> measure(backend, 1));
            fake.kubelets.nextOrdered();

            fake.goAway(TRIES);
            backend.stop();

            assertThat(measuring.get()).isInstanceOf(RoleOutcome.Measured.class);
        }
        assertWasAway();
    }

    @ParameterizedTest
    @CsvSource({"GET, /jobs", "GET, /pods", "DELETE, /jobs", "DELETE, /configmaps", "DELETE, /leases"})
    void whileItIsCleaned(String method, String path) throws Exception {
        try (Cluster cluster = fake.connect()) {
            Map<String, String> labels = Labels.of("00000000-0000-4000-8000-000000000001", "campaign", "side");
            cluster.create(new JobFactory(Backends.settings(Map.of("node1", 1))).describing("left", "node1", labels));
            fake.goAwayWhenAsked(method, path, TRIES);

            assertThat(Removal.ofRun(cluster, FakeCluster.NAMESPACE, "00000000-0000-4000-8000-000000000001", 30))
                    .isPositive();
        }
        assertWasAway();
    }

    @Test
    void theLogOfAPodThatHasLookedAtItsNodeIsAskedForAgainWhereItBreaksOff() throws Exception {
        fake.logs.breakOff(3);

        assertThat(survey()).isEqualTo(NODES);
    }

    @Test
    void orEndsEarly() throws Exception {
        fake.logs.endEarly(2);

        assertThat(survey()).isEqualTo(NODES);
    }

    @Test
    void theResultOfAPodThatIsOverIsReadWhenItsLogCanBeReadAgain() throws Exception {
        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, NODES)) {
            measure(backend, 1);
            FakePod pod = fake.kubelets.nextOrdered();
            fake.logs.breakOff(Integer.MAX_VALUE);
            Future<RoleOutcome> measuring = elsewhere.submit(() -> measure(backend, 2));
            fake.kubelets.nextOrdered();
            pod.awaitDone();
            fake.kubelets.end(pod, Statuses.terminated("Error", 137));
            fake.logs.breakOff(3);

            assertThat(measuring.get()).isInstanceOf(RoleOutcome.Measured.class);
        }
    }
}
