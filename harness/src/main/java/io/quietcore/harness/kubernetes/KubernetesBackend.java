package io.quietcore.harness.kubernetes;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.PodOrders.OrderedRole;
import io.quietcore.contract.Printable;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.Received;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.results.facts.PodTimeline;
import io.quietcore.topology.NodeTopology.NumaNode;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Probes as pods: one session of pods at a time, that of the side whose repetitions are measured. It stays while these follow
 * one another, and is removed before another side's begins, which then gets the same CPUs of the kubelet.
 */
public final class KubernetesBackend implements Backend {
    /** From an order to its common start: the order travels, and a launcher's JVM starts. */
    private static final Duration LEAD = Duration.ofMillis(1_500);

    private static final long LEAST_IDLE_SECONDS = 900;

    /** A disturbed node measures once more, up to three times. */
    private static final long ATTEMPTS = 4;

    private static final long REMOVE_LIMIT_SECONDS = 120;
    private static final long LONGEST_REQUEST_SECONDS = 10;

    private final Cluster cluster;
    private final ClusterSettings settings;
    private final Map<String, PodReport> reports;
    private final Patience patience;
    private final NodeThreads nodes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(NodeThreads::daemon);
    private @Nullable CampaignOrders orders;
    private @Nullable NodeLeases leases;
    private @Nullable PodSession session;
    private volatile boolean closed;

    private @Nullable PodObserver observer;

    /** Told of pods that came up, in the thread that measures. */
    public interface PodObserver {
        void cameUp(String side, List<PodTimeline> pods) throws IOException;
    }

    /** What a seat became for one order. */
    private record Seated(
            PodSeat seat,
            List<ProbeSpec> roles,
            @Nullable String pod,
            @Nullable String connect,
            String trouble) {}

    /**
     * A backend on nodes that were looked at ({@link ClusterSurvey}).
     *
     * @param reports by node
     */
    public KubernetesBackend(Cluster cluster, ClusterSettings settings, Map<String, PodReport> reports) {
        this(cluster, settings, reports, Patience.USUAL);
    }

    KubernetesBackend(Cluster cluster, ClusterSettings settings, Map<String, PodReport> reports, Patience patience) {
        this.cluster = cluster;
        this.patience = patience;
        this.settings = settings;
        this.reports = new LinkedHashMap<>(reports);
        this.nodes = new NodeThreads(settings.parallelism());
    }

    /** Says what is measured; before {@link #measure}. */
    public void carryOut(CampaignOrders campaign) {
        orders = campaign;
        NodeLeases.Scope scope = new NodeLeases.Scope(
                settings.namespace(), campaign.campaignId(), (int) idleSeconds(campaign), NodeLeases.GIVE_WAY);
        leases = new NodeLeases(cluster.leases(), scope, nodes, Clock.systemUTC());
    }

    /** Says who is told of pods that came up. */
    public void observe(PodObserver told) {
        observer = told;
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        reports.forEach((node, report) -> {
            for (NumaNode numaNode : report.topology().numaNodes()) {
                if (!numaNode.cpus().isEmpty()) {
                    places.add(new Place(node, numaNode.id(), node + "-numa" + numaNode.id()));
                }
            }
        });
        return places;
    }

    /** Only the pods know their CPUs: what cannot be placed there is told by them. */
    @Override
    public List<String> refusals(List<PlacementRequest> requests) {
        return List.of();
    }

    @Override
    public Evidence stepAside(List<PlacementRequest> requests) {
        return Evidence.notAsked();
    }

    /** Of all nodes: another value when one of them was booted. */
    @Override
    public String bootId() {
        Set<String> boots = new TreeSet<>();
        reports.forEach((node, report) -> boots.add(node + "=" + report.bootId()));
        return String.join(",", boots);
    }

    @Override
    public boolean remembers(List<ProbeSpec> roles) throws IOException {
        return cluster.pods(settings.namespace(), Labels.ofUuid(roles.get(0).uuid())).stream()
                .anyMatch(pod -> PodTrouble.of(pod)
                        .filter(trouble -> trouble.kind() == PodTrouble.Kind.OVER)
                        .isEmpty());
    }

    @Override
    public List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener)
            throws IOException, InterruptedException {
        try {
            List<RoleOutcome> outcomes = measured(roles, listener);
            if (!closed) {
                return outcomes;
            }
        } catch (IOException | RuntimeException e) {
            // What a request that was interrupted throws says nothing of the cluster.
            if (!closed && !Thread.interrupted()) {
                throw e;
            }
        }
        throw new InterruptedException("the backend was closed");
    }

    private List<RoleOutcome> measured(List<ProbeSpec> roles, Listener listener)
            throws IOException, InterruptedException {
        PodSession pods = sessionOf(roles.get(0));
        pods.beginGroup();
        Map<String, List<ProbeSpec>> byNode = new LinkedHashMap<>();
        roles.forEach(role -> byNode.computeIfAbsent(role.request().node(), node -> new ArrayList<>())
                .add(role));
        Map<ProbeSpec, RoleOutcome> outcomes = new HashMap<>();
        List<String> all = List.copyOf(byNode.keySet());
        for (int from = 0; from < all.size(); from += settings.parallelism()) {
            List<String> wave = all.subList(from, Math.min(all.size(), from + settings.parallelism()));
            wave(pods, wave, byNode, listener).forEach(outcome -> outcomes.put(outcome.spec(), outcome));
        }
        return Objects.requireNonNull(leases)
                .judged(roles.stream().map(outcomes::get).toList());
    }

    /** The side's session: the one at hand, or in place of another side's. Never made while this is being closed. */
    private synchronized PodSession sessionOf(ProbeSpec first) throws IOException, InterruptedException {
        if (closed) {
            throw new InterruptedException("the backend was closed");
        }
        PodSession now = session;
        CampaignOrders campaign = orders;
        if (campaign == null || leases == null) {
            throw new IllegalStateException("nothing was said to be carried out");
        }
        leases.hold(first.side(), first.uuid(), settings.nodes());
        if (now != null && now.isOf(first.uuid())) {
            return now;
        }
        if (now != null) {
            now.remove();
        }
        removeOthers(campaign.campaignId(), first.uuid());
        PodSession opened = PodSession.open(
                cluster,
                settings,
                new PodSession.Orders(campaign, first.side(), first.uuid(), idleSeconds(campaign), patience),
                timer);
        session = opened;
        opened.deploy();
        return opened;
    }

    /** Pods of another side of this campaign hold the CPUs that this one's want: a killed controller left them. */
    private void removeOthers(String campaignId, String uuid) throws ClusterException {
        Set<String> others = new TreeSet<>();
        cluster.jobs(settings.namespace(), Labels.ofCampaign(campaignId))
                .forEach(job -> others.add(job.getMetadata().getLabels().get(Labels.UUID)));
        others.remove(uuid);
        for (String other : others) {
            Removal.ofRun(cluster, settings.namespace(), other, REMOVE_LIMIT_SECONDS);
        }
    }

    /**
     * While other waves measure, and while disturbed nodes measure again, a pod waits; it must not take that for a controller
     * that is gone.
     */
    private long idleSeconds(CampaignOrders campaign) {
        long waves = (settings.cpus().size() + settings.parallelism() - 1L) / settings.parallelism();
        long longestNs = campaign.campaign().probes().stream()
                .mapToLong(load -> limitNs(load.schedule()))
                .max()
                .orElse(0);
        long limitSeconds =
                TimeUnit.NANOSECONDS.toSeconds(longestNs) + patience.start().toSeconds();
        return Math.max(LEAST_IDLE_SECONDS, ATTEMPTS * waves * limitSeconds);
    }

    private long limitNs(Schedule schedule) {
        long windows = (long) schedule.windows() + schedule.warmupWindows();
        return windows * (schedule.windowNs() + schedule.discardNs())
                + patience.beyondWindows().toNanos();
    }

    private List<RoleOutcome> wave(
            PodSession pods, List<String> wave, Map<String, List<ProbeSpec>> byNode, Listener listener)
            throws IOException, InterruptedException {
        AnsweringPods answering = pods.answering();
        List<Callable<Seated>> ready = new ArrayList<>();
        for (String node : wave) {
            List<ProbeSpec> roles = byNode.getOrDefault(node, List.of());
            ready.add(() -> seated(pods, answering, pods.seat(node), roles));
        }
        List<Seated> seated = nodes.all(ready);
        tellOfNewPods(pods, seated);
        Instant startAt = startAt(seated);
        List<Callable<List<RoleOutcome>>> following = new ArrayList<>();
        for (Seated each : seated) {
            following.add(() -> carriedOut(pods, each, startAt, listener));
        }
        List<RoleOutcome> outcomes = new ArrayList<>();
        nodes.all(following).forEach(outcomes::addAll);
        return outcomes;
    }

    private void tellOfNewPods(PodSession pods, List<Seated> seated) throws IOException {
        List<PodTimeline> timelines = new ArrayList<>();
        for (Seated each : seated) {
            if (each.pod != null && each.seat.last == null) {
                int replica = settings.nodes().indexOf(each.seat.node) + 1;
                pods.pod(each.seat)
                        .ifPresent(pod -> timelines.add(
                                PodTimelines.of(pod, each.roles.get(0).repetition(), replica)));
            }
        }
        if (!timelines.isEmpty() && observer != null) {
            observer.cameUp(seated.get(0).roles.get(0).side(), timelines);
        }
    }

    private static Seated seated(PodSession pods, AnsweringPods answering, PodSeat seat, List<ProbeSpec> roles)
            throws IOException, InterruptedException {
        try {
            String pod = pods.ready(seat);
            Optional<String> partner = answering.partner(roles.get(0));
            @Nullable String connect = partner.isEmpty() ? null : answering.answer(partner.get(), roles.get(0));
            return new Seated(seat, roles, pod, connect, "");
        } catch (NoPodException e) {
            return new Seated(seat, roles, null, null, String.valueOf(e.getMessage()));
        }
    }

    /** One moment for all pods of the wave, after the CPU managers have had the time that they need. */
    private Instant startAt(List<Seated> seated) {
        long now = System.nanoTime();
        long waitNs = LEAD.toNanos();
        for (Seated each : seated) {
            // One that has measured before has long had it.
            if (each.pod != null && each.seat.last == null) {
                long due = each.seat.readyAtNs + TimeUnit.MILLISECONDS.toNanos(settings.startDelayMs());
                waitNs = Math.max(waitNs, due - now);
            }
        }
        return Instant.now().plusNanos(waitNs);
    }

    private List<RoleOutcome> carriedOut(PodSession pods, Seated seated, Instant startAt, Listener listener)
            throws IOException, InterruptedException {
        PodSeat seat = seated.seat;
        List<ProbeSpec> roles = seated.roles;
        if (seated.pod == null) {
            return failed(seated, seated.trouble);
        }
        ProbeSpec first = roles.get(0);
        Order order = new Order(
                first.group(),
                first.repetition(),
                first.attempt(),
                roles.stream()
                        .map(role -> new OrderedRole(role.role(), role.request(), seated.connect))
                        .toList(),
                null,
                startAt);
        boolean fresh = seat.last != null;
        RoleFollower follower = new RoleFollower(pods, seat, roles, listener);
        if (!pods.order(seat, seated.pod, order)) {
            return failed(seated, "the pod " + seated.pod + " is gone");
        }
        long deadline = System.nanoTime()
                + Math.max(0, Duration.between(Instant.now(), startAt).toNanos())
                + limitNs(first.schedule());
        List<RoleOutcome> outcomes = follower.follow(seated.pod, fresh, deadline);
        return System.nanoTime() < deadline ? outcomes : withCondition(seat, outcomes);
    }

    private static List<RoleOutcome> failed(Seated seated, String reason) {
        return seated.roles.stream()
                .<RoleOutcome>map(role -> Received.failed(role, List.of("node " + seated.seat.node + ": " + reason)))
                .toList();
    }

    /** Where the time limit ended it, what the cluster says of the node belongs to the reason. */
    private List<RoleOutcome> withCondition(PodSeat seat, List<RoleOutcome> outcomes) throws ClusterException {
        String condition = cluster.conditionOf(seat.node);
        List<RoleOutcome> told = new ArrayList<>();
        for (RoleOutcome outcome : outcomes) {
            if (outcome instanceof RoleOutcome.Failed failed) {
                List<String> reasons = new ArrayList<>(failed.reasons());
                reasons.add(failed.spec().role() + ": " + condition);
                told.add(new RoleOutcome.Failed(failed.spec(), reasons));
            } else {
                told.add(outcome);
            }
        }
        return told;
    }

    @Override
    public void stop() {
        PodSession now = session;
        if (now != null) {
            now.stopAll();
        }
    }

    /** Removes the pods of this backend, and waits until they are gone. */
    @Override
    public void close() {
        closed = true;
        nodes.interrupt();
        removeAll();
    }

    private synchronized void removeAll() {
        // A request that is under way may make one more Job, which must not come after the removal.
        nodes.awaitEnd(LONGEST_REQUEST_SECONDS);
        PodSession now = session;
        session = null;
        try {
            if (leases != null) {
                leases.close();
            }
            if (now != null) {
                now.remove();
            }
            removeWithoutSession(now);
        } catch (ClusterException e) {
            System.err.println("quietcore: " + Printable.line(String.valueOf(e.getMessage())));
        } finally {
            timer.shutdownNow();
            cluster.close();
        }
    }

    /** What was held for a run that has no session: it was refused, or ended before that. */
    private void removeWithoutSession(@Nullable PodSession removed) throws ClusterException {
        @Nullable String uuid = leases == null ? null : leases.uuid().orElse(null);
        if (uuid != null && orders != null && (removed == null || !removed.isOf(uuid))) {
            Map<String, String> own = Labels.ofUuid(uuid, orders.campaignId());
            Removal.of(cluster, settings.namespace(), own, REMOVE_LIMIT_SECONDS);
        }
    }
}
