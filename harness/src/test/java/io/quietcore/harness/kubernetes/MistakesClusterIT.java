package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user does wrong on a real cluster: one line with the remedy, exit code 1, and nothing left behind. */
@Tag("cluster")
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class MistakesClusterIT {
    @TempDir
    private static Path folder;

    private static RealCluster cluster;

    @BeforeAll
    static void makeNamespace() throws Exception {
        RealCluster.assumeThere();
        cluster = RealCluster.with(folder, "quietcore-mistakes");
    }

    @AfterAll
    static void deleteNamespace() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void assertRefused(List<String> arguments, String... words)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("campaign"));
        all.addAll(arguments);
        ClusterMistakesIT.assertOneLine(cluster.run(all.toArray(new String[0])), words);
        assertThat(cluster.ours()).isEmpty();
    }

    private static List<String> smoke(String... more) {
        List<String> arguments = new ArrayList<>(List.of("kubernetes-smoke", "--out", "refused"));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    @Test
    void anImageThatTheNodesDoNotHave() throws Exception {
        assertRefused(
                smoke("--image", "localhost/none:1", "--image-pull-policy", "Never"),
                "ErrImageNeverPull",
                "localhost/none:1",
                "--image");
    }

    @Test
    void aNodeThatIsNotThere() throws Exception {
        assertRefused(smoke("--node", "nowhere"), "--node nowhere", "no such node");
    }

    @Test
    void aContextThatIsNotThere() throws Exception {
        assertRefused(smoke("--context", "other"), "--context other", "[limited]");
    }

    @Test
    void moreCpusThanANodeHas() throws Exception {
        String first = cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");

        assertRefused(smoke("--cpus", "64", "--node", first), "free CPUs", "asks for 64", "--cpus");
    }

    @Test
    void aRuntimeClassThatIsNotThere() throws Exception {
        Path campaign = Files.writeString(folder.resolve("runtime-class.yml"), """
                campaign: runtime-class
                description: a runtime class that the cluster does not have
                backend: kubernetes
                repetitions: 6
                blockSize: 3
                seed: 7
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 100ms, threshold: 1us}
                sides:
                  baseline: {pinned: false}
                  tuned: {pinned: true, pod: {runtimeClass: performance-none}}
                """);

        assertRefused(List.of(campaign.toString(), "--out", "refused"), "no RuntimeClass performance-none");
    }

    @Test
    void realTimePrivilegesInARestrictedNamespace() throws Exception {
        assertRefused(smoke("--privileges", "rt"), "PodSecurity", "quietcore rbac --privileges rt");
    }

    /** The last: after it the account may do nothing. */
    @Test
    @Order(Integer.MAX_VALUE)
    void anAccountWithoutTheRole() throws Exception {
        cluster.loseAllRights();

        assertRefused(smoke(), "forbidden", "quietcore rbac");
    }
}
