package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a simulated node: it says a recorded repetition when it is ordered to measure, and forgets it once that is
 * acknowledged. By its node's number, some are late, some lose a character of a frame and say all of it again, and some
 * measure an invalid repetition at their first attempt.
 */
final class SimulatedPod {
    private static final int EVERY = 100;
    private static final int LATE = 3;
    private static final int DAMAGED = 11;
    private static final int INVALID = 7;
    private static final long LATE_MS = 2_000;
    private static final long SAY_AGAIN_MS = 1_000;

    private final KubernetesClient client;
    private final RecordedRepetition recorded;
    private final String node;
    private final ScheduledExecutorService timer;
    private final List<String> lines = new ArrayList<>();
    private boolean over;
    private String inHand = "";
    private @Nullable List<ProbeSpec> templates;

    SimulatedPod(KubernetesClient client, RecordedRepetition recorded, String node, ScheduledExecutorService timer) {
        this.client = client;
        this.recorded = recorded;
        this.node = node;
        this.timer = timer;
        PodReport report = new PodReport(node, "boot of " + node, Topologies.oneNumaNode("1"), true, "simulated");
        say(List.of(new Frame("pod", node, 1, 1, 0, Frame.Kind.READY, "-", CanonicalJson.bytes(report)).toLine()));
    }

    private int number() {
        return Integer.parseInt(node.substring(FleetBench.NODE.length())) % EVERY;
    }

    private synchronized void say(List<String> more) {
        lines.addAll(more);
        notifyAll();
    }

    synchronized void end() {
        over = true;
        notifyAll();
    }

    /** A new order; said at its start, as a probe of no length would. */
    synchronized void told(Pod pod, PodOrders orders) {
        Order order = orders.order();
        if (order == null || order.name().equals(inHand)) {
            return;
        }
        inHand = order.name();
        long waitMs =
                Math.max(0, Duration.between(Instant.now(), order.startAt()).toMillis());
        var unused = timer.schedule(
                () -> measure(pod, order), waitMs + (number() == LATE ? LATE_MS : 0), TimeUnit.MILLISECONDS);
    }

    private void measure(Pod pod, Order order) {
        List<String> said = new ArrayList<>();
        boolean invalid = number() == INVALID && order.repetition() == 1 && order.attempt() == 1;
        for (ProbeSpec template : templates(pod)) {
            if (template.group().equals(order.group())) {
                order.places()
                        .forEach(place -> said.addAll(recorded.frames(
                                template.at(place.request(), place.role(), order.repetition(), order.attempt()),
                                invalid)));
            }
        }
        if (number() == DAMAGED) {
            List<String> damaged = new ArrayList<>(said);
            damaged.set(1, damaged.get(1).substring(0, damaged.get(1).length() - 1));
            say(damaged);
            var unused = timer.schedule(() -> say(said), SAY_AGAIN_MS, TimeUnit.MILLISECONDS);
        } else {
            say(said);
        }
    }

    private synchronized List<ProbeSpec> templates(Pod pod) {
        if (templates == null) {
            String name = pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getConfigMap() != null)
                    .map(volume -> volume.getConfigMap().getName())
                    .findFirst()
                    .orElseThrow();
            String specs = client.configMaps()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name)
                    .get()
                    .getData()
                    .get(PodOrders.SPECS_FILE);
            templates = List.of(CanonicalJson.read(specs.getBytes(StandardCharsets.UTF_8), ProbeSpec[].class));
        }
        return Objects.requireNonNull(templates);
    }

    /** Writes all lines, and those that come, until the pod is gone or nobody reads. */
    void follow(OutputStream out) throws IOException, InterruptedException {
        int next = 0;
        while (true) {
            List<String> more;
            synchronized (this) {
                while (next >= lines.size() && !over) {
                    wait();
                }
                if (next >= lines.size()) {
                    return;
                }
                more = List.copyOf(lines.subList(next, lines.size()));
            }
            next += more.size();
            out.write((String.join("\n", more) + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
