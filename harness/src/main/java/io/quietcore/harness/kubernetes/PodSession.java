package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.quietcore.contract.Frame;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.harness.kubernetes.PodTrouble.Kind;
import io.quietcore.topology.PodReport;
import io.quietcore.workloads.PodShape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods of one side: a Job on each node, alive through all repetitions that follow one another, so that these have the
 * same CPUs. Its methods may be called for different seats from different threads.
 */
final class PodSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodSession.class);

    /** Longer than the pods' grace, on a node that answers. */
    private static final long REMOVE_LIMIT_SECONDS = 60;

    private static final long LOOK_AGAIN_MS = 500;

    static final String NODE = "quietcore.io/node";

    private final Cluster cluster;
    private final ClusterSettings settings;
    private final JobFactory factory;
    private final Orders orders;
    private final Map<String, String> labels;
    private final PodStates states;
    private final ScheduledExecutorService timer;
    private final Map<String, PodSeat> seats = new LinkedHashMap<>();
    private volatile boolean stopping;

    /**
     * What the pods of a session are for.
     *
     * @param campaign what it asks
     * @param side of the campaign
     * @param uuid of the side's run
     * @param idleSeconds after which a pod that hears nothing ends
     * @param patience how long pods are waited for
     */
    record Orders(CampaignOrders campaign, String side, String uuid, long idleSeconds, Patience patience) {
        Map<String, String> labels() {
            return Labels.of(uuid, campaign.campaignId(), side);
        }
    }

    private PodSession(Cluster cluster, ClusterSettings settings, Orders orders, ScheduledExecutorService timer)
            throws ClusterException {
        this.cluster = cluster;
        this.settings = settings;
        this.factory = new JobFactory(settings);
        this.orders = orders;
        this.labels = orders.labels();
        this.timer = timer;
        this.states = PodStates.of(cluster, settings.namespace(), Labels.ofUuid(orders.uuid()));
    }

    /** A session with its seats: those of Jobs that an earlier controller left, and fresh ones. Nothing is created yet. */
    static PodSession open(Cluster cluster, ClusterSettings settings, Orders orders, ScheduledExecutorService timer)
            throws ClusterException {
        PodSession session = new PodSession(cluster, settings, orders, timer);
        Map<String, Integer> left = session.leftGenerations();
        for (String node : settings.nodes()) {
            session.seats.put(node, new PodSeat(node, orders.uuid(), left.getOrDefault(node, 1)));
        }
        return session;
    }

    private Map<String, Integer> leftGenerations() throws ClusterException {
        Map<String, Integer> newest = new LinkedHashMap<>();
        cluster.jobs(settings.namespace(), Labels.ofUuid(orders.uuid())).stream()
                .sorted(Comparator.comparing(
                        job -> PodSeat.generationOf(job.getMetadata().getName())))
                .forEach(job -> newest.put(
                        job.getMetadata().getAnnotations().getOrDefault(NODE, ""),
                        PodSeat.generationOf(job.getMetadata().getName())));
        return newest;
    }

    boolean isOf(String uuid) {
        return orders.uuid().equals(uuid);
    }

    PodSeat seat(String node) {
        PodSeat seat = seats.get(node);
        if (seat == null) {
            throw new IllegalArgumentException("the campaign has no node " + node + ", only " + seats.keySet());
        }
        return seat;
    }

    /** Creates what is not there yet: the specs, and a Job on each node. */
    void deploy() throws ClusterException {
        String specs = PodSeat.sessionName(orders.uuid());
        cluster.create(factory.specs(specs, labels, orders.campaign().templates(orders.side(), orders.uuid())));
        List<String> there = cluster.jobs(settings.namespace(), Labels.ofUuid(orders.uuid())).stream()
                .map(job -> job.getMetadata().getName())
                .toList();
        for (PodSeat seat : seats.values()) {
            if (!there.contains(seat.job())) {
                cluster.create(job(seat));
            }
        }
        own();
    }

    /** The specs go with the last Job, also where no controller comes back. */
    private void own() throws ClusterException {
        List<Job> jobs = cluster.jobs(settings.namespace(), Labels.ofUuid(orders.uuid()));
        cluster.own(settings.namespace(), PodSeat.sessionName(orders.uuid()), jobs);
    }

    private Job job(PodSeat seat) {
        return new JobBuilder(factory.measuring(
                        seat.job(),
                        seat.node,
                        labels,
                        orders.campaign().shape(orders.side()),
                        PodSeat.sessionName(orders.uuid()),
                        orders.idleSeconds()))
                .editMetadata()
                .addToAnnotations(NODE, seat.node)
                .endMetadata()
                .build();
    }

    /**
     * Waits until a seat's pod has said what it got; one that is over is replaced first.
     *
     * @return its pod's name
     * @throws ClusterException when no pod of this session can ever measure
     */
    String ready(PodSeat seat) throws ClusterException, NoPodException, InterruptedException {
        Optional<PodTrouble> before = states.of(seat.job()).flatMap(PodTrouble::of);
        if (before.isPresent() && before.get().kind() == Kind.OVER) {
            replace(seat, before.get().reason());
        }
        long patienceNs = orders.patience().start().toNanos();
        Pod pod = running(seat, patienceNs);
        String name = pod.getMetadata().getName();
        if (seat.report == null) {
            seat.report = report(name, System.nanoTime() + patienceNs);
            seat.readyAtNs = System.nanoTime();
            checkExclusive(seat, seat.report);
        }
        return name;
    }

    private void replace(PodSeat seat, String reason) throws ClusterException {
        LOG.info("node {}: {}; a new pod takes its place", seat.node, reason);
        seat.replace();
        cluster.create(job(seat));
        own();
    }

    /** Waits for so long as pods of other nodes still come, and so much beyond. */
    private Pod running(PodSeat seat, long patienceNs) throws ClusterException, NoPodException, InterruptedException {
        long begun = System.nanoTime();
        Interval lookForReason = new Interval(orders.patience().noPod());
        while (true) {
            Optional<Pod> pod = states.of(seat.job());
            if (pod.isPresent() && isRunning(pod.get())) {
                return pod.get();
            }
            Optional<PodTrouble> trouble = pod.flatMap(PodTrouble::of);
            if (trouble.isPresent() && trouble.get().kind() == Kind.MISTAKE) {
                throw new ClusterException("node " + seat.node + ": the pod cannot start: "
                        + trouble.get().reason() + "; the image is " + settings.image() + " (--image)");
            }
            if (trouble.isPresent() && trouble.get().kind() == Kind.OVER) {
                throw new NoPodException(trouble.get().reason());
            }
            if (pod.isEmpty() && lookForReason.isOver()) {
                if (cluster.isSpent(settings.namespace(), seat.job())) {
                    replace(seat, "the pod is gone");
                    begun = System.nanoTime();
                } else {
                    refuseWhatAdmissionRefuses(seat);
                }
            }
            if (System.nanoTime() - Math.max(begun, states.progressNs()) > patienceNs) {
                throw new NoPodException(trouble.map(PodTrouble::reason)
                        .orElse("the pod did not start within "
                                + orders.patience().start().toSeconds() + " s"));
            }
            states.awaitChange(LOOK_AGAIN_MS);
        }
    }

    private void refuseWhatAdmissionRefuses(PodSeat seat) throws ClusterException {
        Optional<String> refusal = cluster.refusalOf(settings.namespace(), seat.job());
        if (refusal.isPresent()) {
            throw ClusterException.ofAdmission(settings, refusal.get());
        }
    }

    private static boolean isRunning(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && "Running".equals(pod.getStatus().getPhase())
                && pod.getStatus().getContainerStatuses().stream()
                        .allMatch(each -> each.getState().getRunning() != null);
    }

    /** What the pod says of itself. Where its log was rotated away meanwhile, a pod that works is believed to be what it was. */
    private @Nullable PodReport report(String pod, long deadlineNs) throws NoPodException, InterruptedException {
        List<PodReport> found = new ArrayList<>();
        boolean[] spoke = {false};
        String trouble = "";
        while (found.isEmpty() && !spoke[0]) {
            try {
                log(pod).read(null, deadlineNs, line -> {
                    Frame frame = frame(line);
                    spoke[0] |= frame != null;
                    if (frame != null && frame.kind() == Frame.Kind.READY) {
                        found.add(PodLog.ready(frame));
                    }
                    return frame == null;
                });
            } catch (IOException e) {
                trouble = ": " + e.getMessage();
            }
            if (System.nanoTime() > deadlineNs) {
                throw new NoPodException("the pod runs, and did not say what it got" + trouble);
            }
            if (found.isEmpty() && !spoke[0]) {
                states.awaitChange(LOOK_AGAIN_MS);
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }

    static @Nullable Frame frame(String line) {
        try {
            return Frame.parse(line).orElse(null);
        } catch (Frame.DamagedFrameException e) {
            return null;
        }
    }

    private void checkExclusive(PodSeat seat, @Nullable PodReport report) throws ClusterException {
        boolean asked = orders.campaign().shape(orders.side()).qos() == PodShape.Qos.GUARANTEED;
        if (report == null || report.exclusive() || !asked) {
            return;
        }
        String told =
                "side " + orders.side() + ": the pod on node " + seat.node + " has no CPUs of its own: " + report.why();
        if (orders.campaign().requiresExclusive(orders.side(), settings.exclusive())) {
            throw new ClusterException(told
                    + "; give the node 'cpuManagerPolicy: static' with reserved CPUs and the side Guaranteed pods of whole"
                    + " CPUs (pod.qos, pod.cpus), or measure all the same with --no-require-exclusive");
        }
        LOG.warn("{}; its results are marked (evidence.exclusive)", told);
    }

    /** The pods that answer those that measure, where a probe needs two nodes. */
    AnsweringPods answering() {
        return new AnsweringPods(settings, this, orders.campaign().shape(orders.side()));
    }

    Optional<Pod> pod(PodSeat seat) {
        return states.of(seat.job());
    }

    PodLog log(String pod) {
        return new PodLog(cluster, settings.namespace(), pod, timer);
    }

    void awaitChange() throws InterruptedException {
        states.awaitChange(LOOK_AGAIN_MS);
    }

    /** A new group begins: whatever stopped the last one is over. */
    void beginGroup() {
        stopping = false;
    }

    /**
     * Gives a seat's pod its order, and acknowledges the one before.
     *
     * @return false when the pod is not there any more
     */
    boolean order(PodSeat seat, String pod, Order order) throws ClusterException {
        synchronized (seat) {
            @Nullable String acknowledged = seat.last == null ? null : seat.last.name();
            seat.last = order;
            return cluster.tell(settings.namespace(), pod, new PodOrders(order, acknowledged, stopping, false));
        }
    }

    /**
     * Tells a pod its order again while it says nothing. A kubelet shows a changed annotation at once as a rule, and
     * sometimes only when it looks at the pod the next time, a minute and more later; another change makes it look.
     *
     * @param heard whether the pod has said something of its order
     * @return to be cancelled when nothing more is waited for
     */
    ScheduledFuture<?> remind(PodSeat seat, String pod, BooleanSupplier heard) {
        long silenceMs = orders.patience().silence().toMillis();
        long firstMs = silenceMs
                + Math.max(
                        0,
                        Duration.between(
                                        Instant.now(),
                                        Objects.requireNonNull(seat.last).startAt())
                                .toMillis());
        return timer.scheduleWithFixedDelay(
                () -> {
                    if (!heard.getAsBoolean()) {
                        tellAgain(seat, pod);
                    }
                },
                firstMs,
                silenceMs,
                TimeUnit.MILLISECONDS);
    }

    private void tellAgain(PodSeat seat, String pod) {
        synchronized (seat) {
            Order order = Objects.requireNonNull(seat.last);
            Order now = new Order(
                    order.group(),
                    order.repetition(),
                    order.attempt(),
                    order.places(),
                    order.listenPort(),
                    Instant.now());
            try {
                LOG.debug("node {}: the pod has said nothing of {} yet; it is told again", seat.node, order.name());
                // Where it is gone, its follower sees that.
                var unused = cluster.tell(settings.namespace(), pod, new PodOrders(now, null, stopping, false));
            } catch (ClusterException e) {
                LOG.debug("node {} cannot be told again: {}", seat.node, e.getMessage());
            }
        }
    }

    /** The window in hand is to be the last of every order; what cannot be told to a pod is told of it. */
    void stopAll() {
        stopping = true;
        for (PodSeat seat : seats.values()) {
            states.of(seat.job()).ifPresent(pod -> stop(seat, pod.getMetadata().getName()));
        }
    }

    private void stop(PodSeat seat, String pod) {
        synchronized (seat) {
            try {
                if (seat.last != null
                        && !cluster.tell(settings.namespace(), pod, new PodOrders(seat.last, null, true, false))) {
                    LOG.warn("node {} cannot be told to stop: the pod {} is gone", seat.node, pod);
                }
            } catch (ClusterException e) {
                LOG.warn("node {} cannot be told to stop: {}", seat.node, e.getMessage());
            }
        }
    }

    /** Removes all of it, and waits until it is gone. */
    void remove() throws ClusterException {
        close();
        Removal.ofRun(cluster, settings.namespace(), orders.uuid(), REMOVE_LIMIT_SECONDS);
    }

    /** Stops watching; what runs goes on. */
    @Override
    public void close() {
        states.close();
    }
}
