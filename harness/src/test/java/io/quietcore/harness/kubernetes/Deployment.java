package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code workloads/deploy} on a cluster whose nodes are this machine, by kubectl alone, as its README tells a user to. */
final class Deployment {
    static final String NAMESPACE = "quietcore";

    private static final Path DEPLOY = Path.of(System.getProperty("quietcore.root"), "workloads/deploy");
    private static final Pattern INDEXED = Pattern.compile("indexed: (\\d+) documents into \\S+ at \\S+ \\1 created, ");
    /** Of a pod's image that is there, with room for a busy machine. */
    private static final String LONGEST_START = "--timeout=120s";

    private final RealCluster cluster;
    private final Path folder;
    private final Path claim;
    private final String server;
    private final String index;
    private final Map<String, String> printed = new TreeMap<>();
    private final Map<String, String> conditions = new TreeMap<>();
    private final Map<String, List<String>> left = new TreeMap<>();

    /** Of a namespace that is not there yet: a deployment of somebody else's is left alone. */
    Deployment(RealCluster cluster, Path folder, String server, String index) throws Exception {
        this.cluster = cluster;
        this.folder = folder;
        this.server = server;
        this.index = index;
        claim = Files.createDirectory(folder.resolve("claim"));
        // The controller is no user of this machine.
        Files.setPosixFilePermissions(claim, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(cluster.kubectl("get", "namespace", NAMESPACE, "--ignore-not-found"))
                .as("namespace %s", NAMESPACE)
                .isEmpty();
    }

    /** This machine's address, as the cluster's pods reach it. */
    static String addressForPods(RealCluster cluster) throws Exception {
        String node = cluster.kubectl(
                "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}");
        try (DatagramSocket socket = new DatagramSocket()) {
            // Nothing is sent: it is how the kernel says from which address it would be.
            socket.connect(InetAddress.getByName(node), 9);
            return socket.getLocalAddress().getHostAddress();
        }
    }

    /**
     * One of the folders, with {@code index}, by a kustomization of the test's own.
     *
     * @param template where the pod's template is in the object of that kind
     */
    void apply(String name, String kind, String template, String campaign) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        String image = System.getenv("QUIETCORE_IMAGE");
        int colon = image.lastIndexOf(':');
        Files.writeString(own.resolve("volume.yaml"), """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: quietcore-results}
                spec:
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 10Gi}
                  persistentVolumeReclaimPolicy: Retain
                  claimRef: {namespace: %s, name: quietcore-results}
                  hostPath: {path: %s, type: Directory}
                """.formatted(NAMESPACE, claim));
        // The CPU manager of our cluster looks every 5 s, not every 10 s. A node of it gives out one CPU, of which a
        // pod that
        // asks for a quarter leaves none.
        Files.writeString(own.resolve("kustomization.yaml"), """
                resources: [%1$s/%2$s, volume.yaml]
                components: [%1$s/index]
                images: [{name: registry.example/quietcore, newName: "%3$s", newTag: "%4$s"}]
                generatorOptions: {disableNameSuffixHash: true}
                secretGenerator:
                - {name: quietcore-es, namespace: %5$s, literals: ["server=%6$s", "index=%7$s"]}
                patches:
                - target: {kind: %8$s, name: quietcore}
                  patch: |
                    - {op: replace, path: %9$s/spec/containers/0/args/1, value: %10$s}
                    - {op: add, path: %9$s/spec/containers/0/args/-, value: --start-delay=5s}
                    - {op: add, path: %9$s/spec/containers/0/imagePullPolicy, value: Never}
                    - {op: remove, path: %9$s/spec/containers/0/resources/requests/cpu}
                """.formatted(
                        own.toRealPath().relativize(DEPLOY.toRealPath()),
                        name,
                        image.substring(0, colon),
                        image.substring(colon + 1),
                        NAMESPACE,
                        server,
                        index,
                        kind,
                        template,
                        campaign));
        cluster.kubectl("apply", "-k", own.toString());
    }

    /** Waits for a Job's end, and keeps what it printed, what it came to and what it left. */
    void follow(String job) throws IOException, InterruptedException {
        String name = "job/" + job;
        cluster.kubectl("wait", name, "-n", NAMESPACE, "--for=jsonpath={.status.ready}=1", LONGEST_START);
        String log = cluster.kubectl("logs", "--follow", name, "-n", NAMESPACE);
        printed.put(job, log);
        cluster.kubectlAbout(log, "wait", name, "-n", NAMESPACE, "--for=condition=complete", "--timeout=30s");
        conditions.put(
                job, cluster.kubectl("get", name, "-n", NAMESPACE, "-o", "jsonpath={.status.conditions[*].type}"));
        left.put(job, cluster.ours());
    }

    String printed(String job) {
        return printed.getOrDefault(job, "");
    }

    String conditions(String job) {
        return conditions.getOrDefault(job, "");
    }

    List<String> leftAfter(String job) {
        return left.getOrDefault(job, List.of("job " + job + " was not followed"));
    }

    /** How many documents its log says that it made in the index: all that it had. */
    long documents(String job) {
        return INDEXED.matcher(printed(job))
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    Path claim() {
        return claim;
    }

    /** A campaign's folder in the claim. */
    Path campaign(String name) throws IOException {
        try (Stream<Path> folders = Files.list(claim)) {
            List<Path> found = folders.filter(
                            each -> each.getFileName().toString().contains(name))
                    .toList();
            assertThat(found).as(name).hasSize(1);
            return found.get(0);
        }
    }

    void delete() throws Exception {
        cluster.close();
        cluster.kubectl("delete", "persistentvolume", "quietcore-results");
    }
}
