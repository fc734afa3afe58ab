package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a kubelet tells the API server: that its node lives, that its pods run, and that they are gone. */
final class SimulatedNodes {
    /** Two fit into what the node controller waits (scripts/cluster with NODE_GRACE=60s); more often, 1,000 nodes take a CPU. */
    private static final long RENEW_SECONDS = 25;

    private static final String LEASES = "kube-node-lease";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final ScheduledExecutorService threads;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    SimulatedNodes(KubernetesClient client, ScheduledExecutorService threads) {
        this.client = client;
        this.threads = threads;
    }

    /** From now on this node lives. */
    void begin(Node node) {
        String name = node.getMetadata().getName();
        if (begun.add(name)) {
            threads.execute(() -> renew(name));
            // Each at a moment of its own within the period, and not all together.
            long offset = 1 + Math.floorMod(name.hashCode(), RENEW_SECONDS);
            var unused = threads.scheduleAtFixedRate(() -> renew(name), offset, RENEW_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void renew(String node) {
        try {
            client.leases()
                    .inNamespace(LEASES)
                    .withName(node)
                    .patch(MERGE, "{\"spec\":{\"renewTime\":\"" + now() + "\"}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                create(node);
            }
        }
    }

    private void create(String node) {
        try {
            client.resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .withNamespace(LEASES)
                            .withLabels(labels())
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity(node)
                            .withLeaseDurationSeconds(40)
                            .withRenewTime(Instant.now().atZone(ZoneOffset.UTC))
                            .endSpec()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            System.err.println("lease of " + node + ": " + e.getMessage());
        }
    }

    private static String now() {
        return Instant.ofEpochMilli(System.currentTimeMillis()).plusNanos(1_000).toString();
    }

    /** A pod that was scheduled runs; one that is deleted goes. */
    void told(Pod pod) {
        String uid = pod.getMetadata().getUid();
        boolean pending = "Pending".equals(pod.getStatus().getPhase());
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            if (gone.add(uid)) {
                threads.execute(() -> end(pod));
            }
        } else if (pending && begun.add(uid)) {
            threads.execute(() -> run(pod));
        }
    }

    private void end(Pod pod) {
        client.resource(pod).withGracePeriod(0).delete();
    }

    private void run(Pod pod) {
        String at = Instant.now().toString();
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(each -> new ContainerStatusBuilder()
                        .withName(each.getName())
                        .withImage(each.getImage())
                        .withReady(true)
                        .withNewState()
                        .withNewRunning(at)
                        .endState()
                        .build())
                .toList();
        try {
            client.resource(new PodBuilder(pod)
                            .editStatus()
                            .withPhase("Running")
                            .withStartTime(at)
                            .withContainerStatuses(containers)
                            .endStatus()
                            .build())
                    .patchStatus();
        } catch (KubernetesClientException e) {
            System.err.println("pod " + pod.getMetadata().getName() + ": " + e.getMessage());
        }
    }

    /** The labels by which nodes of a benchmark are found. */
    static Map<String, String> labels() {
        return Map.of(FleetBench.LABEL, "yes");
    }
}
