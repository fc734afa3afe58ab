package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.store.FaultyDisk.KilledException;
import io.quietcore.results.store.JournalEntry.AlertRaised;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.EndOrdered;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.JournalEntry.SideStarted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A controller of two repetitions and two roles is killed at every step, resumed, and killed again: of two sides that take
 * turns, of two sides one after the other, of a run that is told to end, and of a fleet of two clusters.
 */
@Tag("once")
class KilledControllerTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] YAML = "campaign: test\n".getBytes(StandardCharsets.UTF_8);

    private enum Kind {
        INTERLEAVED,
        ONE_SIDE_AFTER_THE_OTHER,
        RUN,
        FLEET;

        List<String> sides() {
            return this == RUN ? List.of("baseline") : List.of("baseline", "tuned");
        }

        List<Path> campaigns(Path out) {
            return this == FLEET ? List.of(out.resolve("lab-a"), out.resolve("lab-b")) : List.of(out);
        }
    }

    private static final int REPETITIONS = 2;
    private static final Map<String, Set<String>> ROLES = Map.of("jitter", Set.of("numa0", "numa1"));

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @EnumSource
    void killedAtAnyStepAndResumedNoRepetitionIsLostAndNoneDoubled(Kind kind) throws IOException {
        int steps = stepsOfAWholeCampaign(kind);
        assertThat(steps).isGreaterThan(60);
        for (int killAfter = 0; killAfter < steps; killAfter++) {
            Path campaign = Files.createDirectory(temporary.resolve("once-" + killAfter));
            assertThat(runs(kind, campaign, killAfter)).isFalse();
            assertThat(resumeAndCheck(kind, campaign)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedAgainWhileResumingNoRepetitionIsLostAndNoneDoubled(Kind kind) throws IOException {
        int steps = stepsOfAWholeCampaign(kind);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            Path campaign = Files.createDirectory(temporary.resolve("again-" + i));
            runs(kind, campaign, random.nextInt(steps));
            // The first steps of a resumed controller are those that put things right.
            for (int again = 0; again < 4; again++) {
                Set<String> before = wholeRepetitions(kind, campaign);
                runs(kind, campaign, random.nextInt(1, 25));
                assertThat(wholeRepetitions(kind, campaign)).containsAll(before);
            }
            assertThat(resumeAndCheck(kind, campaign)).isTrue();
        }
    }

    private int stepsOfAWholeCampaign(Kind kind) throws IOException {
        Path campaign = Files.createDirectory(temporary.resolve("whole"));
        FaultyDisk disk = new FaultyDisk();
        controllers(kind, campaign, disk);
        check(kind, campaign, Set.of());
        return disk.steps();
    }

    private boolean resumeAndCheck(Kind kind, Path out) throws IOException {
        Set<String> before = wholeRepetitions(kind, out);
        boolean finished = runs(kind, out, Integer.MAX_VALUE);
        check(kind, out, before);
        // A finished campaign that is resumed once more does nothing.
        List<JournalEntry> entries = entries(kind, out);
        runs(kind, out, Integer.MAX_VALUE);
        assertThat(entries(kind, out)).isEqualTo(entries);
        return finished;
    }

    private static List<JournalEntry> entries(Kind kind, Path out) throws IOException {
        List<JournalEntry> all = new ArrayList<>();
        for (Path campaign : kind.campaigns(out)) {
            all.addAll(Journal.entries(campaign));
        }
        return all;
    }

    private static boolean runs(Kind kind, Path out, int killAfter) throws IOException {
        try {
            controllers(kind, out, new FaultyDisk(killAfter));
            return true;
        } catch (KilledException e) {
            return false;
        }
    }

    private static void controllers(Kind kind, Path out, Disk disk) throws IOException {
        if (kind == Kind.FLEET) {
            AtomicFile.write(disk, out.resolve("fleet.json"), "{}".getBytes(StandardCharsets.UTF_8));
        }
        for (Path campaign : kind.campaigns(out)) {
            if (!Files.isDirectory(campaign)) {
                disk.createFolder(campaign);
            }
            new Controller(kind, campaign, disk).run();
        }
    }

    private static void check(Kind kind, Path out, Set<String> wholeBefore) throws IOException {
        assertThat(wholeRepetitions(kind, out)).containsAll(wholeBefore);
        for (Path campaign : kind.campaigns(out)) {
            check(kind, campaign);
        }
    }

    private static void check(Kind kind, Path campaign) throws IOException {
        assertThat(SealCheck.of(campaign)).isEqualTo(new SealCheck(List.of(), List.of()));
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (JournalEntry entry : Journal.entries(campaign)) {
            if (entry instanceof AttemptStarted started) {
                assertThat(outcomes).doesNotContainKey(name(started.side(), started.repetition(), started.attempt()));
            } else if (entry instanceof AttemptEnded ended) {
                outcomes.put(name(ended.side(), ended.repetition(), ended.attempt()), ended.outcome());
            }
        }
        outcomes.values().removeIf(outcome -> outcome != Outcome.COMPLETE);
        assertThat(outcomes).hasSize(kind.sides().size() * REPETITIONS);
        for (String side : kind.sides()) {
            RunContents contents = RunFolder.read(campaign.resolve(RunFolder.PREFIX + "uuid-" + side));
            assertThat(contents.damaged()).isEmpty();
            assertThat(contents.run().repetitions()).hasSize(REPETITIONS * 2).allSatisfy(stored -> {
                ProbeSpec spec = stored.result().spec();
                boolean complete = outcomes.containsKey(name(side, spec.repetition(), spec.attempt()));
                assertThat(complete || kept(campaign, spec)).isTrue();
            });
            assertThat(Files.readString(contents.run().folder().resolve("jobSummary.json")))
                    .isEqualTo("[]");
            try (Stream<Path> all = Files.walk(contents.run().folder())) {
                assertThat(all).noneMatch(path -> path.getFileName().toString().startsWith("."));
            }
        }
    }

    private static boolean kept(Path campaign, ProbeSpec spec) throws IOException {
        return Journal.entries(campaign).stream()
                .filter(RolesKept.class::isInstance)
                .map(RolesKept.class::cast)
                .anyMatch(kept -> kept.side().equals(spec.side())
                        && kept.repetition() == spec.repetition()
                        && kept.attempt() == spec.attempt()
                        && kept.roles().contains(spec.role()));
    }

    /** The repetitions whose roles are all there and whole, with the attempts that they are of. */
    private static Set<String> wholeRepetitions(Kind kind, Path out) throws IOException {
        Map<String, String> roles = new TreeMap<>();
        for (Path campaign : kind.campaigns(out)) {
            for (String side : kind.sides()) {
                Path folder = campaign.resolve(RunFolder.PREFIX + "uuid-" + side);
                if (Files.isDirectory(folder.resolve("repetitions"))) {
                    for (StoredRepetition stored : RunFolder.read(folder).run().repetitions()) {
                        ProbeSpec spec = stored.result().spec();
                        roles.merge(
                                campaign.getFileName() + " " + side + " " + spec.repetition(),
                                spec.role() + " of attempt " + spec.attempt(),
                                (one, other) -> one + " and " + other);
                    }
                }
            }
        }
        roles.values().removeIf(both -> !both.contains(" and "));
        Set<String> whole = new TreeSet<>();
        roles.forEach((repetition, both) -> whole.add(repetition + ": " + both));
        return whole;
    }

    private static String name(String side, int repetition, int attempt) {
        return side + " " + repetition + " attempt " + attempt;
    }

    /**
     * What the harness does, without the measuring: the first attempt at each side's second repetition is invalid. Of
     * baseline's all is measured again; tuned's roles are on nodes of their own, and the valid one is kept.
     */
    private record Controller(Kind kind, Path campaign, Disk disk) {
        void run() throws IOException {
            if (!Files.exists(campaign.resolve("campaign.yaml"))) {
                AtomicFile.write(disk, campaign.resolve("campaign.yaml"), YAML);
            }
            Journal journal = Journal.open(campaign, disk);
            if (journal.entries().isEmpty()) {
                journal.append(
                        new CampaignStarted("c1", "test", RepetitionFiles.sha256(YAML), 1, null, null, false, AT));
            }
            if (kind == Kind.ONE_SIDE_AFTER_THE_OTHER) {
                for (String side : kind.sides()) {
                    measure(journal, List.of(side));
                }
            } else {
                measure(journal, kind.sides());
            }
        }

        private void measure(Journal journal, List<String> sides) throws IOException {
            Map<String, RunFolder> folders = new TreeMap<>();
            Map<String, RunContents> contents = new TreeMap<>();
            for (String side : sides) {
                SideStarted started = new SideStarted(side, "uuid-" + side, "boot", AT);
                if (!journal.entries().contains(started)) {
                    journal.append(started);
                }
                RunFolder folder = RunFolder.open(campaign, started.uuid(), side, disk);
                folder.discardUnfinished();
                folders.put(side, folder);
                contents.put(side, SealCheck.replaced(folder.read(), journal.entries(), side));
            }
            SealCheck.refuseForeign(campaign);
            Reconciliation.of(journal.entries(), contents, ROLES, AT).apply(journal, folders, ROLES, AT);
            for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                for (String side : sides) {
                    while (!isComplete(journal, side, repetition)) {
                        attempt(journal, folders.get(side), side, repetition);
                    }
                }
            }
            finish(journal, sides);
            for (RunFolder folder : folders.values()) {
                AtomicFile.write(
                        disk, folder.folder().resolve("jobSummary.json"), "[]".getBytes(StandardCharsets.UTF_8));
            }
        }

        private void finish(Journal journal, List<String> sides) throws IOException {
            for (String side : sides) {
                SideFinished finished = new SideFinished(side, AT);
                if (!journal.entries().contains(finished)) {
                    if (kind == Kind.RUN) {
                        journal.append(new EndOrdered(side, AT));
                    }
                    journal.append(finished);
                    if (kind == Kind.RUN) {
                        AtomicFile.write(disk, campaign.resolve("load.json"), "{}".getBytes(StandardCharsets.UTF_8));
                        journal.append(new AlertRaised(
                                side, new Alert(AT, Alert.Severity.WARNING, "load ended abnormally"), AT));
                    }
                }
            }
            List<JournalEntry> entries = journal.entries();
            if (!(entries.get(entries.size() - 1) instanceof CampaignClosed)) {
                journal.append(new CampaignClosed(SealCheck.evidenceIn(campaign), List.of(), AT));
            }
        }

        private static List<AttemptEnded> ended(Journal journal, String side, int repetition) {
            return journal.entries().stream()
                    .filter(AttemptEnded.class::isInstance)
                    .map(AttemptEnded.class::cast)
                    .filter(ended -> ended.side().equals(side) && ended.repetition() == repetition)
                    .toList();
        }

        private static Set<String> kept(Journal journal, String side, int repetition) {
            Set<String> roles = new TreeSet<>();
            journal.entries().stream()
                    .filter(RolesKept.class::isInstance)
                    .map(RolesKept.class::cast)
                    .filter(kept -> kept.side().equals(side) && kept.repetition() == repetition)
                    .forEach(kept -> roles.addAll(kept.roles()));
            return roles;
        }

        private static boolean isComplete(Journal journal, String side, int repetition) {
            return ended(journal, side, repetition).stream().anyMatch(ended -> ended.outcome() == Outcome.COMPLETE);
        }

        private static void attempt(Journal journal, RunFolder folder, String side, int repetition) throws IOException {
            List<AttemptEnded> before = ended(journal, side, repetition);
            int attempt = 1 + before.size();
            boolean spoilt = repetition == 2 && before.stream().noneMatch(ended -> ended.outcome() == Outcome.INVALID);
            journal.append(new AttemptStarted(side, "jitter", repetition, attempt, AT));
            List<ProbeSpec> valid = new ArrayList<>();
            Set<String> keptBefore = kept(journal, side, repetition);
            for (int numaNode = 0; numaNode < 2; numaNode++) {
                if (keptBefore.contains("numa" + numaNode)) {
                    continue;
                }
                ProbeSpec spec = Measured.spec(folder.uuid(), side, Probe.JITTER, numaNode, repetition, attempt);
                List<String> reasons = spoilt && numaNode == 1 ? List.of("throttled") : List.of();
                Measured measured = Measured.of(spec, 3, reasons);
                if (folder.writeRepetition(measured.result(), measured.files()).valid()) {
                    valid.add(spec);
                }
            }
            boolean keeps = spoilt && side.equals("tuned");
            if (spoilt && !keeps) {
                for (ProbeSpec spec : valid) {
                    folder.markIncomplete(spec);
                }
            }
            Set<String> roles = ROLES.getOrDefault("jitter", Set.of());
            journal.append(new AttemptStored(
                    side, "jitter", repetition, attempt, folder.sealed("jitter", repetition, attempt, roles), AT));
            if (keeps) {
                journal.append(new RolesKept(side, "jitter", repetition, attempt, List.of("numa0"), AT));
            }
            journal.append(new AttemptEnded(
                    side,
                    "jitter",
                    repetition,
                    attempt,
                    spoilt ? Outcome.INVALID : Outcome.COMPLETE,
                    spoilt ? List.of("numa1: throttled") : List.of(),
                    AT));
        }
    }
}
