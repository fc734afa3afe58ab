package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Two campaigns want one node: one of them has it. */
@Tag("once")
@Timeout(60)
class NodeLeasesTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final int DURATION_SECONDS = 900;
    private static final String OURS = "campaign-1";
    private static final String THEIRS = "campaign-2";
    private static final String NODE = "node1";
    private static final List<String> NODES = List.of(NODE);
    private static final Map<String, PodReport> REPORTS =
            Map.of(NODE, Backends.exclusive(NODE, Topologies.oneNumaNode("1")));

    private final ExecutorService elsewhere = Executors.newCachedThreadPool();
    private final NodeThreads threads = new NodeThreads(2);
    private final SetClock clock = new SetClock();
    private FakeCluster fake;
    private Cluster cluster;
    private NodeLeases leases;

    private static final class SetClock extends Clock {
        private volatile Instant now = BEGIN;

        void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void startCluster() throws IOException {
        fake = new FakeCluster(REPORTS);
        cluster = fake.connect();
        leases = of(FakeCluster.NAMESPACE, OURS, Duration.ofSeconds(20));
    }

    @AfterEach
    void endCluster() {
        leases.close();
        elsewhere.shutdownNow();
        threads.interrupt();
        cluster.close();
        fake.close();
    }

    private NodeLeases of(String namespace, String campaign, Duration giveWay) {
        return new NodeLeases(
                cluster.leases(), new NodeLeases.Scope(namespace, campaign, DURATION_SECONDS, giveWay), threads, clock);
    }

    private Lease lease() {
        return fake.client()
                .leases()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName("quietcore-node1")
                .get();
    }

    /** Somebody else has it since then. */
    private void theyHold(String namespace, Instant since) throws ClusterException {
        NodeLease.Holder other = new NodeLease.Holder(namespace, THEIRS, "only", "uuid-2", DURATION_SECONDS);
        assertThat(cluster.leases().create(NodeLease.fresh(other, NODE, since))).isPresent();
    }

    /** What the node says after a group. */
    private RoleOutcome judged() throws IOException, InterruptedException {
        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, REPORTS)) {
            RoleOutcome measured = new RoleOutcome.NotMeasured(
                    BackendContract.roles(backend, 1).get(0), List.of("as it was"));
            return leases.judged(List.of(measured)).get(0);
        }
    }

    private void assertLost(String how) throws IOException, InterruptedException {
        assertThat(judged()).isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                .singleElement()
                .asString()
                .contains("node node1: the Lease quietcore-node1 in namespace quietcore " + how)
                .contains("another run may have measured on the node at the same time"));
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> leases.hold("only", "uuid-1", NODES))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("node node1 is held by run uuid-2 (campaign campaign-2, namespace ")
                .hasMessageContainingAll(words);
    }

    @Test
    void aFreeNodeIsHeldByTheCampaignAndFoundByItsRun() throws Exception {
        leases.hold("only", "uuid-1", NODES);

        Lease lease = lease();
        assertThat(lease.getMetadata().getLabels())
                .containsEntry(Labels.UUID, "uuid-1")
                .containsEntry(Labels.CAMPAIGN, OURS)
                .containsEntry(Labels.NAME, Labels.QUIETCORE);
        assertThat(lease.getSpec().getHolderIdentity()).isEqualTo(OURS);
        assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(DURATION_SECONDS);
        assertThat(lease.getSpec().getAcquireTime().toInstant()).isEqualTo(BEGIN);
        assertThat(lease.getSpec().getRenewTime().toInstant()).isEqualTo(BEGIN);
    }

    @Test
    void aNodeThatAnotherRunOfTheNamespaceHoldsIsRefusedAndStaysIts() throws Exception {
        theyHold(FakeCluster.NAMESPACE, BEGIN.minusSeconds(60));

        assertRefused("namespace quietcore) for 60 s", "'quietcore clean --uuid uuid-2 --namespace quietcore'");
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(THEIRS);
    }

    @Test
    void andOneThatARunOfAnotherNamespaceHolds() throws Exception {
        theyHold("lab", BEGIN.minusSeconds(60));

        assertRefused("namespace lab) for 60 s");
    }

    @Test
    void whatHasExpiredIsTakenOver() throws Exception {
        theyHold(FakeCluster.NAMESPACE, BEGIN.minusSeconds(DURATION_SECONDS));
        theyHold("lab", BEGIN.minusSeconds(DURATION_SECONDS));

        leases.hold("only", "uuid-1", NODES);

        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(OURS);
        assertThat(lease().getSpec().getAcquireTime().toInstant()).isEqualTo(BEGIN);
        assertThat(lease().getMetadata().getLabels()).containsEntry(Labels.UUID, "uuid-1");
    }

    @Test
    void whatAKilledControllerOfTheCampaignHeldGoesOnForTheNextRunOfIt() throws Exception {
        leases.hold("baseline", "uuid-1", NODES);
        clock.pass(30);
        try (NodeLeases resumed = of(FakeCluster.NAMESPACE, OURS, Duration.ZERO)) {
            resumed.hold("tuned", "uuid-3", NODES);
        }

        assertThat(lease().getSpec().getAcquireTime().toInstant()).isEqualTo(BEGIN);
        assertThat(lease().getSpec().getRenewTime().toInstant()).isEqualTo(BEGIN.plusSeconds(30));
        assertThat(lease().getMetadata().getLabels()).containsEntry(Labels.UUID, "uuid-3");
    }

    @Test
    void ofTwoThatSeeEachOtherTheEarlierOneWaitsUntilTheLaterOneHasGivenWay() throws Exception {
        theyHold("lab", BEGIN.plusSeconds(1));
        Future<Void> holding = elsewhere.submit(() -> {
            leases.hold("only", "uuid-1", NODES);
            return null;
        });
        fake.client()
                .leases()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName("quietcore-node1")
                .waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);

        cluster.leases().delete("lab", Labels.ofUuid("uuid-2"));

        holding.get();
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(OURS);
    }

    @Test
    void aClockThatIsBehindDoesNotTakeANodeFromItsHolder() throws Exception {
        theyHold("lab", BEGIN.plusSeconds(100));
        leases = of(FakeCluster.NAMESPACE, OURS, Duration.ZERO);

        assertRefused("namespace lab)");
    }

    @Test
    void ofTwoThatBeginAtOnceAtMostOneHasTheNode() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        List<Future<Void>> holding = elsewhere.invokeAll(List.of(
                () -> holdOrGiveWay("lab-a", "campaign-a", "uuid-a", both),
                () -> holdOrGiveWay("lab-b", "campaign-b", "uuid-b", both)));

        assertThat(holding).filteredOn(NodeLeasesTest::succeeded).hasSizeLessThanOrEqualTo(1);
        assertThat(fake.client().leases().inAnyNamespace().list().getItems()).hasSizeLessThanOrEqualTo(1);
    }

    private Void holdOrGiveWay(String namespace, String campaign, String uuid, CyclicBarrier both) throws Exception {
        NodeThreads own = new NodeThreads(1);
        NodeLeases.Scope scope = new NodeLeases.Scope(namespace, campaign, DURATION_SECONDS, Duration.ofMillis(500));
        try (NodeLeases mine = new NodeLeases(cluster.leases(), scope, own, clock)) {
            both.await();
            mine.hold("only", uuid, NODES);
            return null;
        } catch (ClusterException e) {
            cluster.leases().delete(namespace, Labels.ofUuid(uuid));
            throw e;
        } finally {
            own.interrupt();
        }
    }

    private static boolean succeeded(Future<Void> each) {
        try {
            each.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(ClusterException.class);
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoMayNotSeeOtherNamespacesIsToldOnceAndHoldsItsOwn() throws Exception {
        fake.forbidLeasesOfAllNamespaces();
        theyHold("lab", BEGIN);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger logger = (Logger) LoggerFactory.getLogger(NodeLeases.class);
        logger.addAppender(said);
        // Whatever other tests of this JVM set up.
        logger.setLevel(Level.WARN);
        try {
            leases.hold("baseline", "uuid-1", NODES);
            leases.hold("tuned", "uuid-3", NODES);
        } finally {
            logger.setLevel(null);
            logger.detachAppender(said);
        }

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("may not list the leases of all namespaces", "quietcore rbac");
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(OURS);
        assertThat(NodeLeases.refusals(cluster.leases(), FakeCluster.NAMESPACE, THEIRS, NODES))
                .isEmpty();
    }

    @Test
    void anApiServerThatIsAwayForAWhileOnlyDelaysARenewal() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        clock.pass(60);
        fake.goAway(4);

        assertThat(judged()).isInstanceOf(RoleOutcome.NotMeasured.class);
        assertThat(lease().getSpec().getRenewTime().toInstant()).isEqualTo(BEGIN.plusSeconds(60));
        assertThat(lease().getSpec().getAcquireTime().toInstant()).isEqualTo(BEGIN);
    }

    @Test
    void aLeaseThatIsChangedAndStillOursIsRenewedAsItIsNow() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        change(new LeaseBuilder(lease())
                .editMetadata()
                .addToAnnotations("note", "x")
                .endMetadata()
                .build());
        clock.pass(60);

        assertThat(judged()).isInstanceOf(RoleOutcome.NotMeasured.class);
        assertThat(lease().getSpec().getRenewTime().toInstant()).isEqualTo(BEGIN.plusSeconds(60));
        assertThat(lease().getMetadata().getAnnotations()).containsEntry("note", "x");
    }

    @Test
    void whatWasMeasuredWhileALeaseWasNotRenewedInTimeDoesNotCount() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        clock.pass(DURATION_SECONDS);

        assertLost("was not renewed in time");
    }

    @Test
    void noneOfWhatWasMeasuredWhileSomebodyTookTheNodeCountsAndTheNextGroupIsRefused() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        NodeLease.Holder other =
                new NodeLease.Holder(FakeCluster.NAMESPACE, THEIRS, "only", "uuid-2", DURATION_SECONDS);
        change(new NodeLease(lease()).heldBy(other, BEGIN).lease());

        assertLost("was taken by run uuid-2 (campaign campaign-2, namespace quietcore)");
        assertRefused("namespace quietcore)");
    }

    @Test
    void aLeaseThatWasDeletedIsLostOnceAndHeldAgain() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        cluster.leases().delete(FakeCluster.NAMESPACE, Labels.ofUuid("uuid-1"));

        assertLost("was deleted");
        leases.hold("only", "uuid-1", NODES);
        assertThat(judged()).isInstanceOf(RoleOutcome.NotMeasured.class);
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(OURS);
    }

    private void change(Lease lease) {
        fake.client().resource(lease).update();
    }

    @Test
    void cleanRemovesTheLeasesOfTheRunAndNoOthers() throws Exception {
        leases.hold("only", "uuid-1", NODES);
        theyHold("lab", BEGIN);

        assertThat(Removal.ofRun(cluster, FakeCluster.NAMESPACE, "uuid-1", 30)).isEqualTo(1);
        assertThat(Removal.ofRun(cluster, FakeCluster.NAMESPACE, "uuid-1", 30)).isZero();

        assertThat(fake.client().leases().inAnyNamespace().list().getItems())
                .singleElement()
                .satisfies(left -> assertThat(left.getMetadata().getNamespace()).isEqualTo("lab"));
    }

    /** Also where both were given the same uuid. */
    @Test
    void aSecondCampaignIsRefusedAndTheFirstOneMeasuresOn() throws Exception {
        try (Backend first = Backends.on(fake, BackendContract.CAMPAIGN, REPORTS)) {
            assertThat(measured(first, "tuned", BackendContract.UUID, 1)).isInstanceOf(RoleOutcome.Measured.class);
            try (Backend second = Backends.ofAnother(fake, BackendContract.CAMPAIGN, REPORTS)) {
                assertThatThrownBy(() -> measured(second, "tuned", BackendContract.UUID, 1))
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContaining("node node1 is held by run " + BackendContract.UUID + " (campaign "
                                + Backends.CAMPAIGN_ID + ", namespace quietcore)");
            }
            assertThat(measured(first, "tuned", BackendContract.UUID, 2)).isInstanceOf(RoleOutcome.Measured.class);
            assertThat(fake.kubelets.nextOrdered().begun()).isEqualTo(2);
        }
        assertThat(fake.ours()).isEmpty();
    }

    @Test
    void betweenTwoSidesOfACampaignNobodyGetsTheNode() throws Exception {
        String next = "00000002-0000-4000-8000-000000000002";
        try (Backend backend = Backends.on(fake, BackendContract.CAMPAIGN, REPORTS)) {
            measured(backend, "baseline", BackendContract.UUID, 1);
            String uid = lease().getMetadata().getUid();

            assertThat(measured(backend, "tuned", next, 1)).isInstanceOf(RoleOutcome.Measured.class);

            assertThat(lease().getMetadata().getUid()).isEqualTo(uid);
            assertThat(lease().getMetadata().getLabels()).containsEntry(Labels.UUID, next);
        }
        assertThat(fake.ours()).isEmpty();
    }

    private static RoleOutcome measured(Backend backend, String side, String uuid, int repetition)
            throws IOException, InterruptedException {
        return backend.measure(BackendContract.roles(backend, side, uuid, repetition), Backends.NOBODY)
                .get(0);
    }
}
