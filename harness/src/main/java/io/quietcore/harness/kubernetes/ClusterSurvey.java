package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.PodReport;
import io.quietcore.workloads.PodShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at the cluster before anything measures.
 *
 * @param settings with the nodes, and the CPUs that a Guaranteed pod can have on each
 * @param reports of the nodes, in the order of their names
 * @param nodes the same, with what the API server says of them
 */
public record ClusterSurvey(ClusterSettings settings, Map<String, PodReport> reports, List<NodeFacts> nodes) {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSurvey.class);

    public ClusterSurvey {
        reports = new LinkedHashMap<>(reports);
        nodes = List.copyOf(nodes);
    }

    /** What stands in the way, all of it: each is one line for the person who asked. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<String> refusals;

        RefusedException(List<String> refusals) {
            super(String.join("\n", refusals));
            this.refusals = List.copyOf(refusals);
        }

        public List<String> refusals() {
            return refusals;
        }
    }

    /**
     * Chooses nodes, looks at them, and counts what is free.
     *
     * @param asked how the campaign is to run; its nodes are not looked at
     * @param cpus that every Guaranteed pod asks for unless its shape says so; null for all that are free
     * @param shapes of the sides' pods
     */
    public static ClusterSurvey of(
            Cluster cluster, ClusterSettings asked, NodeChoice choice, @Nullable Integer cpus, List<PodShape> shapes)
            throws ClusterException, RefusedException, InterruptedException {
        List<String> refusals = new ArrayList<>();
        TreeSet<String> tolerated = new TreeSet<>();
        for (PodShape shape : shapes) {
            shape.tolerations().forEach(each -> tolerated.add(each.split("[=:]", 2)[0]));
            String runtimeClass = shape.runtimeClass();
            if (runtimeClass != null && !cluster.hasRuntimeClass(runtimeClass)) {
                refusals.add("pod.runtimeClass: the cluster has no RuntimeClass " + runtimeClass
                        + "; a PerformanceProfile NAME makes performance-NAME");
            }
        }
        NodeChoice.Chosen chosen = choice.of(cluster.nodes(), List.copyOf(tolerated));
        refusals.addAll(chosen.refusals());
        refusals.addAll(MachineConfigs.updating(chosen.measured()));
        refusals.addAll(held(cluster, asked.namespace(), null, chosen.measured()));
        refuse(refusals);
        Map<String, PodReport> reports =
                described(cluster, asked, UUID.randomUUID().toString(), chosen.measured());
        @Nullable List<Pod> pods = cluster.podsOfAllNamespaces();
        if (pods == null) {
            LOG.warn("this user may not list the pods of all namespaces: what other pods asked for is not known, and a"
                    + " node counts as empty; ask for fewer CPUs with --cpus if pods are not scheduled");
        }
        Map<String, Integer> free = new TreeMap<>();
        for (Node node : chosen.measured()) {
            PodReport report = reports.get(node.getMetadata().getName());
            Capacity capacity = Capacity.of(node, pods, report == null ? 1 : threadsPerCore(report));
            free.put(capacity.node(), cpus == null ? capacity.freeCpus() : cpus);
            refusals.addAll(refusals(capacity, cpus, shapes));
        }
        refuse(refusals);
        return new ClusterSurvey(withCpus(asked, free), reports, facts(chosen.measured(), reports));
    }

    /**
     * A look at the nodes of a campaign that is gone on with: they are settled, and its own pods may be on them.
     *
     * @param campaignId which takes away what a look of its own left, whose controller was killed
     */
    public static ClusterSurvey again(Cluster cluster, ClusterSettings settings, String campaignId)
            throws ClusterException, RefusedException, InterruptedException {
        List<Node> all = cluster.nodes();
        List<String> refusals = new ArrayList<>(new NodeChoice(settings.nodes(), Map.of())
                .of(all, List.of()).refusals().stream()
                        .filter(each -> each.contains("no such node"))
                        .toList());
        List<Node> nodes = all.stream()
                .filter(node -> settings.cpus().containsKey(node.getMetadata().getName()))
                .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
                .toList();
        refusals.addAll(MachineConfigs.updating(nodes));
        refusals.addAll(held(cluster, settings.namespace(), campaignId, nodes));
        refuse(refusals);
        Map<String, PodReport> reports = described(cluster, settings, campaignId, nodes);
        return new ClusterSurvey(settings, reports, facts(nodes, reports));
    }

    /** The look itself runs pods on the nodes, which would be in somebody's measurement. */
    private static List<String> held(Cluster cluster, String namespace, @Nullable String campaignId, List<Node> nodes)
            throws ClusterException, InterruptedException {
        return NodeLeases.refusals(cluster.leases(), namespace, campaignId, names(nodes));
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream().map(node -> node.getMetadata().getName()).toList();
    }

    private static List<NodeFacts> facts(List<Node> nodes, Map<String, PodReport> reports) {
        List<NodeFacts> facts = new ArrayList<>();
        for (Node node : nodes) {
            String name = node.getMetadata().getName();
            PodReport report = reports.get(name);
            facts.add(new NodeFacts(name, report == null ? "" : report.bootId(), MachineConfigs.current(node)));
        }
        return facts;
    }

    private static Map<String, PodReport> described(
            Cluster cluster, ClusterSettings asked, String campaignId, List<Node> nodes)
            throws ClusterException, InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            return new Discovery(cluster, asked, timer).describe(campaignId, names(nodes));
        } finally {
            timer.shutdownNow();
        }
    }

    private static List<String> refusals(Capacity capacity, @Nullable Integer cpus, List<PodShape> shapes) {
        List<String> refusals = new ArrayList<>();
        for (PodShape shape : shapes) {
            if (shape.qos() == PodShape.Qos.GUARANTEED) {
                Integer own = shape.cpus() == null ? cpus : shape.cpus();
                String refusal = capacity.refusal(own == null ? capacity.freeCpus() : own);
                if (refusal != null && !refusals.contains(refusal)) {
                    refusals.add(refusal);
                }
            }
        }
        return refusals;
    }

    private static int threadsPerCore(PodReport report) {
        return report.topology().cores().stream()
                .map(Core::cpus)
                .mapToInt(each -> each.size())
                .max()
                .orElse(1);
    }

    private static ClusterSettings withCpus(ClusterSettings asked, Map<String, Integer> cpus) {
        return new ClusterSettings(
                asked.context(),
                asked.namespace(),
                cpus,
                asked.image(),
                asked.imagePullPolicy(),
                asked.parallelism(),
                asked.startDelayMs(),
                asked.exclusive(),
                asked.realTime());
    }

    private static void refuse(List<String> refusals) throws RefusedException {
        if (!refusals.isEmpty()) {
            throw new RefusedException(refusals);
        }
    }
}
