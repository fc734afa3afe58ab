package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's mock of an API server with {@link FakeKubelets} behind it. Who is tested gets its answers 5 to 50 ms late, and
 * such faults as a test asks for; the kubelets are spared both.
 */
final class FakeCluster implements AutoCloseable {
    static final String NAMESPACE = "quietcore";

    /** Kept, so that its level is: every request would be told. */
    private static final Logger MOCK = Logger.getLogger("io.fabric8.mockwebserver");

    private static final String TESTED = "x-tested";
    private static final int SHORTEST_DELAY_MS = 5;
    private static final int LONGEST_DELAY_MS = 50;

    private final KubernetesMockServer server;
    private final FaultyDispatcher dispatcher = new FaultyDispatcher();
    private final KubernetesClient client;
    private final CutRoad road;
    private final AtomicReference<@Nullable Away> awayToCome = new AtomicReference<>();
    final FakeLogs logs = new FakeLogs();
    final FakeKubelets kubelets;

    /** At which request the API server goes away, and for how many tries. */
    private record Away(String method, String path, int tries) {
        boolean isAt(HttpRequest request) {
            return request.method().equals(method) && request.uri().getPath().contains(path);
        }
    }

    /**
     * A cluster.
     *
     * @param nodes what a pod says that measures there
     */
    FakeCluster(Map<String, PodReport> nodes) throws IOException {
        MOCK.setLevel(Level.WARNING);
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
        server.init();
        client = server.createClient();
        road = new CutRoad(server.getPort());
        kubelets = new FakeKubelets(client, logs, nodes);
    }

    /** For who is tested; each call another controller's. */
    Cluster connect() {
        Config config = new ConfigBuilder(client.getConfiguration())
                .withMasterUrl("http://localhost:" + road.port())
                .withNamespace(NAMESPACE)
                .withRequestRetryBackoffLimit(Cluster.RETRIES)
                .build();
        return Cluster.of(new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("test", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        builder.setHeader(TESTED, "yes");
                        Away away = awayToCome.get();
                        if (away != null && away.isAt(request) && awayToCome.compareAndSet(away, null)) {
                            goAway(away.tries);
                        }
                        if (request.uri().getPath().endsWith("/log")) {
                            builder.uri(logs.here(request.uri()));
                        }
                    }
                }))
                .build());
    }

    /** A node of one CPU that is ready. */
    void addNode(String name) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withAllocatable(Map.of("cpu", new Quantity("1")))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    /** As whoever looks from beside. */
    KubernetesClient client() {
        return client;
    }

    /** Who is tested loses all connections, to the logs too, and the next tries are in vain. */
    void goAway(int tries) {
        road.cut(tries);
        logs.cut(tries);
    }

    /** The same, when this is asked the next time. */
    void goAwayWhenAsked(String method, String path, int tries) {
        awayToCome.set(new Away(method, path, tries));
    }

    boolean isAwayToCome() {
        return awayToCome.get() != null;
    }

    /** So many requests are answered with 500. */
    void failRequests(int requests) {
        dispatcher.failures.set(requests);
    }

    /** Who is tested may not list the Leases of all namespaces. */
    void forbidLeasesOfAllNamespaces() {
        dispatcher.leasesForbidden = true;
    }

    /** The next watch of pods hears nothing, until it is told 410 Gone: what happened meanwhile has to be listed. */
    void nextWatchMissesEverything() {
        dispatcher.deaf = true;
    }

    void tellTheDeafWatchThatItsEventsAreGone() {
        WebSocket watch = dispatcher.deafWatch;
        if (watch == null) {
            throw new IllegalStateException("nobody watched");
        }
        watch.send("""
                {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired",\
                "message":"too old resource version","code":410}}""");
    }

    /** What carries our label. */
    List<String> ours() {
        List<HasMetadata> found = new ArrayList<>();
        found.addAll(client.batch().v1().jobs().inAnyNamespace().list().getItems());
        found.addAll(client.pods().inAnyNamespace().list().getItems());
        found.addAll(client.configMaps().inAnyNamespace().list().getItems());
        found.addAll(client.leases().inAnyNamespace().list().getItems());
        return found.stream()
                .map(each -> each.getKind() + " " + each.getMetadata().getName())
                .toList();
    }

    @Override
    public void close() {
        kubelets.close();
        client.close();
        try {
            road.close();
            logs.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.destroy();
    }

    private static final class FaultyDispatcher extends KubernetesCrudDispatcher {
        private final AtomicInteger failures = new AtomicInteger();
        private final Random delays = new Random(5);
        private volatile boolean deaf;
        private volatile boolean leasesForbidden;
        private volatile @Nullable WebSocket deafWatch;

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (request.getHeader(TESTED) == null) {
                return super.dispatch(request);
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return new MockResponse().setResponseCode(500).setBody("etcdserver: leader changed");
            }
            if (leasesForbidden && request.getPath().startsWith("/apis/coordination.k8s.io/v1/leases")) {
                return new MockResponse().setResponseCode(403).setBody("""
                        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,\
                        "message":"leases.coordination.k8s.io is forbidden"}""");
            }
            if (deaf
                    && request.getPath().contains("/pods?")
                    && request.getPath().contains("watch=true")) {
                deaf = false;
                return new MockResponse().withWebSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket webSocket, Response response) {
                        deafWatch = webSocket;
                    }
                });
            }
            MockResponse response = super.dispatch(withoutEventsSelector(request));
            return response.getWebSocketListener() == null
                    ? response.setBodyDelay(
                            SHORTEST_DELAY_MS + delays.nextInt(LONGEST_DELAY_MS - SHORTEST_DELAY_MS + 1),
                            TimeUnit.MILLISECONDS)
                    : response;
        }

        /** The mock knows no fields of events: whose they are is left to the events that there are. */
        private static RecordedRequest withoutEventsSelector(RecordedRequest request) {
            return request.getPath().contains("/events?")
                    ? new RecordedRequest(
                            request.getHttpVersion(),
                            request.method(),
                            request.getPath().replaceFirst("\\?.*", ""),
                            request.getHeaders(),
                            request.getBody())
                    : request;
        }
    }
}
