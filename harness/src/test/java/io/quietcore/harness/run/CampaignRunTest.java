package io.quietcore.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.AnsweringBackend;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.backend.Specs;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import io.quietcore.results.store.RunContents;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes of two NUMA nodes measure two repetitions of one side. */
@Tag("once")
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
    private Backend answering(boolean remembering, Function<ProbeSpec, RoleOutcome> answer) {
        List<Place> places = List.of(
                new Place("a", 0, "a-numa0"),
                new Place("a", 1, "a-numa1"),
                new Place("b", 0, "b-numa0"),
                new Place("b", 1, "b-numa1"));
        return new AnsweringBackend(places, remembering, roles -> {
            asked.add(roles.stream()
                    .map(role -> role.repetition() + "." + role.attempt() + " " + role.role())
                    .toList());
            return roles.stream().map(answer).toList();
        });
    }

    private static RoleOutcome measured(ProbeSpec spec, String... reasons) {
        return new RoleOutcome.Measured(spec, Specs.result(Specs.granted(spec), false, List.of(reasons)), Map.of());
    }

    private static RoleOutcome stopped(ProbeSpec spec, List<String> reasons) {
        return new RoleOutcome.Measured(spec, Specs.result(Specs.granted(spec), true, reasons), Map.of());
    }

    private static Campaign campaign() {
        return ((CampaignYaml.Parsed) CampaignYaml.parse("nodes.yml", YAML.getBytes(StandardCharsets.UTF_8)))
                .campaign();
    }

    private CampaignFolder measure(Function<ProbeSpec, RoleOutcome> answer) throws Exception {
        return measure(false, answer);
    }

    private CampaignFolder measure(boolean remembering, Function<ProbeSpec, RoleOutcome> answer) throws Exception {
        CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC());
        try {
            if (folder.started().isEmpty()) {
                folder.begin(campaign(), YAML.getBytes(StandardCharsets.UTF_8), null, null, false);
            }
            new CampaignRun(campaign(), folder, answering(remembering, answer), false).measure(List.of("only"));
        } catch (IllegalStateException | HopelessException e) {
            folder.close();
            throw e;
        }
        return folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.html", "comparison.json", "campaign.yaml"})
    void whatSomebodyHasInTheFolderIsNotWrittenOver(String name) throws Exception {
        Path file = Files.writeString(out.resolve(name), "somebody's own");

        assertThatThrownBy(() -> measure(spec -> measured(spec)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "is there already", "--out");
        assertThat(file).hasContent("somebody's own");
    }

    private static List<Outcome> outcomes(CampaignFolder folder) {
        return folder.journal().entries().stream()
                .filter(AttemptEnded.class::isInstance)
                .map(each -> ((AttemptEnded) each).outcome())
                .toList();
    }

    /** Every campaign without a seed had seed 1, and so the same order. */
    @Test
    void aCampaignGoesOnInTheOrderThatItWasBegunWith() throws Exception {
        try (CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC())) {
            assertThat(campaign().seedDeclared()).isFalse();
            folder.begin(campaign().withSeed(4_711), YAML.getBytes(StandardCharsets.UTF_8), null, null, false);
        }
        try (CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC())) {
            assertThat(folder.asBegun(campaign()).seed()).isEqualTo(4_711);
        }
    }

    /** A benchmark that throws was tried four times for each repetition. */
    @Test
    void whatWillFailAgainIsTriedOnceAndSaysWhy() {
        assertThatThrownBy(() -> measure(spec -> new RoleOutcome.Measured(
                        spec, Specs.hopeless(Specs.granted(spec), "own.Orders.failing threw x.Y: no data"), Map.of())))
                .isInstanceOf(HopelessException.class)
                .hasMessageContaining("own.Orders.failing threw x.Y: no data; it would fail again")
                .hasMessageContaining("go on with --resume " + out);

        assertThat(asked).hasSize(1);
    }

    @Test
    void whatWasMeasuredBeforeIsTriedAgainWhereItFails() throws Exception {
        try (CampaignFolder folder = measure(spec -> spec.repetition() + spec.attempt() == 3 && spec.attempt() == 1
                ? new RoleOutcome.Measured(spec, Specs.hopeless(Specs.granted(spec), "threw"), Map.of())
                : measured(spec))) {
            assertThat(outcomes(folder)).containsExactly(Outcome.COMPLETE, Outcome.INVALID, Outcome.COMPLETE);
        }
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNodeThatNeverGivesAResultIsMissed(boolean invalid) throws Exception {
        try (CampaignFolder folder = measure(spec -> !spec.request().node().equals("b")
                ? measured(spec)
                : invalid ? measured(spec, "throttled") : new RoleOutcome.Failed(spec, List.of("the pod is gone")))) {
            assertThat(Shortness.of(
                            campaign(),
                            folder.journal().entries(),
                            Map.of("only", folder.run("only").orElseThrow().read())))
                    .isEqualTo(Map.of(
                            "only",
                            List.of(
                                    "jitter on b-numa0 has 0 of 2 repetitions",
                                    "jitter on b-numa1 has 0 of 2 repetitions")));
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
            assertThat(Shortness.of(
                            campaign(),
                            folder.journal().entries(),
                            Map.of("only", folder.run("only").orElseThrow().read())))
                    .isEmpty();
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
            assertThat(asked).containsExactly(List.of("1.3 a-numa0", "1.3 a-numa1"));
            assertThat(folder.journal().entries())
                    .filteredOn(RolesKept.class::isInstance)
                    .extracting(each -> ((RolesKept) each).roles())
                    .containsExactly(
                            List.of("a-numa0", "a-numa1"),
                            List.of("a-numa0", "a-numa1"),
                            List.of(),
                            List.of("b-numa0", "b-numa1"));
            RunContents contents = folder.run("only").orElseThrow().read();
            assertThat(contents.run().repetitions()).hasSize(8);
            assertThat(contents.damaged()).isEmpty();
        }
    }

    /** The controller was killed while it closed the first attempt: the journal lacks its last lines. */
    private void killedInTheFirstAttempt(int lines, Function<ProbeSpec, RoleOutcome> answer) throws Exception {
        try {
            measure(spec -> {
                        if (spec.attempt() == 2) {
                            throw new IllegalStateException("killed");
                        }
                        return answer.apply(spec);
                    })
                    .close();
        } catch (IllegalStateException e) {
            Path journal = out.resolve(Journal.FILE);
            List<String> all = Files.readAllLines(journal);
            // The start of the second attempt too.
            Files.write(journal, all.subList(0, all.size() - 1 - lines));
        }
        asked.clear();
    }

    private static boolean throttled(ProbeSpec spec) {
        return spec.role().equals("b-numa1") && spec.repetition() + spec.attempt() == 2;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anAttemptThatWasBeingClosedIsClosedByWhatLiesInItsFolders(int lines) throws Exception {
        killedInTheFirstAttempt(lines, spec -> throttled(spec) ? measured(spec, "throttled") : measured(spec));

        // Its pods still have the results, and would say them again.
        try (CampaignFolder folder =
                measure(true, spec -> throttled(spec) ? measured(spec, "throttled") : measured(spec))) {
            assertThat(asked.get(0)).containsExactly("1.2 b-numa0", "1.2 b-numa1");
            assertThat(outcomes(folder)).containsExactly(Outcome.INVALID, Outcome.COMPLETE, Outcome.COMPLETE);
            assertThat(folder.run("only").orElseThrow().read().run().repetitions())
                    .hasSize(8);
        }
    }

    @Test
    void anAttemptWhosePodsStillHaveItIsFetchedAndJudgedWhole() throws Exception {
        killedInTheFirstAttempt(2, spec -> throttled(spec) ? measured(spec, "throttled") : measured(spec));
        // Killed before anything of a was stored, and before b's valid result was set aside.
        Path repetitions;
        try (CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC())) {
            repetitions = folder.run("only").orElseThrow().folder().resolve("repetitions");
        }
        Files.move(repetitions.resolve("01-jitter-b-numa0.incomplete-1"), repetitions.resolve("01-jitter-b-numa0"));
        for (String role : List.of("a-numa0", "a-numa1")) {
            Path stored = repetitions.resolve("01-jitter-" + role);
            try (var files = Files.list(stored)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(stored);
        }

        try (CampaignFolder folder =
                measure(true, spec -> throttled(spec) ? measured(spec, "throttled") : measured(spec))) {
            assertThat(asked.get(0)).hasSize(4);
            assertThat(asked.get(1)).containsExactly("1.2 b-numa0", "1.2 b-numa1");
            assertThat(outcomes(folder)).containsExactly(Outcome.INVALID, Outcome.COMPLETE, Outcome.COMPLETE);
        }
    }

    /** The order comes while a repetition is measured, which is stopped, and throttled on b. */
    private RunContents toldToEnd(int inRepetition, List<String> uneven) throws Exception {
        try (CampaignFolder folder = CampaignFolder.open(out, Clock.systemUTC())) {
            folder.begin(campaign(), YAML.getBytes(StandardCharsets.UTF_8), null, null, false);
            CampaignRun[] run = new CampaignRun[1];
            run[0] = new CampaignRun(
                    campaign(),
                    folder,
                    answering(false, spec -> {
                        if (spec.repetition() < inRepetition) {
                            return measured(spec);
                        }
                        run[0].endAfterWindow();
                        return stopped(spec, spec.role().equals("b-numa1") ? List.of("throttled") : List.of());
                    }),
                    true);
            run[0].measure(List.of("only"));
            RunContents contents = folder.run("only").orElseThrow().read();
            assertThat(Shortness.uneven(campaign(), folder.journal().entries(), "only", contents))
                    .isEqualTo(uneven);
            return contents;
        }
    }

    @Test
    void aSideThatIsToldToEndKeepsWhatTheUndisturbedNodesHave() throws Exception {
        RunContents contents = toldToEnd(
                1, List.of("jitter on b-numa0 has 0 of 1 repetitions", "jitter on b-numa1 has 0 of 1 repetitions"));

        assertThat(contents.run().repetitions())
                .extracting(each -> each.result().spec().role())
                .containsExactly("a-numa0", "a-numa1");
    }

    @Test
    void whatDisturbsTheLastRepetitionOfASideThatIsToldToEndIsNothingAgainstIt() throws Exception {
        RunContents contents = toldToEnd(2, List.of());

        assertThat(contents.run().repetitions()).hasSize(6);
    }
}
