package io.quietcore.harness.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PodOrders;
import io.quietcore.harness.kubeconfig.ClientSettings;
import io.quietcore.harness.telemetry.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The kubelets' side of simulated nodes, for {@link FleetBench}: where the API server asks them for a container's log, it is
 * asked here, and a pod's orders are answered with frames of a recorded repetition. A
 * process of its own, so that the controller's time and memory are the controller's.
 */
public final class SimulatedKubelets {
    private static final int POD_IN_PATH = 3;
    private static final char[] PASSWORD = "quietcore".toCharArray();
    private static final int TIMERS = 16;

    private final KubernetesClient client;
    private final RecordedRepetition recorded;
    private final Map<String, SimulatedPod> pods = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(TIMERS);

    private final SimulatedNodes nodes;

    private SimulatedKubelets(KubernetesClient client, RecordedRepetition recorded) {
        this.client = client;
        this.recorded = recorded;
        this.nodes = new SimulatedNodes(client, timer);
    }

    /**
     * Serves until it is ended.
     *
     * @param args address and port, a PKCS 12 file with the certificate (password "quietcore"), the folder of a repetition
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Logging.toStandardError("warn");
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(ClientSettings.of(null))
                .build();
        SimulatedKubelets kubelets = new SimulatedKubelets(client, RecordedRepetition.read(Path.of(args[3])));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(args[0], Integer.parseInt(args[1])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(Path.of(args[2]))));
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/containerLogs/", kubelets::serve);
        kubelets.watch();
        server.start();
        System.out.println("READY");
    }

    private static SSLContext tls(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The watches live as long as the process. */
    private void watch() {
        var unusedNodes = client.nodes().withLabels(SimulatedNodes.labels()).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Node node) {
                nodes.begin(node);
            }

            @Override
            public void onUpdate(Node before, Node node) {}

            @Override
            public void onDelete(Node node, boolean finalStateUnknown) {}
        });
        var unusedPods = client.pods()
                .inAnyNamespace()
                .withLabel(Labels.NAME, Labels.QUIETCORE)
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        look(pod);
                    }

                    @Override
                    public void onUpdate(Pod before, Pod pod) {
                        look(pod);
                    }

                    @Override
                    public void onDelete(Pod pod, boolean finalStateUnknown) {
                        Optional.ofNullable(pods.remove(pod.getMetadata().getName()))
                                .ifPresent(SimulatedPod::end);
                    }
                });
    }

    private void look(Pod pod) {
        if (!Optional.ofNullable(pod.getSpec().getNodeName()).orElse("").startsWith(FleetBench.NODE)) {
            return;
        }
        nodes.told(pod);
        SimulatedPod told = pods.computeIfAbsent(
                pod.getMetadata().getName(),
                name -> new SimulatedPod(client, recorded, pod.getSpec().getNodeName(), timer));
        String orders = Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(each -> each.get(PodOrders.ANNOTATION))
                .orElse("");
        if (!orders.isEmpty()) {
            told.told(pod, CanonicalJson.read(orders.getBytes(StandardCharsets.UTF_8), PodOrders.class));
        }
    }

    /** {@code /containerLogs/NAMESPACE/POD/CONTAINER?follow=true}, as the API server asks a kubelet. */
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            SimulatedPod pod = pods.get(exchange.getRequestURI().getPath().split("/", -1)[POD_IN_PATH]);
            if (pod == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                pod.follow(out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
