package io.quietcore.harness.kubernetes;

import io.quietcore.harness.backend.RoleOutcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lease for each node that a campaign measures on, so that two runs do not measure each other. In one namespace the Lease's
 * name lets one alone in. Over namespaces each makes its own, and then looks at all: who sees nobody else has the node. Of two
 * that see each other the later one gives way, and the earlier one waits for that, but not for ever: where it cannot be told who
 * was first both may lose their place, and never are both let in. All go by the API server's clock.
 *
 * <p>{@link #hold} and {@link #judged} from the thread that measures; the renewing has its own.
 */
final class NodeLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLeases.class);

    /** A fifteenth of the shortest duration: an API server that is away for minutes costs nothing. */
    private static final Duration RENEW_EVERY = Duration.ofSeconds(60);

    /** A campaign that comes later looks, and removes its Leases, within seconds. */
    static final Duration GIVE_WAY = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    /** Each time somebody else was quicker; then the next look says who. */
    private static final int TRIES = 10;

    private final LeaseRequests requests;
    private final Scope scope;
    private final NodeThreads threads;
    private final Clock local;
    private final Map<String, NodeLease> held = new ConcurrentHashMap<>();
    private final Map<String, String> lost = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(NodeThreads::daemon);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Clock clock;
    private @Nullable String uuid;
    private boolean alone;
    private boolean renewing;
    private boolean toldOfNamespaces;

    /**
     * What is held, and by whom.
     *
     * @param namespace of the run
     * @param campaignId of the campaign, which all of its sides share
     * @param durationSeconds how long a Lease holds after its last renewal: as long as pods may whose controller is gone
     * @param giveWay how long a later campaign of another namespace is waited for to give way
     */
    record Scope(String namespace, String campaignId, int durationSeconds, Duration giveWay) {}

    NodeLeases(LeaseRequests requests, Scope scope, NodeThreads threads, Clock clock) {
        this.requests = requests;
        this.scope = scope;
        this.threads = threads;
        this.local = clock;
        this.clock = clock;
    }

    /** The run for which nodes are held, or were asked for; empty before the first. */
    Optional<String> uuid() {
        return Optional.ofNullable(uuid);
    }

    /**
     * Has these nodes for a run, or still has them. What this campaign held for another run of its own passes on without a gap.
     *
     * @throws ClusterException where somebody else has one of them; what was got by then is the caller's to remove, by the uuid
     */
    void hold(String side, String run, Collection<String> nodes) throws IOException, InterruptedException {
        boolean same = run.equals(uuid);
        if (same && alone && held.keySet().containsAll(nodes)) {
            return;
        }
        uuid = run;
        alone = false;
        clock = requests.serverClock(local);
        NodeLease.Holder holder =
                new NodeLease.Holder(scope.namespace, scope.campaignId, side, run, scope.durationSeconds);
        List<Callable<Boolean>> acquiring = new ArrayList<>();
        for (String node : nodes) {
            if (!same || !held.containsKey(node)) {
                acquiring.add(() -> held.put(node, acquired(holder, node)) == null);
            }
        }
        var unused = threads.all(acquiring);
        var unusedToo = threads.all(List.of(this::awaitAlone));
        alone = true;
        if (!renewing) {
            renewing = true;
            var unusedTimer = timer.scheduleWithFixedDelay(
                    this::renewAll, RENEW_EVERY.toSeconds(), RENEW_EVERY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Created, or taken over where it is this campaign's own, as after a controller that was killed, or has expired. */
    private NodeLease acquired(NodeLease.Holder holder, String node) throws ClusterException {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<NodeLease> there = requests.get(scope.namespace, NodeLease.name(node));
            Instant now = clock.instant();
            if (there.isPresent()
                    && !there.get().isOf(scope.campaignId)
                    && there.get().isLive(now)) {
                throw new ClusterException(there.get().refusal(node, now));
            }
            Optional<NodeLease> mine = there.isEmpty()
                    ? requests.create(NodeLease.fresh(holder, node, now))
                    : requests.update(there.get().heldBy(holder, now));
            if (mine.isPresent()) {
                return mine.get();
            }
        }
        throw new ClusterException("node " + node + ": its Lease " + NodeLease.name(node) + " in namespace "
                + scope.namespace + " was changed by somebody else " + TRIES + " times in a row; look who does with"
                + " 'kubectl get lease --show-managed-fields'");
    }

    /** Looks at the other namespaces until nobody there has a node of these. */
    private Void awaitAlone() throws ClusterException, InterruptedException {
        long untilNs = System.nanoTime() + scope.giveWay.toNanos();
        while (true) {
            Optional<List<NodeLease>> all = requests.ofAllNamespaces();
            if (all.isEmpty()) {
                tellOfNamespaces();
                return null;
            }
            Instant now = clock.instant();
            boolean waits = false;
            for (Map.Entry<String, NodeLease> mine : held.entrySet()) {
                for (NodeLease other : all.get()) {
                    if (!isRival(other, mine.getKey(), now)) {
                        continue;
                    }
                    if (other.isBefore(mine.getValue()) || System.nanoTime() > untilNs) {
                        throw new ClusterException(other.refusal(mine.getKey(), now));
                    }
                    waits = true;
                }
            }
            if (!waits) {
                return null;
            }
            if (closed.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the leases were closed");
            }
        }
    }

    private boolean isRival(NodeLease other, String node, Instant now) {
        return other.isFor(node) && !other.isOf(scope.campaignId) && other.isLive(now);
    }

    private void tellOfNamespaces() {
        if (!toldOfNamespaces) {
            toldOfNamespaces = true;
            LOG.warn(
                    "this user may not list the leases of all namespaces: runs of other namespaces that measure on these"
                            + " nodes are not seen; 'quietcore rbac' prints the ClusterRole");
        }
    }

    /** Who has these nodes now, in words, before anything runs on them; a campaign's own count as free. */
    static List<String> refusals(
            LeaseRequests requests, String namespace, @Nullable String campaignId, List<String> nodes)
            throws ClusterException, InterruptedException {
        Instant now = requests.serverClock(Clock.systemUTC()).instant();
        List<NodeLease> there = new ArrayList<>();
        Optional<List<NodeLease>> all = requests.ofAllNamespaces();
        if (all.isPresent()) {
            there.addAll(all.get());
        } else {
            for (String node : nodes) {
                requests.get(namespace, NodeLease.name(node)).ifPresent(there::add);
            }
        }
        List<String> refusals = new ArrayList<>();
        for (String node : nodes) {
            there.stream()
                    .filter(each ->
                            each.isFor(node) && each.isLive(now) && (campaignId == null || !each.isOf(campaignId)))
                    .forEach(each -> refusals.add(each.refusal(node, now)));
        }
        return refusals;
    }

    /** In the background. While the API server is away there is no use in asking it for the next node. */
    private void renewAll() {
        for (String node : held.keySet()) {
            if (!renew(node)) {
                return;
            }
        }
    }

    /**
     * Renews one, or finds that it is lost.
     *
     * @return false where nobody answered
     */
    boolean renew(String node) {
        @Nullable NodeLease mine = held.get(node);
        try {
            while (mine != null && !isClosed()) {
                Instant now = clock.instant();
                if (!mine.isLive(now)) {
                    // Even where it is there still: others could have had the node meanwhile.
                    lose(node, "was not renewed in time");
                    return true;
                }
                Optional<NodeLease> renewed = requests.update(mine.renewed(now));
                if (renewed.isEmpty()) {
                    mine = changed(node);
                } else if (mine.isLive(clock.instant())) {
                    held.replace(node, renewed.get());
                    return true;
                }
            }
            return true;
        } catch (ClusterException e) {
            if (mine != null && !mine.isLive(clock.instant())) {
                lose(node, "was not renewed in time (" + e.getMessage() + ")");
            } else if (!isClosed()) {
                LOG.warn("node {}: its Lease is not renewed yet: {}", node, e.getMessage());
            }
            return false;
        }
    }

    /** As it is now that somebody changed it; null where it is lost. */
    private @Nullable NodeLease changed(String node) throws ClusterException {
        Optional<NodeLease> there = requests.get(scope.namespace, NodeLease.name(node));
        if (there.isEmpty()) {
            lose(node, "was deleted, by 'quietcore clean' or by hand");
            return null;
        }
        if (!there.get().isOf(scope.campaignId)) {
            lose(node, "was taken by " + there.get().holder());
            return null;
        }
        return there.get();
    }

    private void lose(String node, String how) {
        // What is removed at the end is not lost.
        if (!isClosed() && held.remove(node) != null) {
            String reason = "node " + node + ": the Lease " + NodeLease.name(node) + " in namespace " + scope.namespace
                    + " " + how + "; another run may have measured on the node at the same time";
            lost.put(node, reason);
            LOG.warn("{}", reason);
        }
    }

    /**
     * What came of a group: on a node whose Lease was lost meanwhile nothing that could be trusted. Who measures there again
     * has to {@link #hold} it first.
     */
    List<RoleOutcome> judged(List<RoleOutcome> outcomes) throws IOException, InterruptedException {
        List<Callable<Boolean>> renewing = new ArrayList<>();
        held.keySet().forEach(node -> renewing.add(() -> renew(node)));
        var unused = threads.all(renewing);
        Map<String, String> reasons = new TreeMap<>(lost);
        reasons.keySet().forEach(lost::remove);
        List<RoleOutcome> judged = new ArrayList<>();
        for (RoleOutcome outcome : outcomes) {
            String reason = reasons.get(outcome.spec().request().node());
            judged.add(reason == null ? outcome : new RoleOutcome.Failed(outcome.spec(), List.of(reason)));
        }
        return judged;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends the renewing; the Leases are removed with all else of the run ({@link Removal}). */
    @Override
    public void close() {
        closed.countDown();
        timer.shutdownNow();
    }
}
