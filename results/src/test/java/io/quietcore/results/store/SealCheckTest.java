package io.quietcore.results.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.JournalEntry.SideStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign of two sides, whose second attempt at a repetition was the valid one, and somebody who would like it better. */
@Tag("once")
class SealCheckTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Set<String> ROLES = Set.of("numa0");
    private static final int REPETITIONS = 4;
    private static final String YAML = "campaign: test\nmargin: {percent: 5}\n";

    @TempDir
    private Path temporary;

    private Path campaign;

    @BeforeEach
    void measure() throws IOException {
        campaign = Files.createDirectory(temporary.resolve("out"));
        Files.writeString(campaign.resolve("campaign.yaml"), YAML);
        Files.writeString(campaign.resolve("load.json"), "{}");
        Journal journal = Journal.open(campaign, Disk.real());
        journal.append(new CampaignStarted(
                "c1", "test", RepetitionFiles.sha256(YAML.getBytes(UTF_8)), 1, null, null, false, AT));
        for (String side : List.of("baseline", "tuned")) {
            journal.append(new SideStarted(side, "uuid-" + side, "boot", AT));
            RunFolder folder = RunFolder.open(campaign, "uuid-" + side, side, Disk.real());
            for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                if (repetition == 2) {
                    attempt(journal, folder, repetition, 1, "throttled");
                }
                attempt(journal, folder, repetition, repetition == 2 ? 2 : 1);
            }
            journal.append(new SideFinished(side, AT));
        }
        journal.append(new CampaignClosed(SealCheck.evidenceIn(campaign), List.of("jitter: max < 2ms"), AT));
        assertThat(SealCheck.of(campaign)).isEqualTo(new SealCheck(List.of(), List.of()));
    }

    private static void attempt(Journal journal, RunFolder folder, int repetition, int attempt, String... reasons)
            throws IOException {
        String side = folder.side();
        journal.append(new AttemptStarted(side, "jitter", repetition, attempt, AT));
        Measured measured = Measured.of(
                Measured.spec(folder.uuid(), side, Probe.JITTER, 0, repetition, attempt),
                3 + repetition,
                List.of(reasons));
        folder.writeRepetition(measured.result(), measured.files());
        journal.append(new AttemptStored(
                side, "jitter", repetition, attempt, folder.sealed("jitter", repetition, attempt, ROLES), AT));
        Outcome outcome = reasons.length == 0 ? Outcome.COMPLETE : Outcome.INVALID;
        journal.append(new AttemptEnded(side, "jitter", repetition, attempt, outcome, List.of(reasons), AT));
    }

    private Path repetition(String side, String name) {
        return campaign.resolve("collected-metrics-uuid-" + side)
                .resolve("repetitions")
                .resolve(name);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** A repetition in place of another one, its numbers and sums set right. */
    private void copy(String from, String to, int number) throws IOException {
        Path source = repetition("tuned", from);
        Path target = repetition("tuned", to);
        if (Files.exists(target)) {
            remove(target);
        }
        Files.createDirectory(target);
        String result = Files.readString(source.resolve("result.json"))
                .replaceFirst("\"repetition\": [0-9]+", "\"repetition\": " + number);
        Map<String, byte[]> files = Map.of(
                "result.json",
                result.getBytes(UTF_8),
                "jitter.hlog",
                Files.readAllBytes(source.resolve("jitter.hlog")));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(target.resolve(file.getKey()), file.getValue());
        }
        Files.write(target.resolve("SHA256SUMS"), RepetitionFiles.sums(files));
    }

    private List<String> findings() throws IOException {
        return SealCheck.of(campaign).findings().stream()
                .map(SealCheck.Finding::message)
                .toList();
    }

    @Test
    void aMarginThatWasWidenedAfterwardsIsNamed() throws IOException {
        Files.writeString(campaign.resolve("campaign.yaml"), YAML.replace("percent: 5", "percent: 50"));

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith(campaign.resolve("campaign.yaml") + ": found contents of SHA-256 ")
                .endsWith(RepetitionFiles.sha256(YAML.getBytes(UTF_8)) + ", as journal.jsonl says");
    }

    @Test
    void repetitionsThatWereTakenAwayAreNamedValidOrNot() throws IOException {
        remove(repetition("tuned", "03-jitter-numa0"));
        remove(repetition("baseline", "02-jitter-numa0.invalid-1"));

        assertThat(findings())
                .hasSize(2)
                .anyMatch(each -> each.contains("03-jitter-numa0: found nothing, expected the repetition"))
                .anyMatch(each -> each.contains("02-jitter-numa0.invalid-1: found nothing"));
    }

    @Test
    void aRepetitionThatIsACopyOfAnotherIsNamedThoughItsSumsHold() throws IOException {
        copy("01-jitter-numa0", "03-jitter-numa0", 3);
        assertThat(RunFolder.read(campaign.resolve("collected-metrics-uuid-tuned"))
                        .damaged())
                .isEmpty();

        assertThat(findings())
                .singleElement()
                .asString()
                .contains("03-jitter-numa0/SHA256SUMS: found contents of SHA-256 ", "as journal.jsonl says");
    }

    @Test
    void aRepetitionThatWasAddedIsNamedAndNotGoneOnWith() throws IOException {
        copy("01-jitter-numa0", "05-jitter-numa0", 5);

        assertThat(findings())
                .singleElement()
                .asString()
                .contains("05-jitter-numa0: found a repetition, expected none");
        assertThatThrownBy(() -> SealCheck.refuseForeign(campaign))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("take it away before you go on");
    }

    @Test
    void aFileOfAnInvalidRepetitionThatWasChangedIsNamed() throws IOException {
        Path result = repetition("tuned", "02-jitter-numa0.invalid-1").resolve("result.json");
        Files.writeString(result, Files.readString(result).replace("throttled", "unlucky"));

        assertThat(findings()).singleElement().asString().contains("02-jitter-numa0.invalid-1");
    }

    /** One byte would take an unwelcome repetition out of a comparison as well as its removal. */
    @ParameterizedTest
    @ValueSource(strings = {"result.json", "jitter.hlog", "SHA256SUMS"})
    void aFileOfAWholeRepetitionThatWasDamagedIsNamed(String name) throws IOException {
        Path file = repetition("tuned", "03-jitter-numa0").resolve(name);
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        assertThat(findings()).singleElement().asString().startsWith(file + ": found ");
        SealCheck.refuseForeign(campaign); // It is the campaign's own, and is measured once more.
    }

    @Test
    void aRunThatWasAddedIsNamed() throws IOException {
        RunFolder.open(campaign, "another", "tuned", Disk.real());

        assertThat(findings()).singleElement().asString().contains("collected-metrics-another: found a run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load.json", "cluster.json"})
    void evidenceBesideTheRunsIsHeldAgainstTheLastEntry(String name) throws IOException {
        Files.writeString(campaign.resolve(name), "{\"more\":1}");

        assertThat(findings()).singleElement().asString().contains(name + ": found");
    }

    @Test
    void evidenceThatIsGoneIsNamed() throws IOException {
        Files.delete(campaign.resolve("load.json"));

        assertThat(findings()).singleElement().asString().contains("load.json: found nothing");
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(campaign.resolve(Journal.FILE)));
    }

    @Test
    void aJournalWhoseEndWasCutOffIsNoWholeOne() throws IOException {
        List<String> lines = lines();
        Files.write(campaign.resolve(Journal.FILE), lines.subList(0, lines.size() - 1));

        assertThat(findings())
                .singleElement()
                .asString()
                .contains("journal.jsonl: found no entry at its end that closes");

        // What was measured after it is not named any more, and an open side is said to be open.
        Files.write(campaign.resolve(Journal.FILE), lines.subList(0, lines.size() - 5));
        assertThat(findings())
                .singleElement()
                .asString()
                .contains("04-jitter-numa0: found a repetition, expected none");
        assertThat(SealCheck.of(campaign).unchecked())
                .singleElement()
                .asString()
                .contains("is open: side tuned");
    }

    @Test
    void anyLineThatIsTakenOutOrExchangedIsDamage() throws IOException {
        List<String> lines = lines();
        for (int i = 0; i < lines.size() - 1; i++) {
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            Files.write(campaign.resolve(Journal.FILE), without);
            assertThatThrownBy(() -> SealCheck.of(campaign))
                    .hasMessageContaining("journal.jsonl:" + (i + 1) + ": damaged");

            List<String> exchanged = new ArrayList<>(lines);
            exchanged.add(i, exchanged.remove(i + 1));
            Files.write(campaign.resolve(Journal.FILE), exchanged);
            assertThatThrownBy(() -> SealCheck.of(campaign))
                    .hasMessageContaining("journal.jsonl:" + (i + 1) + ": damaged");
        }
    }

    /** All lines as a version wrote them that sealed nothing. */
    private void unsealed(List<JournalEntry> entries) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JournalEntry entry : entries) {
            String json = CanonicalJson.write(entry);
            CRC32C crc = new CRC32C();
            crc.update(("{\"entry\":" + json + ",\"line\":" + (lines.size() + 1) + "}").getBytes(UTF_8));
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"crc32c\":\"%08x\",\"entry\":%s,\"line\":%d}",
                    crc.getValue(),
                    json,
                    lines.size() + 1));
        }
        Files.write(campaign.resolve(Journal.FILE), lines);
    }

    @Test
    void whatWasRecordedBeforeThereWereSealsIsReadAndSaidToBeUnsealed() throws IOException {
        List<JournalEntry> entries = new ArrayList<>(Journal.entries(campaign));
        entries.removeIf(each -> each instanceof AttemptStored || each instanceof CampaignClosed);
        unsealed(entries);

        assertThat(findings()).isEmpty();
        assertThat(SealCheck.of(campaign).unchecked())
                .singleElement()
                .asString()
                .contains("is not sealed");
    }

    @Test
    void aCampaignWhoseJournalIsGoneOrEmptyIsNamedAndARunAloneIsUnsealed() throws IOException {
        Files.writeString(campaign.resolve(Journal.FILE), "");
        assertThat(findings()).singleElement().asString().contains("found nothing, expected the journal");
        Files.delete(campaign.resolve(Journal.FILE));
        assertThat(findings()).singleElement().asString().contains("found nothing, expected the journal");

        Files.delete(campaign.resolve("campaign.yaml"));

        assertThat(findings()).isEmpty();
        assertThat(SealCheck.of(campaign).unchecked())
                .singleElement()
                .asString()
                .contains("is not sealed: it has no");
    }

    @Test
    void aSealThatWasTakenOutOfItsJournalDoesNotPassForNone() throws IOException {
        unsealed(Journal.entries(campaign));

        assertThatThrownBy(() -> SealCheck.of(campaign))
                .hasMessageContaining("damaged line (the digest of the line before was taken out of it)");
    }

    @Test
    void whatWasGoneOnWithByAVersionThatSealsIsSealedInPart() throws IOException {
        List<JournalEntry> entries = new ArrayList<>(Journal.entries(campaign));
        entries.removeIf(each -> each instanceof AttemptStored || each instanceof CampaignClosed);
        unsealed(entries);
        Journal.open(campaign, Disk.real()).append(new CampaignClosed(SealCheck.evidenceIn(campaign), List.of(), AT));

        assertThat(findings()).isEmpty();
        assertThat(SealCheck.of(campaign).unchecked())
                .singleElement()
                .asString()
                .contains("is sealed in part", "and 10 of its repetitions");
    }

    @Test
    void aRepetitionThatWasReplacedIsDamagedForWhoGoesOn() throws IOException {
        copy("01-jitter-numa0", "03-jitter-numa0", 3);
        RunContents contents = SealCheck.replaced(
                RunFolder.read(campaign.resolve("collected-metrics-uuid-tuned")), Journal.entries(campaign), "tuned");

        assertThat(contents.run().repetitions()).hasSize(REPETITIONS - 1);
        assertThat(contents.damaged()).singleElement().satisfies(each -> assertThat(each.message())
                .contains("03-jitter-numa0/SHA256SUMS"));
    }
}
