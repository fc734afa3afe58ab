package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image on a real cluster, by kubectl alone: what the backend builds on, without the backend. */
@Tag("cluster")
@Timeout(300)
class ImageClusterIT {
    private static final String NAMESPACE =
            "quietcore-image-" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeNamespace() throws Exception {
        kubectl("create", "namespace", NAMESPACE);
        kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
    }

    @AfterEach
    void deleteNamespace() throws Exception {
        kubectl("delete", "namespace", NAMESPACE);
    }

    /**
     * A Guaranteed pod with one CPU on each node, under the {@code restricted} level, in which the image's second entry point
     * runs a probe in a JVM of its own.
     */
    @Test
    void aProbeMeasuresInARestrictedPodOnTheExclusiveCpuOfEachNode() throws Exception {
        Map<String, String> said = new TreeMap<>();
        for (String node : kubectl("get", "nodes", "-o", "name").lines().toList()) {
            String name = node.replaceFirst(".*/", "");
            apply(pod(name));
            said.put(name, "");
        }
        for (String node : said.keySet()) {
            kubectl(
                    "-n",
                    NAMESPACE,
                    "wait",
                    "pod/" + node,
                    "--for=jsonpath={.status.phase}=Succeeded",
                    "--timeout=120s");
            said.put(node, kubectl("-n", NAMESPACE, "logs", node));
        }

        assertThat(said).isNotEmpty().allSatisfy((node, output) -> assertThat(output)
                .matches("(?s)jitter on CPU \\d+, NUMA node \\d+: [\\d,]+ values in .*"));
        assertThat(kubectl("-n", NAMESPACE, "get", "pods", "-o", "jsonpath={.items[*].status.qosClass}")
                        .split(" "))
                .containsOnly("Guaranteed");
    }

    private static String pod(String node) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  nodeSelector: {kubernetes.io/hostname: %1$s}
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: probe
                    image: %3$s
                    imagePullPolicy: %4$s
                    command: [java, -jar, /opt/quietcore/quietcore.jar, probe, jitter, --duration, 1s]
                    resources: {requests: {cpu: 1, memory: 512Mi}, limits: {cpu: 1, memory: 512Mi}}
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {medium: Memory}}]
                """.formatted(
                        node,
                        NAMESPACE,
                        System.getenv("QUIETCORE_IMAGE"),
                        System.getenv().getOrDefault("QUIETCORE_IMAGE_PULL_POLICY", "IfNotPresent"));
    }

    private void apply(String manifest) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), manifest);
        kubectl("apply", "-f", file.toString());
    }

    /** What kubectl says; a failure of it fails the test with its words. */
    private String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(Arrays.asList(arguments));
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", command, Files.readString(errors))
                .isZero();
        return output;
    }
}
