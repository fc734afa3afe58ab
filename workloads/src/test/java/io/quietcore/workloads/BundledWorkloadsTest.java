package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundledWorkloadsTest {
    static List<String> names() {
        return BundledWorkloads.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsListedIsWhatTheFileSays(String name) {
        Campaign campaign = Texts.campaign(BundledWorkloads.load(name));
        assertThat(campaign.name()).isEqualTo(name);
        assertThat(campaign.description()).isNotBlank();
        assertThat(BundledWorkloads.list()).contains(new BundledWorkloads.Bundled(name, campaign.description()));
    }

    @Test
    void everyBundledFileIsListed() throws IOException, URISyntaxException {
        Path folder = Path.of(BundledWorkloads.class.getResource("bundled").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(BundledWorkloads.names().stream()
                            .map(BundledWorkloads::fileName)
                            .toList());
        }
    }

    @Test
    void hostSmokeIsWhatTheIssueAsksFor() {
        Campaign campaign = Texts.campaign(BundledWorkloads.load("host-smoke"));
        assertThat(campaign.sides()).map(Side::name).containsExactly("baseline", "tuned");
        assertThat(campaign.repetitions()).isEqualTo(6);
        assertThat(campaign.switching()).isEqualTo(Switching.INTERLEAVED);
        assertThat(campaign.primary()).map(Metric::name).containsExactly("jitter-lost", "wakeup-P99");
        assertThat(campaign.probes()).map(ProbeLoad::probe).containsExactly(Probe.JITTER, Probe.WAKEUP);
        assertThat(campaign.probes().get(1).schedule().periodNs()).isEqualTo(200_000);
        assertThat(campaign.reference().declared()).isEmpty();
        assertThat(campaign.sides().get(1).declared())
                .containsExactly(
                        "pinned: each measuring thread has a CPU to itself",
                        "housekeeping off the measuring CPU",
                        "SCHED_FIFO (1 for busy loops, 95 for others) instead of SCHED_OTHER",
                        "memory locked",
                        "idle states held (/dev/cpu_dma_latency at 0)");
    }

    /** 2 sides, 6 repetitions, 2 probes: 24 JVMs, each with about 1.5 s of its own, in 2 minutes. */
    @Test
    void hostSmokeFitsIntoTwoMinutes() {
        Campaign campaign = Texts.campaign(BundledWorkloads.load("host-smoke"));
        long totalNs = 0;
        for (ProbeLoad load : campaign.probes()) {
            long windows =
                    (long) load.schedule().warmupWindows() + load.schedule().windows();
            long repetitionNs = 1_500_000_000L
                    + windows * (load.schedule().windowNs() + load.schedule().discardNs());
            totalNs += repetitionNs * campaign.repetitions() * campaign.sides().size();
        }
        assertThat(totalNs).isLessThan(120_000_000_000L);
    }

    @Test
    void hostStepsBringsOneThingAfterAnother() {
        Campaign campaign = Texts.campaign(BundledWorkloads.load("host-steps"));
        assertThat(campaign.sides()).map(Side::name).containsExactly("shared", "pinned", "fifo", "held");
        List<Side> sides = campaign.sides();
        assertThat(DeclaredDifferences.between(sides.get(0), sides.get(1)))
                .allMatch(each -> each.contains("pinned") || each.contains("housekeeping"));
        assertThat(DeclaredDifferences.between(sides.get(1), sides.get(2)))
                .containsExactly(
                        "SCHED_FIFO (1 for busy loops, 95 for others) instead of SCHED_OTHER", "memory locked");
        assertThat(DeclaredDifferences.between(sides.get(2), sides.get(3)))
                .containsExactly("idle states held (/dev/cpu_dma_latency at 0)");
    }

    @Test
    void anUnknownNameIsNotLoaded() {
        assertThatThrownBy(() -> BundledWorkloads.load("../campaign.schema"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host-smoke");
    }

    @Test
    void aBundledNameIsMeantByExactlyThatName() {
        assertThat(WorkloadName.of("host-smoke")).isEqualTo(new WorkloadName.Bundled("host-smoke"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"./host-smoke", "host-smoke.yml", "mine.yaml", "/etc/x", "dir/"})
    void aPathIsAFile(String path) {
        assertThat(WorkloadName.of(path)).isEqualTo(new WorkloadName.File(path));
    }

    @Test
    void anythingElseIsUnknownAndTheNearestNameIsSuggested() {
        assertThat(WorkloadName.of("host-smok"))
                .isEqualTo(
                        new WorkloadName.Unknown(
                                "'host-smok' is neither a bundled campaign (" + String.join(", ", names())
                                        + ") nor a file"
                                        + " (a path with a '/', or a name ending in .yml or .yaml); did you mean \"host-smoke\"?"));
        assertThat(((WorkloadName.Unknown) WorkloadName.of("")).message()).doesNotContain("did you mean");
    }
}
