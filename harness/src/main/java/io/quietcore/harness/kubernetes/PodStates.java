package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The pods of a run as the API server last told of them. From any thread. */
final class PodStates implements AutoCloseable {
    /** Of every pod that a Job makes (batch/v1). */
    private static final String JOB = "batch.kubernetes.io/job-name";

    private final SharedIndexInformer<Pod> informer;
    private final Object changes = new Object();

    private volatile long progressNs = System.nanoTime();

    private PodStates(Cluster cluster, String namespace, Map<String, String> labels) throws ClusterException {
        // By Job: a thread for each of many nodes asks after every change.
        Map<String, Function<Pod, List<String>>> byJob =
                Map.of(JOB, pod -> List.of(pod.getMetadata().getLabels().getOrDefault(JOB, "")));
        informer = cluster.watch(namespace, labels, byJob, new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                changed(true);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                changed(!Objects.equals(
                        before.getStatus().getPhase(), pod.getStatus().getPhase()));
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                changed(true);
            }
        });
    }

    static PodStates of(Cluster cluster, String namespace, Map<String, String> labels) throws ClusterException {
        return new PodStates(cluster, namespace, labels);
    }

    private void changed(boolean progress) {
        if (progress) {
            progressNs = System.nanoTime();
        }
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    /** The newest pod of a Job. */
    Optional<Pod> of(String job) {
        return informer.getIndexer().byIndex(JOB, job).stream()
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
    }

    /** Whether the run has no pod, as far as is known. */
    boolean isEmpty() {
        return informer.getIndexer().listKeys().isEmpty();
    }

    /**
     * When a pod of the run last came, changed its phase or went, by {@link System#nanoTime()}. A Job controller makes about five pods
     * a second (kube-controller-manager's --kube-api-qps, 20): of many nodes the last one's pod comes late, and is not lost.
     */
    long progressNs() {
        return progressNs;
    }

    /** Waits until something changes, or for so long. */
    void awaitChange(long limitMs) throws InterruptedException {
        synchronized (changes) {
            TimeUnit.MILLISECONDS.timedWait(changes, limitMs);
        }
    }

    @Override
    public void close() {
        informer.close();
    }
}
