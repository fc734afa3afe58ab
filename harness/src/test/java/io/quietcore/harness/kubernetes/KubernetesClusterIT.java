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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundled campaigns on a real cluster, end to end, by a service account that may do what {@code quietcore rbac} prints
 * and nothing else, in a namespace at the level {@code restricted}. Each is run once, and looked at from many sides.
 */
@Tag("cluster")
class KubernetesClusterIT {
    private static final int REPETITIONS = 6;

    /** One campaign's run, and what has to be true of it. */
    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(500)
    abstract static class Run {
        @TempDir
        private static Path folder;

        private final String campaign;
        private RealCluster cluster;
        private Quietcore.Outcome outcome;
        private List<String> left;
        private Map<String, List<Integer>> exclusiveCpus;
        private Map<String, RunContents> runs;

        Run(String campaign) {
            this.campaign = campaign;
        }

        @BeforeAll
        void measure() throws Exception {
            RealCluster.assumeThere();
            cluster = RealCluster.with(folder, "quietcore-run");
            outcome = cluster.run("campaign", campaign, "--out", campaign);
            left = cluster.ours();
            exclusiveCpus = cluster.exclusiveCpus();
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            runs = RealCluster.runs(folder.resolve(campaign));
        }

        @AfterAll
        void leave() throws Exception {
            if (cluster != null) {
                cluster.close();
            }
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
        void nothingOfOursIsLeftInTheNamespace() {
            assertThat(left).isEmpty();
        }

        @Test
        void aVerdictAReportAndTheSettingsLieInTheFolder() {
            assertThat(outcome.out()).contains("tuned against baseline");
            assertThat(folder.resolve(campaign)).satisfies(out -> {
                assertThat(Files.exists(out.resolve("report.html"))).isTrue();
                assertThat(Files.exists(out.resolve("comparison.json"))).isTrue();
                assertThat(Files.exists(out.resolve(ClusterSettings.FILE))).isTrue();
            });
        }
    }

    @Nested
    class Smoke extends Run {
        Smoke() {
            super("kubernetes-smoke");
        }

        @Test
        void bothSidesHadCpusOfTheirOwn() {
            assertThat(repetitions("baseline"))
                    .allSatisfy(each -> assertThat(each.result().evidence().get("exclusive"))
                            .isEqualTo(Evidence.holds(true)));
        }
    }

    @Nested
    class QosClass extends Run {
        QosClass() {
            super("kubernetes-qos-class");
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
