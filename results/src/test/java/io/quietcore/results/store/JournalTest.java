package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.facts.PodTimeline;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.JournalEntry.AlertRaised;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.NodesObserved;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.PodsObserved;
import io.quietcore.results.store.JournalEntry.SideDescribed;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.JournalEntry.SideStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000000006Z");
    private static final List<JournalEntry> ENTRIES = List.of(
            new CampaignStarted("c1", "host-smoke", "ab", 42, 7, null, true, AT),
            new SideStarted("baseline", "u1", "b1", AT),
            new AttemptStarted("baseline", "jitter", 1, 1, AT),
            new AttemptEnded(
                    "baseline", "jitter", 1, 1, Outcome.INVALID, List.of("numa0: <throttled>"), List.of("numa1"), AT),
            new SideFinished("baseline", AT));

    private static final ClusterFacts CLUSTER = ClusterFacts.kubernetes(
            "lab", "self-managed", "v1.36.2", new ClusterFacts.Nodes(1, "", 2, "m5", 0, "", 0, 3));
    private static final PodTimeline POD =
            new PodTimeline("ns", "probe-1", "worker-1", 1, 1, AT, AT.plusMillis(7), null, null, null, null, null);
    private static final Alert ALERT = new Alert(AT, Alert.Severity.WARNING, "load ended abnormally");

    @TempDir
    private Path campaign;

    private Path file() {
        return campaign.resolve(Journal.FILE);
    }

    private void writeAll() throws IOException {
        Journal journal = Journal.open(campaign, Disk.real());
        for (JournalEntry entry : ENTRIES) {
            journal.append(entry);
        }
    }

    @Test
    void aNodeThatRanTwoConfigurationsHasBoth() throws IOException {
        Journal journal = Journal.open(campaign, Disk.real());
        NodeFacts first = new NodeFacts("worker-1", "b0", "rendered-worker-1");
        NodeFacts second = new NodeFacts("worker-1", "b1", "rendered-worker-2");
        NodeFacts plain = new NodeFacts("worker-2", "b0", null);
        journal.append(new NodesObserved("baseline", List.of(first, plain), AT));
        journal.append(new NodesObserved("tuned", List.of(second), AT));
        journal.append(new NodesObserved("baseline", List.of(second, plain), AT));

        RunFacts facts = SideFacts.of(Journal.entries(campaign), "baseline");

        assertThat(facts.nodes()).containsExactly(first, plain, second, plain);
        assertThat(facts.machineConfigs())
                .isEqualTo(Map.of("worker-1", List.of("rendered-worker-1", "rendered-worker-2")));
    }

    @Test
    void everyKindOfEntryComesBackAsItWasWritten() throws IOException {
        writeAll();

        assertThat(Journal.entries(campaign)).isEqualTo(ENTRIES);
        assertThat(Files.readAllLines(file()))
                .hasSize(5)
                .element(3)
                .asString()
                .matches("\\{\"crc32c\":\"[0-9a-f]{8}\",\"entry\":\\{\"at\":\"2026-01-02T03:04:05.000000006Z\","
                        + "\"attempt\":1,\"group\":\"jitter\",\"notMeasured\":\\[\"numa1\"],\"outcome\":\"invalid\",\"reasons\":"
                        + "\\[\"numa0: \\\\u003cthrottled\\\\u003e\"],\"repetition\":1,\"side\":\"baseline\","
                        + "\"type\":\"attemptEnded\"},\"line\":4}");
    }

    @Test
    void whatWasToldOfASideComesBackAsItsFactsAndTheLaterDescriptionIsRight() throws IOException {
        Journal journal = Journal.open(campaign, Disk.real());
        journal.append(new SideDescribed("tuned", null, Map.of("rack", 6), AT));
        journal.append(new SideDescribed("tuned", CLUSTER, Map.of("rack", 7, "share", 0.5, "owner", "us"), AT));
        journal.append(new SideDescribed("baseline", null, Map.of("rack", 8), AT));
        journal.append(new PodsObserved("tuned", List.of(POD), AT));
        journal.append(new AlertRaised("tuned", ALERT, AT));

        assertThat(SideFacts.of(Journal.entries(campaign), "tuned"))
                .isEqualTo(new RunFacts(
                        CLUSTER, Map.of("rack", 7, "share", 0.5, "owner", "us"), List.of(POD), List.of(ALERT)));
        assertThat(SideFacts.of(Journal.entries(campaign), "other")).isEqualTo(RunFacts.NONE);
    }

    @Test
    void aJournalGoesOnWhereItWasClosed() throws IOException {
        writeAll();
        Journal journal = Journal.open(campaign, Disk.real());
        journal.append(ENTRIES.get(4));

        assertThat(journal.cutOff()).isEmpty();
        assertThat(Journal.entries(campaign)).hasSize(6);
    }

    @Test
    void aLastLineCutAtAnyByteIsReportedAndCutOff() throws IOException {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        int last = new String(whole, java.nio.charset.StandardCharsets.US_ASCII).lastIndexOf("\n{") + 1;
        for (int size = last + 1; size < whole.length; size++) {
            Files.write(file(), Arrays.copyOf(whole, size));

            assertThat(Journal.entries(campaign)).isEqualTo(ENTRIES.subList(0, 4));
            Journal journal = Journal.open(campaign, Disk.real());
            assertThat(journal.cutOff())
                    .hasValueSatisfying(
                            line -> assertThat(line).contains("journal.jsonl:5").contains("cut off"));
            assertThat(Files.size(file())).isEqualTo(last);
            journal.append(ENTRIES.get(4));
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsAnErrorThatNamesIt() throws IOException {
        writeAll();
        Files.writeString(file(), Files.readString(file()).replace("\"bootId\":\"b1\"", "\"bootId\":\"b2\""));

        assertThatThrownBy(() -> Journal.open(campaign, Disk.real()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.jsonl:2: damaged line (its checksum is wrong)");
    }

    @Test
    void aMiddleLineThatIsNoJsonIsAnErrorThatNamesIt() throws IOException {
        writeAll();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(2, "what?");
        Files.write(file(), lines);

        assertThatThrownBy(() -> Journal.entries(campaign))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.jsonl:3: damaged line")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aLineThatWasTakenOutIsAnError() throws IOException {
        writeAll();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.remove(1);
        Files.write(file(), lines);

        assertThatThrownBy(() -> Journal.entries(campaign))
                .hasMessageContaining("journal.jsonl:2: damaged line (it says that it is line 3)");
    }

    @Test
    void aFolderWithoutAJournalHasNoEntries() throws IOException {
        assertThat(Journal.entries(campaign)).isEmpty();
    }

    @Test
    void anAppendThatFailedHalfWayLeavesNothingInTheWayOfTheNext() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        Journal journal = Journal.open(campaign, disk);
        journal.append(ENTRIES.get(0));
        disk.failNextAppendAfterHalf();

        assertThatThrownBy(() -> journal.append(ENTRIES.get(1))).isInstanceOf(IOException.class);
        assertThat(journal.entries()).hasSize(1);
        journal.append(ENTRIES.get(2));

        assertThat(Journal.entries(campaign)).containsExactly(ENTRIES.get(0), ENTRIES.get(2));
    }

    @Test
    void twoControllersCannotWorkInOneFolder() throws IOException {
        try (CampaignLock held = CampaignLock.acquire(campaign)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> CampaignLock.acquire(campaign))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another quietcore (process "
                            + ProcessHandle.current().pid() + ") is at work in " + campaign);
        }
        CampaignLock.acquire(campaign).close();
    }
}
