package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What {@code quietcore rbac} grants, held against what the API server was asked by it, as its audit log says. Everything is
 * done that asks a cluster for something: a campaign whose pod is deleted meanwhile, and the mistakes for which a look is needed.
 */
@Tag("cluster")
@Timeout(300)
class GrantsClusterIT {
    private static final String IMAGE = "QUIETCORE_IMAGE";
    private static final long LONGEST_WAIT_S = 120;

    @TempDir
    private Path folder;

    private RealCluster cluster;

    @Test
    void whatIsGrantedIsUsedAndWhatIsUsedIsGranted() throws Exception {
        RealCluster.assumeThere();
        assumeTrue(
                System.getenv("QUIETCORE_AUDIT_LOG") != null,
                "SKIPPED: QUIETCORE_AUDIT_LOG names no audit log of the API server (scripts/cluster)");
        Set<String> used;
        cluster = RealCluster.with(folder, "quietcore-grants");
        try {
            aPodThatIsDeletedIsReplacedAndItsAttemptSaysWhy();
            aLookAtWhatIsNotThere();
            aNamespaceThatLetsNoPodIn();
            used = used();
        } finally {
            cluster.close();
        }

        assertThat(used).isEqualTo(granted());
    }

    private void aPodThatIsDeletedIsReplacedAndItsAttemptSaysWhy() throws Exception {
        Process process = cluster.start(
                "run", campaign("").toString(), "--out", out().toString(), "--node", node(), "--start-delay", "1s");
        await(process, () -> started() == 2);
        String pod = cluster.ours().stream()
                .filter(name -> name.startsWith("pod/"))
                .findFirst()
                .orElseThrow();

        cluster.kubectl("delete", pod, "-n", cluster.namespace(), "--wait=false");

        assertThat(process.waitFor(LONGEST_WAIT_S, TimeUnit.SECONDS))
                .as(this::said)
                .isTrue();
        assertThat(process.exitValue()).as(this::said).isZero();
        assertThat(said()).contains("a new pod takes its place");
        RealCluster.runs(out()).values().forEach(run -> assertThat(run.run().repetitions())
                .hasSize(3));
        assertThat(cluster.ours()).isEmpty();
    }

    private void aLookAtWhatIsNotThere() throws IOException, InterruptedException {
        assertRefused(cluster.command(refused("", "--pool", "none")), "no such MachineConfigPool");
        assertRefused(cluster.command(refused("    pod: {runtimeClass: none}\n")), "no RuntimeClass none");
        ProcessBuilder inPod = cluster.command(refused(""));
        inPod.environment().remove(IMAGE);
        inPod.environment().put("QUIETCORE_POD", "none");
        assertRefused(inPod, "has no pod none");
    }

    /** Why a Job gets no pod stands in its events. */
    private void aNamespaceThatLetsNoPodIn() throws IOException, InterruptedException {
        cluster.kubectl("create", "quota", "none", "--hard=pods=0", "-n", cluster.namespace());

        assertRefused(cluster.command(refused("")), "exceeded quota");
    }

    private String[] refused(String ofSide, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("run", campaign(ofSide).toString(), "--out", "refused", "--node", node()));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    private void assertRefused(ProcessBuilder command, String words) throws IOException, InterruptedException {
        Quietcore.Outcome outcome = cluster.run(command);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains(words);
    }

    private Path campaign(String ofSide) throws IOException {
        return Files.writeString(folder.resolve("grants.yml"), """
                campaign: grants
                backend: kubernetes
                repetitions: 3
                blockSize: 3
                explain: 0
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 200ms, threshold: 1us}
                sides:
                  only:
                    pinned: true
                """ + ofSide);
    }

    private Path out() {
        return folder.resolve("out-folder");
    }

    private String node() {
        return "node1";
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private long started() throws IOException {
        return Files.exists(out().resolve(Journal.FILE))
                ? Journal.entries(out()).stream()
                        .filter(AttemptStarted.class::isInstance)
                        .count()
                : 0;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Process process, Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
                    .as(this::said)
                    .isFalse();
        }
    }

    private Set<String> granted() {
        Set<String> granted = new TreeSet<>();
        for (HasMetadata each : new RbacFactory(cluster.namespace(), "quietcore", false, false).manifests()) {
            if (each instanceof Role role) {
                role.getRules().forEach(rule -> add(granted, "in its namespace ", rule));
            } else if (each instanceof ClusterRole role) {
                role.getRules().forEach(rule -> add(granted, "", rule));
            }
        }
        return granted;
    }

    private static void add(Set<String> granted, String where, PolicyRule rule) {
        for (String verb : rule.getVerbs()) {
            granted.add(where + rule.getApiGroups().get(0) + "/"
                    + rule.getResources().get(0) + " " + verb);
        }
    }

    /** What the account asked for, but for what everybody may, as /version; none of it was refused. */
    private Set<String> used() throws IOException {
        Set<String> used = new TreeSet<>();
        String account = "system:serviceaccount:" + cluster.namespace() + ":quietcore";
        for (String line : Files.readAllLines(Path.of(System.getenv("QUIETCORE_AUDIT_LOG")))) {
            JsonNode event = CanonicalJson.readTree(line.getBytes(StandardCharsets.UTF_8));
            JsonNode asked = event.path("objectRef");
            if (event.at("/user/username").asString("").equals(account) && !asked.isMissingNode()) {
                String subresource = asked.path("subresource").asString("");
                String namespace = asked.path("namespace").asString("");
                String request = (namespace.equals(cluster.namespace()) ? "in its namespace " : namespace)
                        + asked.path("apiGroup").asString("") + "/"
                        + asked.path("resource").asString("")
                        + (subresource.isEmpty() ? "" : "/" + subresource) + " "
                        + event.path("verb").asString("");
                assertThat(event.at("/responseStatus/code").asInt()).as(request).isNotEqualTo(403);
                used.add(request);
            }
        }
        return used;
    }
}
