package io.quietcore.runtime.pod;

import io.quietcore.contract.Frame;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.topology.Grants;
import io.quietcore.topology.NodeTopology;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a pod does: one order at a time. While roles measure, its threads wait for events and use no CPU. When an order is
 * done its frames are said again every {@link #SAY_AGAIN_AFTER} until they are acknowledged, at most {@link
 * #MOST_REPEATS} times: a log that nobody reads must not grow without end.
 */
final class PodWork implements AutoCloseable {
    static final Duration SAY_AGAIN_AFTER = Duration.ofSeconds(30);

    static final int MOST_REPEATS = 20;

    /** A common start lies seconds ahead ({@code --start-delay}). One further away is told by another clock than this one. */
    private static final Duration FURTHEST_START = Duration.ofMinutes(10);

    private final PrintStream out;
    private final NodeTopology topology;
    private final PodSpecs specs;
    private final Path scratch;
    private final Duration sayAgainAfter;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Those of the order in hand that still measure; the shutdown hook ends them. */
    private final Set<PodRole> measuring = ConcurrentHashMap.newKeySet();

    private @Nullable Order inHand;
    private @Nullable SaidFrames said;
    private @Nullable Instant beginAt;
    private @Nullable PodPeer peer;
    private int repeats;

    private sealed interface Event permits Told, Ended {}

    private record Told(PodOrders orders) implements Event {}

    private record Ended(PodRole role) implements Event {}

    /** {@code sayAgainAfter}: how long a result waits to be acknowledged before it is said again. */
    PodWork(PrintStream out, NodeTopology topology, PodSpecs specs, Path scratch, Duration sayAgainAfter) {
        this.out = out;
        this.topology = topology;
        this.specs = specs;
        this.scratch = scratch;
        this.sayAgainAfter = sayAgainAfter;
    }

    /** New orders; from any thread. */
    void told(PodOrders orders) {
        events.add(new Told(orders));
    }

    /** Carries out what it is told, until the end is told or nothing is for so long. */
    void carryOut(long idleSeconds) throws IOException, InterruptedException {
        Instant quietSince = Instant.now();
        while (true) {
            Event event = next(idleSeconds);
            if (event instanceof Told told) {
                quietSince = Instant.now();
                if (told.orders.end()) {
                    return;
                }
                follow(told.orders);
            } else if (event instanceof Ended ended) {
                measuring.remove(ended.role);
            } else if (beginAt != null) {
                beginAt = null;
                measuring.forEach(PodRole::begin);
            } else if (Duration.between(quietSince, Instant.now()).toSeconds() >= idleSeconds) {
                System.err.println("nobody has told this pod anything for " + idleSeconds + " s; it ends");
                return;
            } else if (isUnheard() && said != null) {
                repeats++;
                said.sayAgain();
            }
        }
    }

    /** Waits for what comes next; null when it is time to begin, to say something again, or to give up. */
    private @Nullable Event next(long idleSeconds) throws InterruptedException {
        if (beginAt != null) {
            long leftMs = Duration.between(Instant.now(), beginAt).toMillis();
            return events.poll(Math.max(0, leftMs), TimeUnit.MILLISECONDS);
        }
        return measuring.isEmpty()
                ? events.poll(
                        isUnheard() ? sayAgainAfter.toMillis() : TimeUnit.SECONDS.toMillis(idleSeconds),
                        TimeUnit.MILLISECONDS)
                : events.take();
    }

    private boolean isUnheard() {
        return inHand != null && measuring.isEmpty() && repeats < MOST_REPEATS;
    }

    private void follow(PodOrders orders) throws IOException {
        Order order = orders.order();
        Order mine = inHand;
        if (mine != null && mine.name().equals(orders.acknowledged())) {
            forget();
        }
        if (order != null && !order.name().equals(orders.acknowledged()) && !isInHand(order)) {
            forget();
            begin(order);
        } else if (order != null && !orders.stop() && measuring.isEmpty() && said != null) {
            // Another controller asks for what this pod has measured already.
            repeats = 0;
            said.sayAgain();
        }
        if (orders.stop()) {
            stop();
        }
    }

    /** What has not begun is begun first: a launcher takes no other word before its spec. */
    private void stop() {
        if (beginAt != null) {
            beginAt = null;
            measuring.forEach(PodRole::begin);
        }
        measuring.forEach(PodRole::stop);
    }

    private boolean isInHand(Order order) {
        return inHand != null && order.name().equals(inHand.name());
    }

    private void begin(Order order) throws IOException {
        inHand = order;
        repeats = 0;
        if (order.listenPort() != null) {
            peer = PodPeer.start(order.name(), order.listenPort());
            return;
        }
        SaidFrames frames = new SaidFrames(out, scratch);
        said = frames;
        List<ProbeSpec> reached = reached(specs.of(order), frames);
        if (reached.isEmpty()) {
            return;
        }
        Grants grants = Grants.of(topology, topology.allowed(), reached);
        if (grants instanceof Grants.Refused refused) {
            reached.forEach(role -> PodRole.fail(role, frames, new Frame.Failure(false, refused.reasons())));
            return;
        }
        for (ProbeSpec role : ((Grants.Granted) grants).specs()) {
            try {
                measuring.add(PodRole.start(role, frames, ended -> events.add(new Ended(ended))));
            } catch (IOException e) {
                PodRole.fail(
                        role,
                        frames,
                        new Frame.Failure(false, List.of("the launcher could not be started: " + e.getMessage())));
            }
        }
        beginAt = start(order);
    }

    /** The roles on NUMA nodes that this pod has CPUs of; of the others is said that they are not measured. */
    private List<ProbeSpec> reached(List<ProbeSpec> all, SaidFrames frames) {
        List<ProbeSpec> reached = new ArrayList<>();
        for (ProbeSpec role : all) {
            Integer wanted = role.request().numaNode();
            boolean here = wanted == null
                    || topology.numaNode(wanted)
                            .filter(node -> node.cpus().intersects(topology.allowed()))
                            .isPresent();
            if (here) {
                reached.add(role);
            } else {
                PodRole.fail(
                        role,
                        frames,
                        new Frame.Failure(
                                true,
                                List.of("not measured: the pod has the CPUs " + topology.allowed()
                                        + ", and none of NUMA node " + wanted)));
            }
        }
        return reached;
    }

    private static Instant start(Order order) {
        Duration ahead = Duration.between(Instant.now(), order.startAt());
        if (ahead.compareTo(FURTHEST_START) > 0) {
            System.err.println("the common start lies " + ahead.toSeconds()
                    + " s ahead by this node's clock; it begins now: are the nodes' clocks in step?");
            return Instant.now();
        }
        return order.startAt();
    }

    /** Whatever of the order in hand still runs or lies about goes. */
    private void forget() throws IOException {
        measuring.forEach(PodRole::end);
        measuring.clear();
        beginAt = null;
        inHand = null;
        if (peer != null) {
            peer.close();
            peer = null;
        }
        if (said != null) {
            said.close();
            said = null;
        }
    }

    @Override
    public void close() {
        PodPeer answering = peer;
        if (answering != null) {
            answering.close();
        }
        measuring.forEach(PodRole::end);
    }
}
