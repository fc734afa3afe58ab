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
 * done its frames are said again every {@link #SAY_AGAIN_SECONDS} until they are acknowledged, at most {@link
 * #MOST_REPEATS} times: a log that nobody reads must not grow without end.
 */
final class PodWork implements AutoCloseable {
    private static final long SAY_AGAIN_SECONDS = 30;
    private static final int MOST_REPEATS = 20;

    /** A common start lies seconds ahead. One further away is told by a clock that is not this node's. */
    private static final Duration FURTHEST_START = Duration.ofSeconds(60);

    private final PrintStream out;
    private final NodeTopology topology;
    private final PodSpecs specs;
    private final Path scratch;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Those of the order in hand that still measure; the shutdown hook ends them. */
    private final Set<PodRole> measuring = ConcurrentHashMap.newKeySet();

    private @Nullable Order inHand;
    private @Nullable SaidFrames said;
    private int repeats;

    private sealed interface Event permits Told, Ended {}

    private record Told(PodOrders orders) implements Event {}

    private record Ended(PodRole role) implements Event {}

    PodWork(PrintStream out, NodeTopology topology, PodSpecs specs, Path scratch) {
        this.out = out;
        this.topology = topology;
        this.specs = specs;
        this.scratch = scratch;
    }

    /** New orders; from any thread. */
    void told(PodOrders orders) {
        events.add(new Told(orders));
    }

    /** Carries out what it is told, until the end is told or nothing is for so long. */
    void carryOut(long idleSeconds) throws IOException, InterruptedException {
        Instant quietSince = Instant.now();
        while (true) {
            boolean unheard = inHand != null && measuring.isEmpty() && repeats < MOST_REPEATS;
            Event event = measuring.isEmpty()
                    ? events.poll(unheard ? SAY_AGAIN_SECONDS : idleSeconds, TimeUnit.SECONDS)
                    : events.take();
            if (event instanceof Told told) {
                quietSince = Instant.now();
                if (told.orders.end()) {
                    return;
                }
                follow(told.orders);
            } else if (event instanceof Ended ended) {
                measuring.remove(ended.role);
            } else if (Duration.between(quietSince, Instant.now()).toSeconds() >= idleSeconds) {
                System.err.println("nobody has told this pod anything for " + idleSeconds + " s; it ends");
                return;
            } else if (unheard && said != null) {
                repeats++;
                said.sayAgain();
            }
        }
    }

    private void follow(PodOrders orders) throws IOException, InterruptedException {
        Order order = orders.order();
        Order mine = inHand;
        if (mine != null && mine.name().equals(orders.acknowledged())) {
            forget();
        }
        if (order != null && !order.name().equals(orders.acknowledged()) && !isInHand(order)) {
            forget();
            begin(order);
        } else if (orders.stop()) {
            measuring.forEach(PodRole::stop);
        } else if (order != null && measuring.isEmpty() && said != null) {
            // Another controller asks for what this pod has measured already.
            repeats = 0;
            said.sayAgain();
        }
    }

    private boolean isInHand(Order order) {
        return inHand != null && order.name().equals(inHand.name());
    }

    private void begin(Order order) throws IOException, InterruptedException {
        inHand = order;
        repeats = 0;
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
        waitFor(order.startAt());
        measuring.forEach(PodRole::begin);
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

    private static void waitFor(Instant startAt) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), startAt);
        if (left.compareTo(FURTHEST_START) > 0) {
            System.err.println("the common start lies " + left.toSeconds()
                    + " s ahead by this node's clock; it begins now: are the nodes' clocks in step?");
        } else if (left.toMillis() > 0) {
            TimeUnit.MILLISECONDS.sleep(left.toMillis());
        }
    }

    /** Whatever of the order in hand still runs or lies about goes. */
    private void forget() throws IOException {
        measuring.forEach(PodRole::end);
        measuring.clear();
        inHand = null;
        if (said != null) {
            said.close();
            said = null;
        }
    }

    @Override
    public void close() {
        measuring.forEach(PodRole::end);
    }
}
