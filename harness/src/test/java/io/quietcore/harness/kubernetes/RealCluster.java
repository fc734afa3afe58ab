package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Quantity;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.harness.cli.Quietcore;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The cluster that {@code KUBECONFIG} names, a namespace of the test's own on it, and a service account that is bound to what
 * {@code quietcore rbac} prints and to nothing else.
 */
final class RealCluster implements AutoCloseable {
    private static final long LIMIT_SECONDS = 420;

    private final Path folder;
    private final String namespace;
    private final Path kubeconfig;

    private RealCluster(Path folder, String namespace) {
        this.folder = folder;
        this.namespace = namespace;
        this.kubeconfig = folder.resolve(namespace + ".kubeconfig");
    }

    /** Skips the test, aloud, where there is no cluster. */
    static void assumeThere() {
        assumeTrue(System.getenv("KUBECONFIG") != null, "SKIPPED: KUBECONFIG names no cluster (scripts/test-cluster)");
        assumeTrue(
                System.getenv("QUIETCORE_IMAGE") != null,
                "SKIPPED: QUIETCORE_IMAGE names no image of the probe pods (scripts/test-cluster)");
    }

    /** Skips the test, aloud, where the cluster's parts cannot be failed. */
    static void assumeCanBeFailed() {
        assumeThere();
        assumeTrue(
                System.getenv("QUIETCORE_CLUSTER") != null,
                "SKIPPED: QUIETCORE_CLUSTER names no scripts/cluster, which fails nodes and the API server");
    }

    /** Makes the namespace, as the README tells a user to. */
    static RealCluster with(Path folder, String name) throws IOException, InterruptedException {
        RealCluster cluster =
                new RealCluster(folder, name + "-" + ProcessHandle.current().pid());
        Path manifests = folder.resolve(cluster.namespace + ".yaml");
        Quietcore.Outcome rbac = Quietcore.run(folder, "rbac", "--namespace", cluster.namespace);
        assertThat(rbac.exitCode()).as(rbac.err()).isZero();
        Files.writeString(manifests, rbac.out());
        cluster.kubectl("apply", "-f", manifests.toString());
        cluster.writeKubeconfig("quietcore");
        return cluster;
    }

    /** A namespace that something else makes: what is asked of it here is the administrator's. */
    static RealCluster of(Path folder, String namespace) {
        return new RealCluster(folder, namespace);
    }

    String namespace() {
        return namespace;
    }

    /** A kubeconfig for a service account of the namespace. */
    private void writeKubeconfig(String serviceAccount) throws IOException, InterruptedException {
        JsonNode admin = json("config", "view", "--raw", "--minify", "--flatten", "-o", "json")
                .at("/clusters/0/cluster");
        String token = kubectl("create", "token", serviceAccount, "-n", namespace, "--duration=2h")
                .strip();
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: limited, context: {cluster: c, user: u, namespace: %s}}]
                current-context: limited
                """.formatted(
                        admin.at("/server").asString(),
                        admin.at("/certificate-authority-data").asString(),
                        token,
                        namespace));
    }

    /** From now on as an account that may do nothing. */
    void loseAllRights() throws IOException, InterruptedException {
        kubectl("create", "serviceaccount", "nobody", "-n", namespace);
        writeKubeconfig("nobody");
    }

    /** The command, as the service account. */
    ProcessBuilder command(String... arguments) {
        ProcessBuilder command = Quietcore.command(folder, arguments);
        command.environment().put("KUBECONFIG", kubeconfig.toString());
        return command;
    }

    /** The command, started; its output goes to the files {@code out} and {@code err} of the folder. */
    Process start(String... arguments) throws IOException {
        return start(command(arguments));
    }

    private Process start(ProcessBuilder command) throws IOException {
        return command.redirectOutput(folder.resolve("out").toFile())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()))
                .start();
    }

    /** The command to its end. */
    Quietcore.Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(command(arguments));
    }

    Quietcore.Outcome run(ProcessBuilder command) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("err"));
        Process process = start(command);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command.command() + " did not end within " + LIMIT_SECONDS + " s: "
                    + Files.readString(folder.resolve("err")));
        }
        return new Quietcore.Outcome(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    /** What kubectl says as the cluster's administrator; a failure of it fails the test with its words. */
    String kubectl(String... arguments) throws IOException, InterruptedException {
        return kubectlAbout("", arguments);
    }

    /** The same; a failure of it also shows what is known. */
    String kubectlAbout(String known, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(Arrays.asList(arguments));
        Path errors = Files.createTempFile(folder, "command", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s%s", command, Files.readString(errors), known)
                .isZero();
        Files.delete(errors);
        return output;
    }

    JsonNode json(String... arguments) throws IOException, InterruptedException {
        return CanonicalJson.readTree(kubectl(arguments).getBytes(StandardCharsets.UTF_8));
    }

    /** Fails a part of the cluster, or brings it back, as {@code scripts/cluster} does. */
    void script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv("QUIETCORE_CLUSTER")));
        command.addAll(Arrays.asList(arguments));
        // The script leaves daemons behind that keep its standard output: a file does not wait for them.
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("script").toFile())
                .start();
        assertThat(process.waitFor())
                .as("%s: %s", command, Files.readString(folder.resolve("script")))
                .isZero();
    }

    /** What of ours is in the namespace. */
    List<String> ours() throws IOException, InterruptedException {
        return kubectl(
                        "get",
                        "jobs,pods,configmaps",
                        "-n",
                        namespace,
                        "-l",
                        "app.kubernetes.io/name=quietcore",
                        "-o",
                        "name")
                .lines()
                .toList();
    }

    /** The Leases of nodes that are held, of this namespace. */
    List<String> leases() throws IOException, InterruptedException {
        return kubectl("get", "leases", "-n", namespace, "-o", "name").lines().toList();
    }

    /** The CPUs that each node's kubelet may give out, by its own configuration: all but the reserved ones. */
    Map<String, List<Integer>> exclusiveCpus() throws IOException, InterruptedException {
        Map<String, List<Integer>> cpus = new TreeMap<>();
        for (String node : kubectl("get", "nodes", "-o", "name").lines().toList()) {
            String name = node.replaceFirst(".*/", "");
            JsonNode configured = json("get", "--raw", "/api/v1/nodes/" + name + "/proxy/configz");
            assertThat(configured.at("/kubeletconfig/cpuManagerPolicy").asString())
                    .isEqualTo("static");
            List<Integer> reserved = CpuSet.parse(
                            configured.at("/kubeletconfig/reservedSystemCPUs").asString())
                    .cpus();
            int capacity = json("get", "node", name, "-o", "json")
                    .at("/status/capacity/cpu")
                    .asInt();
            cpus.put(
                    name,
                    Stream.iterate(0, cpu -> cpu + 1)
                            .limit(capacity)
                            .filter(cpu -> !reserved.contains(cpu))
                            .toList());
        }
        return cpus;
    }

    /** After so much a kubelet begins a new file of a container's log. */
    long logBytesBeforeRotation() throws IOException, InterruptedException {
        String node = kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        return Quantity.getAmountInBytes(new Quantity(json("get", "--raw", "/api/v1/nodes/" + node + "/proxy/configz")
                        .at("/kubeletconfig/containerLogMaxSize")
                        .asString()))
                .longValue();
    }

    /** The sides' runs of a campaign, by side. */
    static Map<String, RunContents> runs(Path campaign) throws IOException {
        Map<String, RunContents> runs = new TreeMap<>();
        try (Stream<Path> folders = Files.list(campaign)) {
            for (Path run : folders.filter(each -> each.getFileName().toString().startsWith(RunFolder.PREFIX))
                    .toList()) {
                RunContents contents = RunFolder.read(run);
                runs.put(contents.run().side(), contents);
            }
        }
        return runs;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kubectl("delete", "namespace", namespace);
        kubectl("delete", "clusterrolebinding", "quietcore-" + namespace);
    }
}
