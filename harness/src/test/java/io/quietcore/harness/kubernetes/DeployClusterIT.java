package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.harness.cli.Quietcore;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.StoredRepetition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code workloads/deploy} has, applied as it is shipped but for the image, the place of the claim and the index, runs to
 * its end: {@code base}'s Job and a Job of {@code nightly}'s CronJob measure two bundled campaigns from inside the cluster, with
 * the rights that {@code quietcore rbac} prints and no others, in a namespace at the level {@code restricted}. Each is run once,
 * and looked at from many sides.
 */
@Tag("cluster")
@Timeout(120)
@EnabledForJreRange(
        max = JRE.JAVA_23,
        disabledReason = "SKIPPED: OpenSearch 2.19 needs a security manager, which is gone")
class DeployClusterIT {
    private static final int REPETITIONS = 6;
    private static final String INDEX = "deployed";

    @TempDir
    private static Path folder;

    private static Deployment deployment;
    private static OpenSearchProcess openSearch;
    private static Map<String, List<Integer>> exclusiveCpus;

    @BeforeAll
    @Timeout(900)
    static void measure() throws Exception {
        // Where the claim and the index lie on this machine, they can be looked into.
        RealCluster.assumeCanBeFailed();
        RealCluster cluster = RealCluster.of(folder, Deployment.NAMESPACE);
        exclusiveCpus = cluster.exclusiveCpus();
        openSearch = OpenSearchProcess.start(folder.resolve("opensearch"), Deployment.addressForPods(cluster));
        deployment = new Deployment(cluster, folder, openSearch.url(), INDEX);
        deployment.apply("base", "Job", "/spec/template", "kubernetes-smoke");
        deployment.follow("quietcore");
        deployment.apply("nightly", "CronJob", "/spec/jobTemplate/spec/template", "kubernetes-qos-class");
        cluster.kubectl("create", "job", "of-this-night", "--from=cronjob/quietcore", "-n", Deployment.NAMESPACE);
        deployment.follow("of-this-night");
    }

    @AfterAll
    static void leave() throws Exception {
        if (openSearch != null) {
            openSearch.stop();
        }
        if (deployment != null) {
            deployment.delete();
        }
    }

    @Test
    void theClaimKeepsOneHistoryOfThemAll() throws Exception {
        Quietcore.Outcome outcome = Quietcore.run(deployment.claim(), "history");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("kubernetes-smoke", "kubernetes-qos-class");
    }

    @Test
    void everyDocumentThatTheControllersTellIsInTheIndex() throws Exception {
        long told = deployment.documents("quietcore") + deployment.documents("of-this-night");

        assertThat(openSearch.count(INDEX, "*")).isPositive().isEqualTo(told);
    }

    /**
     * What the backend builds on, without the backend: a Guaranteed pod with one CPU on each node, under the level
     * {@code restricted}, in which the image's second entry point runs a probe in a JVM of its own.
     */
    @Test
    void aProbeMeasuresInARestrictedPodOnTheExclusiveCpuOfEachNode() throws Exception {
        RealCluster cluster = RealCluster.of(folder, Deployment.NAMESPACE);
        Path pods = folder.resolve("pods.yaml");
        Files.writeString(
                pods, exclusiveCpus.keySet().stream().map(DeployClusterIT::pod).collect(Collectors.joining("---\n")));
        cluster.kubectl("apply", "-f", pods.toString());

        for (String node : exclusiveCpus.keySet()) {
            String name = "pod/" + node;
            cluster.kubectl(
                    "wait",
                    name,
                    "-n",
                    Deployment.NAMESPACE,
                    "--for=jsonpath={.status.phase}=Succeeded",
                    "--timeout=120s");
            assertThat(cluster.kubectl("logs", name, "-n", Deployment.NAMESPACE))
                    .matches("(?s)jitter on CPU \\d+, NUMA node \\d+: [\\d,]+ values in .*");
            assertThat(cluster.kubectl("get", name, "-n", Deployment.NAMESPACE, "-o", "jsonpath={.status.qosClass}"))
                    .isEqualTo("Guaranteed");
        }
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
                        Deployment.NAMESPACE,
                        System.getenv("QUIETCORE_IMAGE"),
                        System.getenv().getOrDefault("QUIETCORE_IMAGE_PULL_POLICY", "IfNotPresent"));
    }

    /** One campaign's run, and what has to be true of it. */
    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class Run {
        private final String campaign;
        private final String job;
        private Path out;
        private Map<String, RunContents> runs;

        Run(String campaign, String job) {
            this.campaign = campaign;
            this.job = job;
        }

        @BeforeAll
        void read() throws Exception {
            out = deployment.campaign(campaign);
            runs = RealCluster.runs(out);
        }

        List<StoredRepetition> repetitions(String side) {
            RunContents contents = runs.get(side);
            assertThat(contents).as("the run of side %s", side).isNotNull();
            return contents.run().repetitions();
        }

        @Test
        void everyNodeBroughtEveryRepetitionOfEveryProbeHomeWhole() {
            assertThat(runs).containsOnlyKeys("baseline", "tuned");
            for (String node : exclusiveCpus.keySet()) {
                for (String side : runs.keySet()) {
                    for (String group : List.of("jitter", "wakeup")) {
                        assertThat(repetitions(side))
                                .filteredOn(each ->
                                        each.result().spec().request().node().equals(node)
                                                && each.result().spec().group().equals(group))
                                .as("%s of side %s on %s", group, side, node)
                                .extracting(StoredRepetition::number)
                                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6)
                                .hasSize(REPETITIONS);
                    }
                }
            }
            assertThat(runs.values()).allSatisfy(contents -> {
                assertThat(contents.damaged()).isEmpty();
                assertThat(contents.setAside()).isEmpty();
            });
        }

        @Test
        void everyHistogramHoldsAsManyValuesAsItsProbeCounted() {
            for (String side : runs.keySet()) {
                assertThat(repetitions(side)).allSatisfy(each -> {
                    long counted = each.result().histograms().stream()
                            .mapToLong(file -> file.totalCount())
                            .sum();
                    long stored = each.histograms().values().stream()
                            .mapToLong(histogram -> histogram.totalCount())
                            .sum();
                    assertThat(stored).isPositive().isEqualTo(counted);
                });
            }
        }

        @Test
        void theCpusetOfATunedPodIsExactlyTheNodesExclusiveCpu() {
            assertThat(repetitions("tuned")).isNotEmpty().allSatisfy(each -> {
                Map<String, Evidence> evidence = each.result().evidence();
                assertThat(evidence.get("exclusive")).isEqualTo(Evidence.holds(true));
                assertThat(CpuSet.parse(evidence.get("allowedCpus").detail()).cpus())
                        .isEqualTo(
                                exclusiveCpus.get(each.result().spec().request().node()));
            });
        }

        @Test
        void theMeasuringThreadKeptToTheCpuThatItWasGranted() {
            assertThat(repetitions("tuned"))
                    .allSatisfy(each -> assertThat(each.result().windows()).allSatisfy(window -> assertThat(
                                    each.result().grant().probeCpus().cpus())
                            .contains(window.cpuBefore(), window.cpuAfter())));
        }

        @Test
        void theJobIsCompleteAndNothingOfOursIsLeftInTheNamespace() {
            assertThat(deployment.conditions(job)).contains("Complete");
            assertThat(deployment.leftAfter(job)).isEmpty();
        }

        @Test
        void aVerdictIsPrintedAndTheReportAndTheSettingsLieInTheClaim() {
            assertThat(deployment.printed(job)).contains("tuned against baseline");
            assertThat(out.resolve("report.html")).isRegularFile();
            assertThat(out.resolve("comparison.json")).isRegularFile();
            assertThat(out.resolve(ClusterSettings.FILE)).isRegularFile();
        }

        @Test
        void theIndexHasASummaryOfEachSideAndTheLostTimeOfEachNode() throws Exception {
            for (RunContents run : runs.values()) {
                String ofRun = "uuid.keyword: \"" + run.run().uuid() + "\"";
                assertThat(openSearch.count(INDEX, ofRun + " AND metricName.keyword: jobSummary"))
                        .isEqualTo(1);
                for (String node : exclusiveCpus.keySet()) {
                    assertThat(openSearch.count(
                                    INDEX,
                                    ofRun + " AND metricName.keyword: jitter-lost AND labels.node.keyword: \"" + node
                                            + "\""))
                            .as(node)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Nested
    class Base extends Run {
        Base() {
            super("kubernetes-smoke", "quietcore");
        }

        @Test
        void bothSidesHadCpusOfTheirOwn() {
            assertThat(repetitions("baseline"))
                    .allSatisfy(each -> assertThat(each.result().evidence().get("exclusive"))
                            .isEqualTo(Evidence.holds(true)));
        }
    }

    @Nested
    class Nightly extends Run {
        Nightly() {
            super("kubernetes-qos-class", "of-this-night");
        }

        @Test
        void theReferencesPodsSharedTheirCpusAndSaySo() {
            assertThat(repetitions("baseline")).allSatisfy(each -> {
                assertThat(each.result().evidence().get("exclusive")).isEqualTo(Evidence.holds(false));
                assertThat(each.result().evidence().get("exclusiveBecause").detail())
                        .contains("Guaranteed");
            });
        }
    }
}
