package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The pods of a run as the API server last told of them. From any thread. */
final class PodStates implements AutoCloseable {
    /** Of every pod that a Job makes (batch/v1). */
    private static final String JOB = "batch.kubernetes.io/job-name";

    private final SharedIndexInformer<Pod> informer;
    private final Object changes = new Object();

    private PodStates(Cluster cluster, String namespace, Map<String, String> labels) throws ClusterException {
        informer = cluster.watch(namespace, labels, new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                changed();
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                changed();
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                changed();
            }
        });
    }

    static PodStates of(Cluster cluster, String namespace, Map<String, String> labels) throws ClusterException {
        return new PodStates(cluster, namespace, labels);
    }

    private void changed() {
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    /** The newest pod of a Job. */
    Optional<Pod> of(String job) {
        return informer.getIndexer().list().stream()
                .filter(pod -> job.equals(pod.getMetadata().getLabels().get(JOB)))
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
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
