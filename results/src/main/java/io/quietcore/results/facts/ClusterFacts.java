package io.quietcore.results.facts;

import java.util.Map;
import java.util.TreeMap;

/**
 * go-commons' cluster metadata, by its JSON names. Text that is empty and counts of zero are left out of a document, as
 * Go's {@code omitempty} leaves them out; but the five that dashboards filter on (platform, clusterType, sdnType,
 * ocpMajorVersion, workerNodesCount) never are: an empty one becomes "none".
 *
 * @param platform such as {@code AWS}; {@code host} for machines without a cluster
 * @param clusterType such as {@code self-managed}
 * @param sdnType the network, such as {@code OVNKubernetes}
 * @param distribution of Kubernetes, and {@code stream}: its release channel
 * @param ocpVersion of OpenShift, and {@code ocpMajorVersion}: its first two numbers
 * @param k8sVersion as the API server says it, such as {@code v1.36.2}
 * @param nodes how many, of which kind
 * @param clusterName its name, {@code region} and {@code publish}: how it is reached
 * @param workerArch of the machines, such as {@code amd64}
 * @param fips whether the machines are in FIPS mode
 * @param ipsec whether the network is encrypted, and {@code ipsecMode}: what of it
 * @param microshift whether it is MicroShift
 */
public record ClusterFacts(
        String platform,
        String clusterType,
        String sdnType,
        String distribution,
        String stream,
        String ocpVersion,
        String ocpMajorVersion,
        String k8sVersion,
        Nodes nodes,
        String clusterName,
        String region,
        String publish,
        String workerArch,
        String controlPlaneArch,
        boolean fips,
        boolean ipsec,
        String ipsecMode,
        boolean microshift) {
    private static final String NONE = "none";

    public ClusterFacts {
        platform = filterable(platform);
        clusterType = filterable(clusterType);
        sdnType = filterable(sdnType);
        ocpMajorVersion = filterable(ocpMajorVersion);
    }

    private static String filterable(String value) {
        return value.isEmpty() ? NONE : value;
    }

    /**
     * The nodes of a cluster by role; {@code total} counts each once, whatever its roles.
     *
     * @param masterType instance types, empty where the platform names none
     */
    public record Nodes(
            int masters,
            String masterType,
            int workers,
            String workerType,
            int infra,
            String infraType,
            int others,
            int total) {
        /** Machines that are workers and nothing else. */
        public static Nodes workers(int count) {
            return new Nodes(0, "", count, "", 0, "", 0, count);
        }
    }

    /** Machines without a cluster. */
    public static ClusterFacts hosts(int machines) {
        return kubernetes("host", "none", "", Nodes.workers(machines));
    }

    /** A plain Kubernetes, of which nothing more is known; what is, is set by {@code with…}. */
    public static ClusterFacts kubernetes(String platform, String clusterType, String k8sVersion, Nodes nodes) {
        return new ClusterFacts(
                platform,
                clusterType,
                "",
                "",
                "",
                "",
                "",
                k8sVersion,
                nodes,
                "",
                "",
                "",
                "",
                "",
                false,
                false,
                "",
                false);
    }

    /** All of it, as {@code jobSummary} carries it at its top level. */
    public Map<String, Object> summary() {
        Map<String, Object> summary = new TreeMap<>();
        put(summary, "distribution", distribution);
        put(summary, "stream", stream);
        put(summary, "ocpVersion", ocpVersion);
        put(summary, "clusterName", clusterName);
        put(summary, "region", region);
        put(summary, "publish", publish);
        put(summary, "workerArch", workerArch);
        put(summary, "controlPlaneArch", controlPlaneArch);
        put(summary, "ipsecMode", ipsecMode);
        put(summary, "masterNodesType", nodes.masterType());
        put(summary, "workerNodesType", nodes.workerType());
        put(summary, "infraNodesType", nodes.infraType());
        put(summary, "masterNodesCount", nodes.masters());
        put(summary, "infraNodesCount", nodes.infra());
        put(summary, "otherNodesCount", nodes.others());
        summary.putAll(stamp());
        summary.put("platform", platform);
        summary.put("clusterType", clusterType);
        summary.put("sdnType", sdnType);
        summary.put("ocpMajorVersion", ocpMajorVersion);
        summary.put("workerNodesCount", nodes.workers());
        summary.put("fips", fips);
        summary.put("ipsec", ipsec);
        summary.put("microshift", microshift);
        return summary;
    }

    /** What kube-burner stamps into the metadata of every document. */
    public Map<String, Object> stamp() {
        Map<String, Object> stamp = new TreeMap<>();
        put(stamp, "k8sVersion", k8sVersion);
        put(stamp, "totalNodes", nodes.total());
        return stamp;
    }

    private static void put(Map<String, Object> summary, String name, String value) {
        if (!value.isEmpty()) {
            summary.put(name, value);
        }
    }

    private static void put(Map<String, Object> summary, String name, int count) {
        if (count != 0) {
            summary.put(name, count);
        }
    }
}
