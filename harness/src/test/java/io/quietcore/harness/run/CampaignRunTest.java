package io.quietcore.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Specs;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import io.quietcore.results.store.RunContents;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of two NUMA nodes measure two repetitions of one side. */
class CampaignRunTest {
    private static final String YAML = """
            campaign: nodes
            repetitions: 2
            blockSize: 1
            explain: 0
            primary: [jitter-lost]
            probes:
              jitter: {windows: 2, window: 50ms, threshold: 1us}
            sides:
              only: {pinned: false}
            """;

    @TempDir
    private Path out;

    /** What was asked for, attempt by attempt. */
    private final List<List<String>> asked = new ArrayList<>();

    /** Answers each role as a test wants it. */
    private record Answering(List<List<String>> asked, Function<ProbeSpec, RoleOutcome> answer) implements Backend {
        @Override
        public List<Place> places() {
            return List.of(
                    new Place("a", 0, "a-numa0"),
                    new Place("a", 1, "a-numa1"),
                    new Place("b", 0, "b-numa0"),
                    new Place("b", 1, "b-numa1"));
        }

        @Override
        public List<String> refusals(List<PlacementRequest> requests) {
            return List.of();
        }

        @Override
        public List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener) {
            asked.add(roles.stream()
                    .map(role -> role.repetition() + "." + role.attempt() + " " + role.role())
                    .toList());
            return roles.stream().map(answer).toList();
        }

        @Override
        public boolean remembers(List<ProbeSpec> roles) {
            return false;
        }

        @Override
        public Evidence stepAside(List<PlacementRequest> requests) {
            return Evidence.notAsked();
        }

        @Override
        public String bootId() {
            return "boot";
        }

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }

    private static RoleOutcome measured(ProbeSpec spec, String... reasons) {
        ProbeResult whole = Specs.result(
                spec.granted(new PlacementGrant(0, true, CpuSet.of(1), CpuSet.EMPTY, CpuSet.of(0), "a test says so")));
        return new RoleOutcome.Measured(
                spec,
                new ProbeResult(
                        whole.spec(),
                        whole.grant(),
                        whole.startedAt(),
                        whole.endedAt(),
                        whole.host(),
                        whole.floor(),
                        whole.histograms(),
                        whole.windows(),
                        whole.spikes(),
                        whole.spikesLost(),
                        whole.explanations(),
                        whole.evidence(),
                        false,
                        List.of(reasons)),
                Map.of());
    }

    private CampaignFolder measure(Function<ProbeSpec, RoleOutcome> answer) throws Exception {
        byte[] yaml = YAML.getBytes(StandardCharsets.UTF_8);
        Campaign campaign = ((CampaignYaml.Parsed) CampaignYaml.parse("nodes.yml", yaml)).campaign();
        CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC());
        if (folder.started().isEmpty()) {
            folder.begin(campaign, yaml, null, null, false);
        }
        new CampaignRun(campaign, folder, new Answering(asked, answer), false).measure(List.of("only"));
        return folder;
    }

    private static List<Outcome> outcomes(CampaignFolder folder) {
        return folder.journal().entries().stream()
                .filter(AttemptEnded.class::isInstance)
                .map(each -> ((AttemptEnded) each).outcome())
                .toList();
    }

    @Test
    void onlyTheDisturbedNodeMeasuresAgain() throws Exception {
        try (CampaignFolder folder =
                measure(spec -> spec.role().equals("b-numa1") && spec.repetition() + spec.attempt() == 2
                        ? measured(spec, "throttled")
                        : measured(spec))) {
            assertThat(asked)
                    .containsExactly(
                            List.of("1.1 a-numa0", "1.1 a-numa1", "1.1 b-numa0", "1.1 b-numa1"),
                            List.of("1.2 b-numa0", "1.2 b-numa1"),
                            List.of("2.1 a-numa0", "2.1 a-numa1", "2.1 b-numa0", "2.1 b-numa1"));
            assertThat(outcomes(folder)).containsExactly(Outcome.INVALID, Outcome.COMPLETE, Outcome.COMPLETE);
            RunContents contents = folder.run("only").orElseThrow().read();
            assertThat(contents.run().repetitions()).hasSize(8);
            assertThat(contents.setAside())
                    .extracting(aside -> aside.name().toString())
                    .containsExactly("01-jitter-b-numa0.incomplete-1", "01-jitter-b-numa1.invalid-1");
        }
    }

    @Test
    void aNodeThatStaysInvalidLeavesTheOthersWhole() throws Exception {
        try (CampaignFolder folder =
                measure(spec -> spec.request().node().equals("b") ? measured(spec, "throttled") : measured(spec))) {
            // The first attempt and three repeats, of each repetition.
            assertThat(asked).hasSize(8);
            assertThat(folder.run("only").orElseThrow().read().run().repetitions())
                    .extracting(each -> each.result().spec().role())
                    .containsExactly("a-numa0", "a-numa1", "a-numa0", "a-numa1");
        }
    }

    @Test
    void aRoleThatWasNotReachedIsNotAskedAgain() throws Exception {
        try (CampaignFolder folder = measure(spec -> spec.role().equals("a-numa1")
                ? new RoleOutcome.NotMeasured(spec, List.of("the pod has no CPU of it"))
                : spec.request().node().equals("b") && spec.attempt() == 1
                        ? new RoleOutcome.Failed(spec, List.of("the pod is gone"))
                        : measured(spec))) {
            assertThat(asked.get(1)).containsExactly("1.2 b-numa0", "1.2 b-numa1");
            assertThat(outcomes(folder))
                    .containsExactly(Outcome.FAILED, Outcome.COMPLETE, Outcome.FAILED, Outcome.COMPLETE);
        }
    }

    @Test
    void whatWasKeptAndIsDamagedIsMeasuredAgainByTheNextController() throws Exception {
        try (CampaignFolder folder = measure(spec -> spec.request().node().equals("b") && spec.attempt() == 1
                ? measured(spec, "throttled")
                : measured(spec))) {
            Files.writeString(
                    folder.run("only").orElseThrow().folder().resolve("repetitions/01-jitter-a-numa0/result.json"),
                    "{");
        }
        asked.clear();

        try (CampaignFolder folder = measure(CampaignRunTest::measured)) {
            assertThat(asked).containsExactly(List.of("1.3 a-numa0", "1.3 b-numa0", "1.3 b-numa1"));
            assertThat(folder.journal().entries())
                    .filteredOn(RolesKept.class::isInstance)
                    .extracting(each -> ((RolesKept) each).roles())
                    .containsExactly(List.of("a-numa0", "a-numa1"), List.of("a-numa0", "a-numa1"), List.of("a-numa1"));
            RunContents contents = folder.run("only").orElseThrow().read();
            assertThat(contents.run().repetitions()).hasSize(8);
            assertThat(contents.damaged()).isEmpty();
        }
    }
}
