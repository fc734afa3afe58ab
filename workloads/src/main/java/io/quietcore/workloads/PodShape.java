package io.quietcore.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The probe pods of one side on a cluster. Whatever is not said here is the same for the pods of all sides.
 *
 * @param qos what the kubelet gives it by
 * @param cpus of a guaranteed pod; null for all that are free on the node
 * @param memory request and limit, a quantity such as {@code 1Gi}
 * @param hugePages {@code SIZE=QUANTITY}, or null for none
 * @param storage what storage and fio measure, or null for nothing: a pod's own temporary files are memory
 * @param runtimeClass its name, or null for the cluster's default
 * @param priorityClass likewise
 * @param hostNetwork whether they use their node's network
 * @param network the name of a secondary network, or null for none
 * @param annotations {@code NAME=VALUE} each
 * @param tolerations as kubectl spells taints: {@code KEY[=VALUE][:EFFECT]}
 */
public record PodShape(
        Qos qos,
        @Nullable Integer cpus,
        String memory,
        @Nullable String hugePages,
        @Nullable PodStorage storage,
        @Nullable String runtimeClass,
        @Nullable String priorityClass,
        boolean hostNetwork,
        @Nullable String network,
        List<String> annotations,
        List<String> tolerations) {
    /** Guaranteed, all free CPUs, and nothing special. */
    public static final PodShape DEFAULT =
            new PodShape(Qos.GUARANTEED, null, "1Gi", null, null, null, null, false, null, List.of(), List.of());

    /** A quality-of-service class of Kubernetes; a pod without requests would be the third. */
    public enum Qos {
        /** Requests equal to limits, whole CPUs. */
        GUARANTEED,
        /** A small request, no limit of CPU. */
        BURSTABLE
    }

    public PodShape {
        annotations = List.copyOf(annotations);
        tolerations = List.copyOf(tolerations);
    }

    /** What this does differently from the reference's pods, in words. */
    List<String> differencesFrom(PodShape reference) {
        List<String> differences = new ArrayList<>();
        if (qos != reference.qos) {
            differences.add(
                    qos == Qos.GUARANTEED ? "Guaranteed pods on exclusive CPUs" : "Burstable pods on shared CPUs");
        }
        differ(differences, "CPUs", asked(cpus), asked(reference.cpus));
        differ(differences, "memory", memory, reference.memory);
        differ(differences, "huge pages", hugePages, reference.hugePages);
        differ(differences, "storage", storage, reference.storage);
        differ(differences, "runtime class", runtimeClass, reference.runtimeClass);
        differ(differences, "priority class", priorityClass, reference.priorityClass);
        differ(differences, "network", networkWords(), reference.networkWords());
        differ(differences, "annotations", annotations, reference.annotations);
        differ(differences, "tolerations", tolerations, reference.tolerations);
        return differences;
    }

    private String networkWords() {
        return (hostNetwork ? "the node's" : "their own") + (network == null ? "" : ", and " + network);
    }

    private static String asked(@Nullable Integer cpus) {
        return cpus == null ? "all that are free" : cpus.toString();
    }

    private static void differ(List<String> differences, String what, @Nullable Object own, @Nullable Object theirs) {
        if (!Objects.equals(own, theirs)) {
            differences.add("pods' " + what + ": " + (own == null ? "the default" : own));
        }
    }
}
