package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.FakeRole;
import io.quietcore.topology.NodeTopology;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** A probe pod's agent, but for the probes: it carries out orders as soon as it hears of them, whenever they ask to begin. */
final class FakePod {
    private final String name;
    private final List<ProbeSpec> templates;
    private final NodeTopology topology;
    private final FakeKubelets kubelets;
    private final ExecutorService threads;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<PodOrders> heard = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile CountDownLatch done = new CountDownLatch(0);
    private int begun;
    private String inHand = "";

    FakePod(String name, String specs, NodeTopology topology, FakeKubelets kubelets, ExecutorService threads) {
        this.name = name;
        this.templates = List.of(CanonicalJson.read(specs.getBytes(StandardCharsets.UTF_8), ProbeSpec[].class));
        this.topology = topology;
        this.kubelets = kubelets;
        this.threads = threads;
    }

    String name() {
        return name;
    }

    FakeLogs.Log log() {
        return kubelets.log(name);
    }

    /** All that it was told, in order. */
    List<PodOrders> heard() {
        return List.copyOf(heard);
    }

    /** As many orders as were carried out. */
    synchronized int begun() {
        return begun;
    }

    /** The frames of the order in hand, as the agent says them until they are acknowledged. */
    private void sayAgain() {
        said.forEach(log()::say);
    }

    /** Once the order in hand is done, which is soon. */
    void sayAgainWhenDone() {
        threads.execute(() -> {
            try {
                done.await();
                sayAgain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Waits until the order in hand is carried out, and all of it was said. */
    void awaitDone() throws InterruptedException {
        done.await();
    }

    void end() {
        log().end();
        stopped.countDown();
    }

    synchronized void told(PodOrders orders) {
        @Nullable PodOrders last = heard.isEmpty() ? null : heard.get(heard.size() - 1);
        Order order = orders.order();
        if (orders.equals(last) || order == null || kubelets.misses()) {
            return;
        }
        heard.add(orders);
        if (orders.stop()) {
            stopped.countDown();
        } else if (order.name().equals(inHand)) {
            if (done.getCount() == 0) {
                sayAgain();
            }
        } else {
            inHand = order.name();
            said.clear();
            stopped = new CountDownLatch(1);
            done = new CountDownLatch(order.places().size());
            begun++;
            begin(order);
            kubelets.wasOrdered(this);
        }
    }

    private void begin(Order order) {
        CountDownLatch stop = stopped;
        CountDownLatch end = done;
        for (ProbeSpec template : templates) {
            if (template.group().equals(order.group())) {
                order.places()
                        .forEach(place -> threads.execute(() -> {
                            play(template.at(place.request(), place.role(), order.repetition(), order.attempt()), stop);
                            end.countDown();
                        }));
            }
        }
    }

    private void play(ProbeSpec spec, CountDownLatch stop) {
        List<String> reasons = new ArrayList<>();
        FakeRole role = reached(spec) ? kubelets.roleOf(spec.role()) : FakeRole.IS_UNREACHED;
        OutputStream frames = lines();
        try {
            int code = role.play(
                    spec,
                    frames,
                    words -> {
                        log().say(spec.role() + ": " + words);
                        reasons.add(words);
                    },
                    stop::await);
            if (role == FakeRole.FAILS) {
                reasons.add(0, "the launcher ended with code " + code);
                new FrameWriter(frames, spec).failed(new Frame.Failure(false, reasons));
            } else if (role == FakeRole.SENDS_A_BROKEN_FRAME) {
                // Nothing will be said again.
                kubelets.end(this, Statuses.terminated("Error", 137));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean reached(ProbeSpec spec) {
        Integer wanted = spec.request().numaNode();
        return wanted == null
                || topology.numaNode(wanted)
                        .filter(node -> node.cpus().intersects(topology.allowed()))
                        .isPresent();
    }

    private OutputStream lines() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                throw new IllegalStateException("frames are written whole");
            }

            @Override
            public void write(byte[] frame) {
                String line = new String(frame, StandardCharsets.US_ASCII).stripTrailing();
                said.add(line);
                log().say(line);
            }
        };
    }
}
