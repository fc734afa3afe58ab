package io.quietcore.results.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.facts.PodTimeline;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.JournalEntry.AlertRaised;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
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
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
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
                .matches(
                        "\\{\"before\":\"[0-9a-f]{64}\",\"crc32c\":\"[0-9a-f]{8}\",\"entry\":\\{\"at\":\"2026-01-02T03:04:05.000000006Z\","
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
        int last = new String(whole, UTF_8).lastIndexOf("\n{") + 1;
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

    @Test
    void theDigestOfALineIsWhatSha256sumPrintsOfItWithItsLineEnd() throws Exception {
        writeAll();
        List<String> lines = Files.readAllLines(file());
        for (int i = 0; i < lines.size(); i++) {
            String before = i == 0 ? "" : lines.get(i - 1) + "\n";
            assertThat(lines.get(i))
                    .startsWith("{\"before\":\"" + RepetitionFiles.sha256(before.getBytes(UTF_8)) + "\",");
        }
    }

    @Test
    void anyFlippedBitIsDamageThatIsNamedAndDropsNothing() throws IOException {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = new String(whole, UTF_8).lastIndexOf("\n{");
        for (int i = 0; i < whole.length; i++) {
            // Each bit of the last line, which no other line vouches for, and one of each byte before it.
            for (int bit = i < lastLine ? i % 8 : 0; bit < (i < lastLine ? i % 8 + 1 : 8); bit++) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) (1 << bit);
                Files.write(file(), flipped);

                assertThatThrownBy(() -> Journal.entries(campaign))
                        .as("bit " + bit + " of byte " + i)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("journal.jsonl:")
                        .hasMessageContaining("damaged line");
            }
        }
    }

    @Test
    void twoLinesThatAFlippedLineEndMadeOneAreDamageAndNoTornLine() throws IOException {
        writeAll();
        byte[] content = Files.readAllBytes(file());
        int before = new String(content, UTF_8).lastIndexOf("\n{");
        content[before] ^= 1;
        for (int size = before + 2; size <= content.length; size++) {
            Files.write(file(), Arrays.copyOf(content, size));

            assertThatThrownBy(() -> Journal.open(campaign, Disk.real()))
                    .hasMessageContaining("journal.jsonl:4: damaged");
        }
    }

    @Test
    void aLastLineOfZerosIsWhatAPowerCutLeaves() throws IOException {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length + 100));

        assertThat(Journal.open(campaign, Disk.real()).cutOff()).isPresent();
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "{\"crc32c\":null,\"entry\":null,\"line\":2}", "{\"before\":\"", ""})
    void aLineThatHoldsSomethingElseIsNamed(String line) throws IOException {
        writeAll();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(1, line);
        Files.write(file(), lines);

        assertThatThrownBy(() -> Journal.entries(campaign))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.jsonl:2: damaged line");
        Files.writeString(file(), line + "\n");
        assertThatThrownBy(() -> Journal.entries(campaign)).hasMessageContaining("journal.jsonl:1: damaged line");
    }

    /** The lines as a version wrote them that knew of no chain. */
    private List<String> unchained(List<JournalEntry> entries) {
        List<String> lines = new ArrayList<>();
        for (JournalEntry entry : entries) {
            int number = lines.size() + 1;
            CRC32C crc = new CRC32C();
            crc.update(("{\"entry\":" + CanonicalJson.write(entry) + ",\"line\":" + number + "}").getBytes(UTF_8));
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"crc32c\":\"%08x\",\"entry\":%s,\"line\":%d}",
                    crc.getValue(),
                    CanonicalJson.write(entry),
                    number));
        }
        return lines;
    }

    @Test
    void aJournalOfAnEarlierVersionIsReadAndGoneOnWithChained() throws IOException {
        Files.write(file(), unchained(ENTRIES));
        assertThat(Journal.entries(campaign)).isEqualTo(ENTRIES);

        Journal.open(campaign, Disk.real()).append(ENTRIES.get(4));

        assertThat(Journal.entries(campaign)).hasSize(6);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(4, unchained(ENTRIES).get(4).replace("baseline", "someside"));
        Files.write(file(), lines);
        assertThatThrownBy(() -> Journal.entries(campaign)).hasMessageContaining("journal.jsonl:5: damaged");
    }

    @Test
    void aChainThatWasTakenOutOfSomeLinesOrOfEntriesThatNeverWereWithoutOneIsDamage() throws IOException {
        writeAll();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(4, unchained(ENTRIES).get(4));
        Files.write(file(), lines);
        assertThatThrownBy(() -> Journal.entries(campaign))
                .hasMessageContaining(
                        "journal.jsonl:5: damaged line (the digest of the line before was taken out of it)");

        Files.write(file(), unchained(List.of(new CampaignClosed(Map.of(), List.of(), AT))));
        assertThatThrownBy(() -> Journal.entries(campaign)).hasMessageContaining("was taken out of it");
    }

    @Test
    void aLineThatWasWrittenAnewWithItsChecksumIsFoundByTheNext() throws IOException {
        writeAll();
        Journal other = Journal.open(Files.createDirectory(campaign.resolve("other")), Disk.real());
        other.append(ENTRIES.get(0));
        other.append(new SideStarted("baseline", "u2", "b1", AT));
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(
                1,
                Files.readAllLines(campaign.resolve("other").resolve(Journal.FILE))
                        .get(1));
        Files.write(file(), lines);

        assertThatThrownBy(() -> Journal.entries(campaign))
                .hasMessageContaining(
                        "journal.jsonl:3: damaged line (line 2 before it is not the one that it was written"
                                + " after)");
    }

    @Test
    void aTextThatIsNoUnicodeIsReadAgainAsItWasWritten() throws IOException {
        Journal journal = Journal.open(campaign, Disk.real());
        journal.append(new SideDescribed("tuned", null, Map.of("rack", "half a pair: \ud800"), AT));

        assertThat(Journal.entries(campaign)).isEqualTo(journal.entries());
        assertThat(SideFacts.of(Journal.entries(campaign), "tuned").metadata())
                .isEqualTo(Map.of("rack", "half a pair: \ufffd"));
    }
}
