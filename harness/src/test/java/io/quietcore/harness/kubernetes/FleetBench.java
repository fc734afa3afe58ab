package io.quietcore.harness.kubernetes;

import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.kubeconfig.ClientSettings;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.RunContents;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import io.quietcore.workloads.Side;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A controller on simulated nodes: it looks at them, deploys one side, collects two repetitions of every node and removes all
 * of it. A benchmark, not a test; {@code scripts/bench fleet} makes the nodes.
 */
public final class FleetBench {
    /** What the names of simulated nodes begin with; a number follows. */
    static final String NODE = "quietcore-fleet-";

    /** The label, and the taint that keeps other pods away. */
    static final String LABEL = "quietcore.io/fleet";

    private static final int PARALLELISM = 50;

    private static final String CAMPAIGN = """
            campaign: fleet
            description: one side on many nodes
            backend: kubernetes
            repetitions: 2
            blockSize: 2
            explain: 0
            primary: [jitter-lost]
            probes: {jitter: {windows: 2, window: 200ms, threshold: 1us}}
            sides: {only: {pod: {tolerations: [quietcore.io/fleet]}}}
            """;

    private FleetBench() {}

    /**
     * Prints one line of JSON.
     *
     * @param args how many nodes there are, the namespace, an empty folder
     */
    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[0]);
        Logging.toStandardError("info");
        AtomicLong requests = new AtomicLong();
        long begun = System.nanoTime();
        Map<String, Object> line = new TreeMap<>();
        try (Cluster cluster = connect(requests)) {
            Campaign campaign = campaign();
            ClusterSurvey survey = ClusterSurvey.of(
                    cluster,
                    new ClusterSettings(
                            null,
                            args[1],
                            Map.of(),
                            "simulated:1",
                            null,
                            PARALLELISM,
                            0,
                            ClusterSettings.Exclusive.TUNED,
                            false),
                    new NodeChoice(List.of(), SimulatedNodes.labels()),
                    1,
                    campaign.sides().stream().map(Side::pod).toList());
            if (survey.nodes().size() != nodes) {
                throw new IllegalStateException(
                        "expected " + nodes + " nodes, found " + survey.nodes().size());
            }
            line.put("surveySeconds", seconds(begun));
            RunContents contents = measured(cluster, survey, campaign, Path.of(args[2]));
            line.put(
                    "invalid",
                    contents.setAside().stream()
                            .filter(each -> !each.reasons().isEmpty())
                            .count());
            line.put("setAside", contents.setAside().size());
            line.put("results", contents.run().repetitions().size());
        }
        line.put("nodes", nodes);
        // One looked at each node, one measured on it.
        line.put("pods", 2 * nodes);
        line.put("seconds", seconds(begun));
        line.put("controllerCpuSeconds", cpuSeconds());
        line.put("peakBytes", peakHeapBytes());
        line.put("apiRequests", requests.get());
        System.out.println(CanonicalJson.write(line));
        System.exit(0);
    }

    private static RunContents measured(Cluster cluster, ClusterSurvey survey, Campaign campaign, Path out)
            throws IOException, InterruptedException {
        try (CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC());
                KubernetesBackend backend = new KubernetesBackend(cluster, survey.settings(), survey.reports())) {
            folder.begin(campaign, CAMPAIGN.getBytes(StandardCharsets.UTF_8), null, null, false);
            backend.carryOut(new CampaignOrders(
                    campaign,
                    folder.started().map(CampaignStarted::campaignId).orElseThrow(),
                    CampaignPlan.groups(campaign, backend.places())));
            new CampaignRun(campaign, folder, backend, false).measure(List.of("only"));
            return folder.run("only").orElseThrow().read();
        }
    }

    private static Cluster connect(AtomicLong requests) throws IOException {
        Config config = ClientSettings.of(null);
        config.setRequestRetryBackoffLimit(Cluster.RETRIES);
        return Cluster.of(new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("count", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        requests.incrementAndGet();
                    }
                }))
                .build());
    }

    private static Campaign campaign() {
        CampaignYaml.Outcome outcome = CampaignYaml.parse("fleet.yml", CAMPAIGN.getBytes(StandardCharsets.UTF_8));
        if (outcome instanceof CampaignYaml.Parsed parsed) {
            return parsed.campaign();
        }
        throw new IllegalStateException(outcome.toString());
    }

    private static double seconds(long begunNs) {
        return Math.round((System.nanoTime() - begunNs) / 1e8) / 10.0;
    }

    private static double cpuSeconds() {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.round(process.getProcessCpuTime() / (double) TimeUnit.MILLISECONDS.toNanos(100)) / 10.0;
    }

    /** What the heap's pools held at most, garbage with it: no moment was worse. */
    private static long peakHeapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
