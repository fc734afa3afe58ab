package io.quietcore.results.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class RunFolderTest {
    @TempDir
    private Path campaign;

    private RunFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = RunFolder.open(campaign, Measured.UUID, "tuned", Disk.real());
    }

    private Path store(Measured measured) throws IOException {
        return folder.writeRepetition(measured.result(), measured.files()).folder();
    }

    private static Measured jitter(int numaNode, int repetition, int attempt, String... reasons) {
        return Measured.of(Measured.spec(Probe.JITTER, numaNode, repetition, attempt), 500, List.of(reasons));
    }

    private String onlyDamage() throws IOException {
        RunContents contents = folder.read();
        assertThat(contents.run().repetitions()).isEmpty();
        assertThat(contents.damaged()).hasSize(1);
        String message = contents.damaged().get(0).message();
        assertThat(message).doesNotContain("\n");
        return message;
    }

    @Test
    void whatIsWrittenIsReadBackInOrderWithItsWindowsAddedUp() throws IOException {
        store(jitter(0, 2, 1));
        store(jitter(1, 1, 1));
        store(jitter(0, 1, 1));

        RunContents contents = folder.read();

        assertThat(contents.damaged()).isEmpty();
        assertThat(contents.run().repetitions())
                .extracting(stored -> stored.folder().getFileName().toString())
                .containsExactly("01-jitter-numa0", "01-jitter-numa1", "02-jitter-numa0");
        StoredRepetition first = contents.run().repetitions().get(0);
        assertThat(first.result()).isEqualTo(jitter(0, 1, 1).result());
        assertThat(first.histograms()
                        .get(SeriesKey.of("worker-1", 0, "4", "jitter"))
                        .totalCount())
                .isEqualTo(1000);
        assertThat(RunFolder.read(folder.folder()).run()).isEqualTo(contents.run());

        try (var top = Files.list(folder.folder())) {
            assertThat(top).hasSize(1);
        }
    }

    @Test
    void theSumsAreThoseOfSha256sum() throws IOException {
        Path stored = store(jitter(0, 1, 1));

        assertThat(Files.readString(stored.resolve("SHA256SUMS")))
                .matches("[0-9a-f]{64}  jitter\\.hlog\n[0-9a-f]{64}  result\\.json\n");
        for (String line : Files.readAllLines(stored.resolve("SHA256SUMS"))) {
            assertThat(RepetitionFiles.sha256(Files.readAllBytes(stored.resolve(line.substring(66)))))
                    .isEqualTo(line.substring(0, 64));
        }
    }

    @Test
    void anInvalidResultCannotPassForAGoodOne() throws IOException {
        Path stored = store(jitter(0, 1, 2, "the pin was lost"));

        assertThat(stored.getFileName()).hasToString("01-jitter-numa0.invalid-2");
        RunContents contents = folder.read();
        assertThat(contents.run().repetitions()).isEmpty();
        assertThat(contents.damaged()).isEmpty();
        assertThat(contents.setAside()).singleElement().satisfies(aside -> assertThat(aside.reasons())
                .containsExactly("the pin was lost"));
    }

    @Test
    void anInvalidResultUnderTheNameOfAGoodOneIsDamage() throws IOException {
        Path stored = store(jitter(0, 1, 2, "the pin was lost"));
        Files.move(stored, stored.resolveSibling("01-jitter-numa0"));

        assertThat(onlyDamage()).contains("invalid result: the pin was lost");
    }

    @Test
    void aResultWhoseHistogramsDoNotHoldWhatItSaysIsStoredAsInvalid() throws IOException {
        Measured measured = jitter(0, 1, 1);
        Measured other = Measured.of(Measured.spec(Probe.JITTER, 0, 1, 1), 499, List.of());

        RunFolder.Stored stored = folder.writeRepetition(measured.result(), other.files());

        assertThat(stored.valid()).isFalse();
        assertThat(stored.reasons())
                .singleElement()
                .asString()
                .contains("998 values")
                .contains("expected 1000");
        assertThat(stored.folder().getFileName()).hasToString("01-jitter-numa0.invalid-1");
    }

    @Test
    void aRepetitionIsNeverOverwritten() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        byte[] before = Files.readAllBytes(stored.resolve(ProbeResult.FILE));

        assertThatThrownBy(() -> store(jitter(0, 1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("01-jitter-numa0")
                .hasMessageContaining("never overwritten");
        assertThat(Files.readAllBytes(stored.resolve(ProbeResult.FILE))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/b", "..", ".hidden", "", "a..b", "SHA256SUMS", "a\nb", "a b"})
    void aFileThatWouldLeaveTheFolderOrHideInItIsRefused(String name) throws IOException {
        Measured measured = jitter(0, 1, 1);
        Map<String, byte[]> files = new TreeMap<>(measured.files());
        files.put(name, new byte[1]);

        assertThatThrownBy(() -> folder.writeRepetition(measured.result(), files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a name");
        assertThat(folder.read().run().repetitions()).isEmpty();
    }

    @Test
    void moreFilesThanIsSensibleAreRefused() {
        Measured measured = jitter(0, 1, 1);
        Map<String, byte[]> files = new TreeMap<>(measured.files());
        for (int i = 0; i < 100; i++) {
            files.put("file" + i, new byte[0]);
        }

        assertThatThrownBy(() -> folder.writeRepetition(measured.result(), files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 64 files");
    }

    @Test
    void aRoleWhoseNameEndsLikeAMarkIsRefused() {
        assertThatThrownBy(() -> RepetitionFolderName.whole(1, "jitter", "numa0.invalid-1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangedFileIsDamageWithBothSumsNamed() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        Files.writeString(stored.resolve("jitter.hlog"), "changed");

        assertThat(onlyDamage())
                .contains("01-jitter-numa0/jitter.hlog")
                .contains(RepetitionFiles.sha256("changed".getBytes(UTF_8)))
                .contains("counts as missing");
    }

    @Test
    void aMissingFileIsDamage() throws IOException {
        Files.delete(store(jitter(0, 1, 1)).resolve("jitter.hlog"));

        assertThat(onlyDamage()).contains("jitter.hlog: found nothing");
    }

    @Test
    void missingSumsAreDamage() throws IOException {
        Files.delete(store(jitter(0, 1, 1)).resolve("SHA256SUMS"));

        assertThat(onlyDamage()).contains("SHA256SUMS: found nothing");
    }

    @Test
    void aLogThatIsCutBetweenTwoWindowsIsDamageThoughItsSumIsRight() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        List<String> lines = Files.readAllLines(stored.resolve("jitter.hlog"));
        Files.write(stored.resolve("jitter.hlog"), lines.subList(0, lines.size() - 1));
        sumAgain(stored);

        assertThat(onlyDamage()).contains("found 500 values of node=worker-1").contains("expected 1000");
    }

    @Test
    void aLogWhoseHistogramCannotBeDecodedIsDamage() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        String log = Files.readString(stored.resolve("jitter.hlog"));
        Files.writeString(stored.resolve("jitter.hlog"), log.replaceFirst("HISTFAAA", "HISTFBBB"));
        sumAgain(stored);

        assertThat(onlyDamage()).contains("jitter.hlog");
    }

    @Test
    void aResultThatCannotBeReadIsDamage() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        String json = Files.readString(stored.resolve("result.json"));
        Files.writeString(stored.resolve("result.json"), json.replaceFirst("\"floor\"", "\"flour\""));
        sumAgain(stored);

        assertThat(onlyDamage()).contains("result.json").contains("floor");
    }

    @Test
    void aRepetitionOfAnotherRunIsDamage() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        String json = Files.readString(stored.resolve("result.json"));
        Files.writeString(stored.resolve("result.json"), json.replace(Measured.UUID, "another"));
        sumAgain(stored);

        assertThat(onlyDamage()).contains("run another").contains(Measured.UUID);
    }

    @Test
    void aRepetitionUnderTheNameOfAnotherIsDamage() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        Files.move(stored, stored.resolveSibling("02-jitter-numa0"));

        assertThat(onlyDamage()).contains("jitter/numa0 repetition 1").contains("02-jitter-numa0");
    }

    @Test
    void somebodyElsesFileInARepetitionIsLeftAlone() throws IOException {
        Files.writeString(store(jitter(0, 1, 1)).resolve("notes.txt"), "mine");

        assertThat(folder.read().damaged()).isEmpty();
    }

    @Test
    void whatAKilledWriterLeftIsRemovedAndNamedAndNothingElse() throws IOException {
        store(jitter(0, 1, 1));
        store(jitter(1, 1, 1, "throttled"));
        Path left = Files.createDirectory(folder.folder().resolve("repetitions/.writing-01-jitter-numa2-1"));
        Files.writeString(left.resolve("result.json"), "{");
        Files.writeString(folder.folder().resolve(".writing-jobSummary.json"), "[");

        assertThat(folder.discardUnfinished())
                .containsExactly(".writing-jobSummary.json", ".writing-01-jitter-numa2-1");
        assertThat(left).doesNotExist();
        assertThat(folder.read().run().repetitions()).hasSize(1);
        assertThat(folder.read().setAside()).hasSize(1);
        assertThat(folder.discardUnfinished()).isEmpty();
    }

    @Test
    void onlyTheAttemptThatIsNamedIsMarkedIncomplete() throws IOException {
        store(jitter(0, 1, 2));

        assertThat(folder.markIncomplete(Measured.spec(Probe.JITTER, 0, 1, 1))).isEmpty();
        assertThat(folder.markIncomplete(Measured.spec(Probe.JITTER, 0, 1, 2)))
                .hasValueSatisfying(path -> assertThat(path.getFileName()).hasToString("01-jitter-numa0.incomplete-2"));
        assertThat(folder.read().run().repetitions()).isEmpty();
    }

    @Test
    void theSameResultGivesTheSameBytes() throws IOException {
        Path stored = store(jitter(0, 1, 1));
        Path elsewhere = Files.createDirectory(campaign.resolve("other"));
        RunFolder other = RunFolder.open(elsewhere, Measured.UUID, "tuned", Disk.real());
        Path again = other.writeRepetition(
                        jitter(0, 1, 1).result(), jitter(0, 1, 1).files())
                .folder();

        assertThat(Files.readString(again.resolve("SHA256SUMS")))
                .isEqualTo(Files.readString(stored.resolve("SHA256SUMS")));
        assertThat(CanonicalJson.read(Files.readAllBytes(again.resolve("result.json")), ProbeResult.class))
                .isEqualTo(jitter(0, 1, 1).result());
    }

    @Test
    void aFolderThatIsNoRunIsSaidSo() {
        assertThatThrownBy(() -> RunFolder.read(campaign))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the folder of a run");
    }

    private static void sumAgain(Path stored) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of("jitter.hlog", "result.json")) {
            files.put(name, Files.readAllBytes(stored.resolve(name)));
        }
        Files.write(stored.resolve("SHA256SUMS"), RepetitionFiles.sums(files));
    }
}
