package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PodOrders;
import io.quietcore.results.facts.ClusterFacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is asked of the API server. Requests are tried again while it is away ({@link #RETRIES}); what it refuses becomes a
 * {@link ClusterException}. From any thread.
 */
public final class Cluster implements AutoCloseable {
    /** With fabric8's doubling interval, from 100 ms to 3.2 s: for about a minute. */
    static final int RETRIES = 24;

    private static final int MAX_ERROR_BYTES = 10_000;

    /** Machine configuration operator; OpenShift has it, other clusters have none. */
    private static final ResourceDefinitionContext MACHINE_CONFIG_POOLS = new ResourceDefinitionContext.Builder()
            .withGroup("machineconfiguration.openshift.io")
            .withVersion("v1")
            .withKind("MachineConfigPool")
            .withPlural("machineconfigpools")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final String master;
    private final String defaultNamespace;

    private Cluster(KubernetesClient client) {
        this.client = client;
        this.master = client.getMasterUrl().toString();
        this.defaultNamespace = client.getNamespace() == null ? "default" : client.getNamespace();
    }

    /**
     * The cluster of a kubeconfig's context, of the {@code KUBECONFIG} or of the pod that this runs in.
     *
     * @param context its name, or null for the current one
     * @throws ClusterException when there is none, or none answers
     */
    public static Cluster connect(@Nullable String context) throws ClusterException, InterruptedException {
        return of(Connection.open(context, RETRIES));
    }

    /** Around a client that somebody made. */
    static Cluster of(KubernetesClient client) {
        return new Cluster(client);
    }

    /** The namespace of the context. */
    public String defaultNamespace() {
        return defaultNamespace;
    }

    /** As the API server calls itself, such as {@code v1.36.2}. */
    private String version() throws ClusterException {
        return asked("ask for the version", () -> client.getKubernetesVersion().getGitVersion());
    }

    /** What documents say of this cluster. */
    public ClusterFacts facts() throws ClusterException {
        return NodeRoles.facts(nodes(), version());
    }

    LeaseRequests leases() {
        return new LeaseRequests(client, master);
    }

    List<Node> nodes() throws ClusterException {
        return asked("list nodes", () -> client.nodes().list().getItems());
    }

    /** The labels by which a pool selects its nodes. */
    public Map<String, String> labelsOfPool(String pool) throws ClusterException {
        GenericKubernetesResource found =
                asked("get the MachineConfigPool " + pool, () -> client.genericKubernetesResources(MACHINE_CONFIG_POOLS)
                        .withName(pool)
                        .get());
        if (found == null) {
            throw new ClusterException("--pool " + pool + ": the cluster has no such MachineConfigPool");
        }
        Map<String, String> labels = found.get("spec", "nodeSelector", "matchLabels");
        if (labels == null || labels.isEmpty()) {
            throw new ClusterException("--pool " + pool + ": its spec.nodeSelector has no matchLabels to choose by");
        }
        return labels;
    }

    /** The image of a pod of the context's namespace: of its first container. */
    public OwnImage imageOf(String pod) throws ClusterException {
        Pod found = asked(
                "get the pod " + pod,
                () -> client.pods().inNamespace(defaultNamespace).withName(pod).get());
        if (found == null || found.getSpec().getContainers().isEmpty()) {
            throw new ClusterException("namespace " + defaultNamespace + " has no pod " + pod
                    + ", whose image the probe pods would get; name one with --image");
        }
        Container first = found.getSpec().getContainers().get(0);
        return new OwnImage(first.getImage(), first.getImagePullPolicy());
    }

    /** The pods of all namespaces; nothing where this user may not list them. */
    @Nullable
    List<Pod> podsOfAllNamespaces() throws ClusterException {
        try {
            return client.pods().inAnyNamespace().list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return null;
            }
            throw ClusterException.of("list the pods of all namespaces", master, e);
        }
    }

    boolean hasRuntimeClass(String name) throws ClusterException {
        return asked(
                        "get the RuntimeClass " + name,
                        () -> client.runtimeClasses().withName(name).get())
                != null;
    }

    /** Creates it; one of that name that is there already was made by a request whose answer was lost. */
    void create(HasMetadata object) throws ClusterException {
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw ClusterException.of(
                        "create the " + object.getKind() + " "
                                + object.getMetadata().getName() + " in namespace "
                                + object.getMetadata().getNamespace(),
                        master,
                        e);
            }
        }
    }

    /** Makes a ConfigMap go when the last of these Jobs goes. */
    void own(String namespace, String configMap, List<Job> jobs) throws ClusterException {
        List<OwnerReference> owners = jobs.stream()
                .map(job -> new OwnerReferenceBuilder()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .build())
                .toList();
        ConfigMap patch = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(configMap)
                .withOwnerReferences(owners)
                .endMetadata()
                .build();
        asked("own the ConfigMap " + configMap, () -> client.configMaps()
                .inNamespace(namespace)
                .withName(configMap)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    List<Job> jobs(String namespace, Map<String, String> labels) throws ClusterException {
        return asked("list jobs in namespace " + namespace, () -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabels(labels)
                .list()
                .getItems());
    }

    /** Whether a Job is gone, or makes no pod any more. */
    boolean isSpent(String namespace, String job) throws ClusterException {
        Job found = asked("get the Job " + job, () -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .get());
        return found == null
                || found.getMetadata().getDeletionTimestamp() != null
                || (found.getStatus() != null
                        && found.getStatus().getConditions().stream()
                                .anyMatch(each -> List.of("Failed", "Complete").contains(each.getType())
                                        && each.getStatus().equals("True")));
    }

    List<Pod> pods(String namespace, Map<String, String> labels) throws ClusterException {
        return asked("list pods in namespace " + namespace, () -> client.pods()
                .inNamespace(namespace)
                .withLabels(labels)
                .list()
                .getItems());
    }

    /** Why a Job has no pod, as its controller says: an admission that refuses it stands in an event, and nowhere else. */
    Optional<String> refusalOf(String namespace, String job) throws ClusterException {
        return asked(
                "list events in namespace " + namespace,
                () ->
                        client
                                .v1()
                                .events()
                                .inNamespace(namespace)
                                .withField("involvedObject.name", job)
                                .list()
                                .getItems()
                                .stream()
                                .filter(event -> "FailedCreate".equals(event.getReason()))
                                .map(Event::getMessage)
                                .findFirst());
    }

    /**
     * Tells a pod what to do.
     *
     * @return false when it is not there any more
     */
    boolean tell(String namespace, String pod, PodOrders orders) throws ClusterException {
        String patch = CanonicalJson.write(
                Map.of("metadata", Map.of("annotations", Map.of(PodOrders.ANNOTATION, CanonicalJson.write(orders)))));
        try {
            client.pods().inNamespace(namespace).withName(pod).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw ClusterException.of("tell the pod " + pod, master, e);
        }
    }

    /**
     * Follows the log of a probe's container. Asked for directly: fabric8's LogWatch takes the text of an error for a log, and
     * its closing does not end a reading that waits.
     *
     * @param sinceSeconds from so long ago; null for all that the kubelet has
     * @param limitNs by when an answer has to have begun
     * @return the stream; closing it, from any thread, ends a reading
     * @throws IOException when there is none, now
     */
    InputStream log(String namespace, String pod, @Nullable Integer sinceSeconds, long limitNs)
            throws IOException, InterruptedException {
        HttpClient http = client.getHttpClient();
        String path = "api/v1/namespaces/" + namespace + "/pods/" + pod + "/log?follow=true&container="
                + JobFactory.CONTAINER + (sinceSeconds == null ? "" : "&sinceSeconds=" + sinceSeconds);
        CompletableFuture<HttpResponse<InputStream>> answer = http.sendAsync(
                http.newHttpRequestBuilder()
                        .uri(client.getMasterUrl() + path)
                        .forStreaming()
                        .build(),
                InputStream.class);
        try {
            HttpResponse<InputStream> response = answer.get(limitNs, TimeUnit.NANOSECONDS);
            if (response.isSuccessful()) {
                return response.body();
            }
            try (InputStream error = response.body()) {
                throw new IOException(saidBy(new String(error.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8)));
            }
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } finally {
            answer.cancel(true);
        }
    }

    /** The message of an API server's answer, where it is one. */
    private static String saidBy(String answer) {
        try {
            return String.valueOf(Serialization.unmarshal(answer, Status.class).getMessage());
        } catch (IllegalArgumentException e) {
            return answer.strip();
        }
    }

    /**
     * Watches pods, over broken connections and missed events (410 Gone), until it is closed.
     *
     * @param indexers by which they are found
     */
    SharedIndexInformer<Pod> watch(
            String namespace,
            Map<String, String> labels,
            Map<String, Function<Pod, List<String>>> indexers,
            ResourceEventHandler<Pod> handler)
            throws ClusterException {
        return asked("watch pods in namespace " + namespace, () -> {
            SharedIndexInformer<Pod> informer =
                    client.pods().inNamespace(namespace).withLabels(labels).runnableInformer(0);
            informer.addIndexers(indexers);
            informer.addEventHandler(handler);
            informer.run();
            return informer;
        });
    }

    /** Whether a node is Ready, and since when it is not, in words. Listed, so that nobody has to grant more than that. */
    String conditionOf(String node) throws ClusterException {
        return nodes().stream()
                .filter(each -> each.getMetadata().getName().equals(node))
                .findFirst()
                .map(Cluster::condition)
                .orElse("the cluster has no node " + node + " any more");
    }

    private static String condition(Node node) {
        String name = node.getMetadata().getName();
        return node.getStatus().getConditions().stream()
                .filter(each -> each.getType().equals("Ready"))
                .map(each -> each.getStatus().equals("True")
                        ? "node " + name + " is Ready"
                        : "node " + name + " is not Ready since " + each.getLastTransitionTime() + ": "
                                + each.getMessage())
                .findFirst()
                .orElse("node " + name + " says nothing of its condition");
    }

    /**
     * Deletes Jobs with their pods, and ConfigMaps; {@link Removal} waits until they are gone.
     *
     * @return how many there were
     */
    int delete(String namespace, Map<String, String> labels) throws ClusterException {
        int found = jobs(namespace, labels).size() + pods(namespace, labels).size();
        asked("delete jobs in namespace " + namespace, () -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabels(labels)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete());
        asked("delete configmaps in namespace " + namespace, () -> client.configMaps()
                .inNamespace(namespace)
                .withLabels(labels)
                .delete());
        return found;
    }

    private <T> T asked(String doing, Supplier<T> request) throws ClusterException {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw ClusterException.of(doing, master, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
