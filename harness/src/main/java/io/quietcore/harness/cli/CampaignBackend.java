package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.CpuLocks;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.kubernetes.CampaignOrders;
import io.quietcore.harness.kubernetes.Cluster;
import io.quietcore.harness.kubernetes.ClusterSettings;
import io.quietcore.harness.kubernetes.ClusterSurvey;
import io.quietcore.harness.kubernetes.KubernetesBackend;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.compare.PlanPower;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.PodsObserved;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Load;
import io.quietcore.workloads.ProbeLoad;
import io.quietcore.workloads.Side;
import io.quietcore.workloads.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a campaign is measured: this machine, or a cluster.
 *
 * @param backend open
 * @param cluster how it runs there; null for this machine
 * @param facts of the cluster, for documents; likewise
 * @param nodes as they are now; none for this machine
 */
record CampaignBackend(
        Backend backend,
        @Nullable ClusterSettings cluster,
        @Nullable ClusterFacts facts,
        List<NodeFacts> nodes) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignBackend.class);

    /**
     * Opens it.
     *
     * @param context of the kubeconfig, or null for its current one
     * @param directory of the campaign, which may have been begun on a cluster
     */
    static CampaignBackend open(CampaignOptions options, @Nullable String context, Campaign campaign, Path directory)
            throws IOException, CommandFailure, InterruptedException {
        Path kept = directory.resolve(ClusterSettings.FILE);
        @Nullable
        ClusterSettings begun = Files.isRegularFile(kept) ? CanonicalJson.read(kept, ClusterSettings.class) : null;
        if (begun != null || target(options, campaign) == Target.KUBERNETES) {
            return onCluster(options.kubernetes, context, campaign, directory, begun);
        }
        StorageFiles.check(campaign);
        return new CampaignBackend(options.probes.backend(), null, null, List.of());
    }

    static Target target(CampaignOptions options, Campaign campaign) throws CommandFailure {
        String typed = options.kubernetes.backend;
        if (typed == null) {
            return campaign.target();
        }
        for (Target each : Target.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(typed)) {
                return each;
            }
        }
        throw CommandFailure.error("--backend: found '" + typed + "'; expected local or kubernetes");
    }

    private static CampaignBackend onCluster(
            KubernetesOptions typed,
            @Nullable String context,
            Campaign campaign,
            Path directory,
            @Nullable ClusterSettings begun)
            throws IOException, CommandFailure, InterruptedException {
        for (ProbeLoad load : campaign.probes()) {
            if (load.probe() == Probe.BENCHMARK) {
                throw CommandFailure.error("probes.benchmark: a jar of this machine is not in the pods' image;"
                        + " measure it with --backend local, or build an image that has it");
            }
        }
        Cluster cluster = Cluster.connect(begun == null ? context : begun.context());
        try {
            LOG.info("looking at the cluster's nodes");
            ClusterSurvey survey = begun != null
                    ? ClusterSurvey.again(cluster, begun, campaignId(directory))
                    : ClusterSurvey.of(
                            cluster,
                            typed.settings(cluster, context),
                            typed.nodes(cluster),
                            typed.cpus,
                            campaign.sides().stream().map(Side::pod).toList());
            survey.reports()
                    .forEach((node, report) -> LOG.info(
                            "node {}: CPUs {}, {} NUMA nodes; Guaranteed pods take {}",
                            node,
                            report.topology().online(),
                            report.topology().numaNodes().size(),
                            survey.settings().cpus().get(node)));
            return new CampaignBackend(
                    new KubernetesBackend(cluster, survey.settings(), survey.reports()),
                    survey.settings(),
                    cluster.facts(),
                    survey.nodes());
        } catch (ClusterSurvey.RefusedException e) {
            cluster.close();
            throw new CommandFailure(ExitCode.ERROR, e.refusals());
        } catch (IOException e) {
            cluster.close();
            if (Thread.interrupted()) {
                // What a request that was interrupted throws says nothing of the cluster.
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        } catch (CommandFailure | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static String campaignId(Path directory) throws IOException {
        return Journal.entries(directory).stream()
                .filter(CampaignStarted.class::isInstance)
                .map(each -> ((CampaignStarted) each).campaignId())
                .findFirst()
                .orElseThrow(() -> new IOException(
                        directory + " holds " + ClusterSettings.FILE + " and no journal of a campaign"));
    }

    /** Tells it which campaign it is, and keeps how and where these sides run. */
    void begin(CampaignFolder folder, Campaign campaign, List<String> sides) throws IOException {
        if (backend instanceof KubernetesBackend kubernetes && cluster != null) {
            folder.writeJson(ClusterSettings.FILE, cluster);
            for (String side : sides) {
                folder.meet(side, nodes);
            }
            kubernetes.carryOut(new CampaignOrders(
                    campaign,
                    folder.started().map(CampaignStarted::campaignId).orElseThrow(),
                    CampaignPlan.groups(campaign, backend.places())));
            kubernetes.observe((side, pods) -> folder.journal()
                    .append(new PodsObserved(side, pods, folder.clock().instant())));
        }
    }

    /** Takes what this campaign measures on, of this machine; in a cluster nothing yet. */
    void claim(Campaign campaign) throws CommandFailure {
        if (!(backend instanceof LocalBackend local)) {
            return;
        }
        List<List<PlacementRequest>> groups = new ArrayList<>();
        for (Side side : campaign.sides()) {
            CampaignPlan.groups(campaign, backend.places())
                    .forEach(group -> groups.add(CampaignPlan.requests(group, side)));
        }
        claim(local, groups, campaign.load() != Load.NONE);
    }

    /** Takes the CPUs of these groups. */
    static void claim(LocalBackend local, List<List<PlacementRequest>> groups, boolean loaded) throws CommandFailure {
        try {
            local.claim(groups, loaded);
        } catch (CpuLocks.HeldException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
    }

    /** What cannot be placed, in words. */
    List<String> refusals(Campaign campaign, Side side) {
        return backend.refusals(CampaignPlan.requests(
                CampaignPlan.groups(campaign, backend.places()).get(0), side));
    }

    /** What is wrong with the campaign's controls on these nodes, in words. */
    List<String> refusalsOfControls(Campaign campaign) {
        return cluster == null ? List.of() : refusalsOfControls(campaign, cluster.nodes());
    }

    static List<String> refusalsOfControls(Campaign campaign, List<String> nodes) {
        if (campaign.controls().isEmpty() || campaign.compared().isEmpty()) {
            return List.of();
        }
        List<String> missing = campaign.controls().stream()
                .filter(node -> !nodes.contains(node))
                .toList();
        if (!missing.isEmpty()) {
            return List.of(
                    "controls: " + String.join(", ", missing) + " would not be measured; the nodes are " + nodes);
        }
        int controls = campaign.controls().size();
        int tuned = nodes.size() - controls;
        int verdicts = campaign.primary().size() * campaign.compared().size();
        return tuned == 0
                ? List.of(
                        "controls: every node that would be measured is one; measure nodes that the sides change, too")
                : PlanPower.refusalOfNodes(tuned, controls, verdicts).map(each -> "controls: " + each).stream()
                        .toList();
    }

    @Override
    public void close() {
        backend.close();
    }
}
