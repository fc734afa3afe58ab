package io.quietcore.harness.kubernetes;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Removes what a run made in a cluster, and waits until it is gone: also where this thread was interrupted, for nothing stays
 * because somebody typed Ctrl-C.
 */
public final class Removal {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private Removal() {}

    /**
     * Removes all that carries a run's uuid: its Leases last, for nobody else may measure on a node while its pods are there.
     *
     * @return how many Jobs, pods and Leases there were
     * @throws ClusterException also when they do not go within the limit
     */
    public static int ofRun(Cluster cluster, String namespace, String uuid, long limitSeconds) throws ClusterException {
        return of(cluster, namespace, Labels.ofUuid(uuid), limitSeconds);
    }

    /** The same of what carries these labels, a run's uuid among them. */
    static int of(Cluster cluster, String namespace, Map<String, String> labels, long limitSeconds)
            throws ClusterException {
        boolean interrupted = Thread.interrupted();
        try {
            int found = cluster.delete(namespace, labels);
            if (found > 0) {
                awaitGone(cluster, namespace, labels, limitSeconds);
            }
            return found + cluster.leases().delete(namespace, labels);
        } catch (InterruptedException e) {
            interrupted = true;
            String uuid = labels.get(Labels.UUID);
            throw new ClusterException("interrupted while the pods of run " + uuid
                    + " were going; 'quietcore clean --uuid " + uuid + "' removes what is left");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void awaitGone(Cluster cluster, String namespace, Map<String, String> labels, long limitSeconds)
            throws ClusterException, InterruptedException {
        long limitNs = TimeUnit.SECONDS.toNanos(limitSeconds);
        try (PodStates states = PodStates.of(cluster, namespace, labels)) {
            // Not listed after each that goes: a list of many is long.
            Interval look = new Interval(LOOK_AGAIN);
            while (!(states.isEmpty() || look.isOver())
                    || !cluster.pods(namespace, labels).isEmpty()
                    || !cluster.jobs(namespace, labels).isEmpty()) {
                if (System.nanoTime() - states.progressNs() > limitNs) {
                    throw new ClusterException("pods that were deleted are still there after " + limitSeconds + " s: "
                            + cluster.pods(namespace, labels).stream()
                                    .map(pod -> pod.getMetadata().getName() + " on node "
                                            + pod.getSpec().getNodeName())
                                    .toList()
                            + "; 'quietcore clean' removes them when their nodes answer again");
                }
                states.awaitChange(LOOK_AGAIN.toMillis());
            }
        }
    }
}
