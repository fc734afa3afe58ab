package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PodOrders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a probe pod says of itself before it takes orders: proof of what it got, and what the node is made of.
 *
 * @param node that it runs on
 * @param bootId of that node (random(4))
 * @param topology of the node, with the CPUs that the pod may use
 * @param exclusive whether those are its own
 * @param why {@code exclusive}, in words
 */
public record PodReport(String node, String bootId, NodeTopology topology, boolean exclusive, String why) {
    private static final int MILLIS = 1_000;

    /**
     * The report of a pod that runs here.
     *
     * @param cpuset of the pod ({@link TopologyReader#cpuset})
     * @param environment the container's: its CPU request and limit come by the downward API
     */
    public static PodReport of(String bootId, NodeTopology topology, CpuSet cpuset, Map<String, String> environment) {
        String why = sharedBecause(
                topology.online(),
                cpuset,
                millis(environment.get(PodOrders.CPU_REQUEST)),
                millis(environment.get(PodOrders.CPU_LIMIT)));
        return new PodReport(
                environment.getOrDefault(PodOrders.NODE, "unknown"),
                bootId,
                topology,
                why.isEmpty(),
                why.isEmpty() ? "the cpuset " + cpuset + " is as large as the CPU limit" : why);
    }

    /** Whether this process runs in a probe pod. */
    public static boolean inPod(Map<String, String> environment) {
        return environment.containsKey(PodOrders.CPU_LIMIT);
    }

    /**
     * Why the CPUs are shared with other pods; empty where they are not. The static CPU manager gives a container of a
     * Guaranteed pod a cpuset of exactly as many CPUs as its whole limit, and every other container the shared pool (kubelet:
     * CPU Management Policies). It wants a CPU reserved for the system, so that a cpuset of all CPUs is never exclusive. What
     * counts is the cpuset, which the kubelet writes, and not a smaller mask that somebody set in the container: two CPUs of
     * a shared pool are shared.
     */
    private static String sharedBecause(CpuSet online, CpuSet cpuset, long requestMillis, long limitMillis) {
        if (requestMillis != limitMillis || limitMillis <= 0) {
            return "the CPU request (" + requestMillis + "m) is not the limit (" + limitMillis
                    + "m): only a Guaranteed pod gets CPUs of its own";
        }
        if (limitMillis % MILLIS != 0) {
            return "the CPU limit " + limitMillis + "m is no whole number of CPUs";
        }
        if (cpuset.size() != limitMillis / MILLIS || cpuset.equals(online)) {
            return "the cpuset is " + cpuset + " of the node's " + online + " for a limit of " + limitMillis / MILLIS
                    + " CPUs: the kubelet's CPU manager policy is not 'static'";
        }
        return "";
    }

    private static long millis(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,12}") ? Long.parseLong(text) : 0;
    }
}
