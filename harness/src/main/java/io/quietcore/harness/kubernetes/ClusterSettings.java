package io.quietcore.harness.kubernetes;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign runs on a cluster. Kept beside the campaign ({@link #FILE}), so that it is gone on with on the same nodes,
 * with the same pods.
 *
 * @param context of the kubeconfig; null for its current one
 * @param namespace of all that is made
 * @param cpus by node, in the order of their names: the CPUs that a Guaranteed pod asks for there
 * @param image of the probe pods
 * @param imagePullPolicy as Kubernetes spells it, or null for its default
 * @param parallelism how many nodes measure at the same time
 * @param startDelayMs from a pod's start to its first measurement: one reconciliation of the CPU manager, until which pods of
 *     the shared pool may stay on exclusive CPUs
 * @param exclusive whether Guaranteed pods must have got CPUs of their own
 * @param realTime whether the pods may have SYS_NICE and IPC_LOCK
 */
public record ClusterSettings(
        @Nullable String context,
        String namespace,
        Map<String, Integer> cpus,
        String image,
        @Nullable String imagePullPolicy,
        int parallelism,
        long startDelayMs,
        Exclusive exclusive,
        boolean realTime) {
    public static final String FILE = "cluster.json";

    /** Which sides fail where a pod has no CPUs of its own. */
    public enum Exclusive {
        /** Every side but the reference. */
        TUNED,
        /** Every side with Guaranteed pods. */
        ALWAYS,
        /** None: it is reported, and marked in the results. */
        NEVER
    }

    public ClusterSettings {
        cpus = Collections.unmodifiableMap(new TreeMap<>(cpus));
        if (parallelism < 1) {
            throw new IllegalArgumentException("a parallelism from 1, not " + parallelism);
        }
    }

    public List<String> nodes() {
        return List.copyOf(cpus.keySet());
    }
}
