package io.quietcore.harness.kubernetes;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.kubernetes.ClusterSettings.Exclusive;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.PodReport;
import io.quietcore.workloads.Campaign;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Backends on a {@link FakeCluster}. */
final class Backends {
    static final String CAMPAIGN_ID = "00000000-0000-4000-8000-000000000009";

    static final String OTHER_ID = "00000000-0000-4000-8000-000000000010";

    /** Nobody waits for minutes in a test; but a result that comes is waited for on the slowest machine. */
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(1));

    /** Of who knows that nothing will come. */
    static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(30));

    static final Backend.Listener NOBODY = new Backend.Listener() {
        @Override
        public void progressed(ProbeSpec role, Progress progress) {}

        @Override
        public void said(ProbeSpec role, String line) {}
    };

    private Backends() {}

    static PodReport exclusive(String node, NodeTopology topology) {
        return new PodReport(node, "boot of " + node, topology, true, "a test says so");
    }

    static ClusterSettings settings(Map<String, Integer> cpus) {
        return settings(cpus, Exclusive.TUNED);
    }

    private static ClusterSettings settings(Map<String, Integer> cpus, Exclusive exclusive) {
        return new ClusterSettings(
                null, FakeCluster.NAMESPACE, cpus, "localhost/quietcore:t", "Never", 2, 0, exclusive, false);
    }

    /** On nodes that were looked at. */
    static Backend on(FakeCluster cluster, Campaign campaign, Map<String, PodReport> reports) {
        return on(cluster, campaign, reports, Exclusive.TUNED, PATIENCE);
    }

    /** The same, of another campaign. */
    static Backend ofAnother(FakeCluster cluster, Campaign campaign, Map<String, PodReport> reports) {
        return on(cluster, new CampaignOrders(campaign, OTHER_ID, List.of()), reports, Exclusive.TUNED, PATIENCE);
    }

    /** The same, and no pod has to have CPUs of its own. */
    static Backend requiringNothing(FakeCluster cluster, Campaign campaign, Map<String, PodReport> reports) {
        return on(cluster, campaign, reports, Exclusive.NEVER, PATIENCE);
    }

    /** The same, for so long. */
    static Backend on(FakeCluster cluster, Campaign campaign, Map<String, PodReport> reports, Patience patience) {
        return on(cluster, campaign, reports, Exclusive.TUNED, patience);
    }

    private static Backend on(
            FakeCluster cluster,
            Campaign campaign,
            Map<String, PodReport> reports,
            Exclusive exclusive,
            Patience patience) {
        return on(cluster, new CampaignOrders(campaign, CAMPAIGN_ID, List.of()), reports, exclusive, patience);
    }

    private static Backend on(
            FakeCluster cluster,
            CampaignOrders orders,
            Map<String, PodReport> reports,
            Exclusive exclusive,
            Patience patience) {
        Map<String, Integer> cpus = new TreeMap<>();
        reports.keySet().forEach(node -> cpus.put(node, 1));
        KubernetesBackend backend =
                new KubernetesBackend(cluster.connect(), settings(cpus, exclusive), new TreeMap<>(reports), patience);
        Campaign campaign = orders.campaign();
        backend.carryOut(
                new CampaignOrders(campaign, orders.campaignId(), CampaignPlan.groups(campaign, backend.places())));
        return backend;
    }
}
