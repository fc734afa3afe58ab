package io.quietcore.harness.kubernetes;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.workloads.PodShape;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other ends of the network probe's pairs: on each second node, the pod that would measure there answers instead, with the
 * same CPUs and over the same network.
 *
 * @param settings of the campaign
 * @param pods of the side
 * @param shape of the side's pods
 */
record AnsweringPods(ClusterSettings settings, PodSession pods, PodShape shape) {
    /** Free in a pod; with hostNetwork it may be somebody's, and then the peer says so and the repetition fails. */
    private static final int PORT = 47_111;

    private static final long LIMIT_SECONDS = 120;
    private static final Logger LOG = LoggerFactory.getLogger(AnsweringPods.class);

    /**
     * The node whose pod answers a role; empty for a role that needs none, or has one that the campaign names.
     */
    Optional<String> partner(ProbeSpec role) {
        return role.probe() == Probe.NETWORK
                        && role.parameters().text(Parameter.CONNECT).isEmpty()
                ? CampaignPlan.partner(role.request().node(), settings.nodes())
                : Optional.empty();
    }

    /**
     * Has a node's pod answer, and waits until it does.
     *
     * @return HOST:PORT
     */
    String answer(String node, ProbeSpec role) throws IOException, NoPodException, InterruptedException {
        PodSeat seat = pods.seat(node);
        String pod = pods.ready(seat);
        Order order = new Order(role.group(), role.repetition(), role.attempt(), List.of(), PORT, Instant.now());
        if (!pods.order(seat, pod, order)) {
            throw new NoPodException("the pod " + pod + " on node " + node + ", which is to answer, is gone");
        }
        AtomicBoolean heard = new AtomicBoolean();
        ScheduledFuture<?> reminder = pods.remind(seat, pod, heard::get);
        try {
            awaitListening(pod, PodOrders.LISTENING + order.name() + " ", heard);
        } finally {
            reminder.cancel(false);
        }
        if (!heard.get()) {
            throw new NoPodException("the pod on node " + node + " did not answer within " + LIMIT_SECONDS + " s");
        }
        return pods.pod(seat)
                .flatMap(each -> NetworkAddress.of(each, shape))
                .map(address -> NetworkAddress.withPort(address, PORT))
                .orElseThrow(() -> new NoPodException("the pod on node " + node + " has no address"
                        + (shape.network() == null
                                ? ""
                                : " on the network " + shape.network() + " (its annotation network-status)")));
    }

    /** A log that breaks off, or ends with an API server that goes away, is read again. */
    private void awaitListening(String pod, String words, AtomicBoolean heard) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!heard.get() && System.nanoTime() < deadline) {
            try {
                pods.log(pod).read(null, deadline, line -> {
                    if (line.startsWith(words)) {
                        heard.set(true);
                    }
                    return !heard.get();
                });
            } catch (IOException e) {
                LOG.debug("the log of {} is read again: {}", pod, e.getMessage());
            }
            if (!heard.get()) {
                pods.awaitChange();
            }
        }
    }
}
