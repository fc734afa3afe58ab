package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class ReconciliationTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Map<String, Set<String>> ROLES = Map.of("jitter", Set.of("numa0", "numa1"));

    @TempDir
    private Path campaign;

    private RunFolder folder;
    private final List<JournalEntry> journal = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        folder = RunFolder.open(campaign, Measured.UUID, "tuned", Disk.real());
        journal.add(new AttemptStarted("tuned", "jitter", 1, 1, AT));
    }

    private Path store(int numaNode, boolean stopped, String... reasons) throws IOException {
        Measured measured = Measured.of(Measured.spec(Probe.JITTER, numaNode, 1, 1), 5, List.of(reasons));
        ProbeResult result = measured.result();
        return folder.writeRepetition(stopped ? stopped(result) : result, measured.files())
                .folder();
    }

    private static ProbeResult stopped(ProbeResult result) {
        return new ProbeResult(
                result.spec(),
                result.grant(),
                result.startedAt(),
                result.endedAt(),
                result.host(),
                result.floor(),
                result.histograms(),
                result.windows(),
                result.spikes(),
                result.spikesLost(),
                List.of(),
                result.evidence(),
                true,
                result.reasons());
    }

    private Reconciliation reconciliation() throws IOException {
        return Reconciliation.of(journal, Map.of("tuned", folder.read()), ROLES, AT);
    }

    private AttemptEnded entry() throws IOException {
        assertThat(reconciliation().entries()).hasSize(1);
        return reconciliation().entries().get(0);
    }

    private void journalled(Outcome outcome) {
        journal.add(new AttemptEnded("tuned", "jitter", 1, 1, outcome, List.of(), AT));
    }

    @Test
    void aWholeAttemptThatWasNotJournalledIsComplete() throws IOException {
        store(0, false);
        store(1, false);

        assertThat(reconciliation().marks()).isEmpty();
        assertThat(entry()).isEqualTo(new AttemptEnded("tuned", "jitter", 1, 1, Outcome.COMPLETE, List.of(), AT));
    }

    @Test
    void aRoleWithoutItsFellowsIsMarkedIncompleteAndTheAttemptStopped() throws IOException {
        store(1, false);

        assertThat(entry().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(entry().reasons()).containsExactly("the controller ended before the attempt did");
        Journal onDisk = Journal.open(campaign, Disk.real());
        reconciliation().apply(onDisk, Map.of("tuned", folder), ROLES, AT);
        assertThat(folder.read().run().repetitions()).isEmpty();
        assertThat(folder.read().setAside())
                .extracting(aside -> aside.name().toString())
                .containsExactly("01-jitter-numa1.incomplete-1");
        assertThat(onDisk.entries())
                .satisfiesExactly(
                        stored -> assertThat(((AttemptStored) stored).folders())
                                .containsOnlyKeys("01-jitter-numa1.incomplete-1"),
                        ended -> assertThat(ended).isInstanceOf(AttemptEnded.class));
    }

    @Test
    void anInvalidRoleMakesTheAttemptInvalidWithItsReasons() throws IOException {
        store(0, false);
        store(1, false, "throttled");

        assertThat(entry().outcome()).isEqualTo(Outcome.INVALID);
        assertThat(entry().reasons()).containsExactly("numa1: throttled");
        assertThat(reconciliation().marks()).hasSize(1);
    }

    @Test
    void aShorterRepetitionDoesNotPassForAWholeOne() throws IOException {
        store(0, false);
        store(1, true);

        assertThat(entry().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(reconciliation().marks()).hasSize(2);
    }

    @Test
    void whatWasJournalledAsCompleteAndIsDamagedHasFailed() throws IOException {
        store(0, false);
        Files.writeString(store(1, false).resolve("jitter.hlog"), "");
        journalled(Outcome.COMPLETE);

        assertThat(entry().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(entry().reasons()).singleElement().asString().contains("01-jitter-numa1/jitter.hlog");
        assertThat(reconciliation().marks()).hasSize(2);
        reconciliation().apply(Journal.open(campaign, Disk.real()), Map.of("tuned", folder), ROLES, AT);
        assertThat(folder.read().damaged()).isEmpty();
        assertThat(folder.read().run().repetitions()).isEmpty();
    }

    @Test
    void whatWasJournalledAsCompleteAndIsGoneHasFailed() throws IOException {
        store(0, false);
        journalled(Outcome.COMPLETE);

        assertThat(entry().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(entry().reasons()).containsExactly("it was complete, and now lacks numa1");
    }

    @Test
    void whatWasJournalledAsInvalidKeepsNoGoodName() throws IOException {
        store(0, false);
        journalled(Outcome.INVALID);

        assertThat(reconciliation().entries()).isEmpty();
        assertThat(reconciliation().marks()).hasSize(1);
    }

    @Test
    void whatAgreesIsLeftAlone() throws IOException {
        store(0, false);
        store(1, false);
        journalled(Outcome.COMPLETE);

        assertThat(reconciliation()).isEqualTo(new Reconciliation(List.of(), List.of(), List.of()));
    }

    @Test
    void everyFileIsOnTheDeviceBeforeItsFolderGetsItsName() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        RunFolder faulty = RunFolder.open(campaign, "another", "tuned", disk);
        Measured measured = Measured.of(Measured.spec("another", "tuned", Probe.JITTER, 0, 1, 1), 5, List.of());
        disk.done().clear();

        faulty.writeRepetition(measured.result(), measured.files());

        String beside = ".writing-01-jitter-numa0-1";
        assertThat(disk.done())
                .containsExactly(
                        "createFolder " + beside,
                        "begin SHA256SUMS",
                        "write SHA256SUMS",
                        "sync SHA256SUMS",
                        "begin jitter.hlog",
                        "write jitter.hlog",
                        "sync jitter.hlog",
                        "begin result.json",
                        "write result.json",
                        "sync result.json",
                        "sync " + beside,
                        "rename 01-jitter-numa0",
                        "sync repetitions");
    }

    @Test
    void whatIsKeptOfAnInvalidAttemptStaysAndIsNotMissedByTheNext() throws IOException {
        store(0, false);
        store(1, false, "throttled");
        journal.add(new RolesKept("tuned", "jitter", 1, 1, List.of("numa0"), AT));
        journalled(Outcome.INVALID);
        assertThat(reconciliation()).isEqualTo(new Reconciliation(List.of(), List.of(), List.of()));

        journal.add(new AttemptStarted("tuned", "jitter", 1, 2, AT));
        Measured again = Measured.of(Measured.spec(Probe.JITTER, 1, 1, 2), 5, List.of());
        folder.writeRepetition(again.result(), again.files());

        assertThat(entry()).isEqualTo(new AttemptEnded("tuned", "jitter", 1, 2, Outcome.COMPLETE, List.of(), AT));
        assertThat(reconciliation().marks()).isEmpty();
    }

    @Test
    void whatWasKeptAndIsGoneIsKeptNoLonger() throws IOException {
        store(1, false, "throttled");
        journal.add(new RolesKept("tuned", "jitter", 1, 1, List.of("numa0"), AT));
        journalled(Outcome.INVALID);

        assertThat(reconciliation().kept()).containsExactly(new RolesKept("tuned", "jitter", 1, 1, List.of(), AT));
        assertThat(reconciliation().entries()).isEmpty();
    }
}
