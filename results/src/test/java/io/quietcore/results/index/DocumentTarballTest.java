package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.document.Captured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTarballTest {
    private static final String DOCUMENTS = "[{\"metricName\":\"m\",\"value\":1}]";

    @TempDir
    private Path folder;

    private Path captured() throws IOException {
        return Files.write(folder.resolve("captured.tgz"), Captured.bytes("passed/kube-burner-metrics.tgz"));
    }

    private static List<IndexDocument> documents(Path tarball) throws Exception {
        List<IndexDocument> documents = new ArrayList<>();
        DocumentTarball.read(tarball, file -> file.read(documents::add));
        return documents;
    }

    private Path tarball(TarArchiveEntry entry, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
            entry.setSize(entry.isFile() && !entry.isSymbolicLink() && !entry.isLink() ? utf8.length : 0);
            tar.putArchiveEntry(entry);
            if (entry.getSize() > 0) {
                tar.write(utf8);
            }
            tar.closeArchiveEntry();
        }
        return Files.write(folder.resolve("made.tgz"), bytes.toByteArray());
    }

    @Test
    void kubeBurnersTarballHasTheIdsThatKubeBurnerGaveItsDocuments() throws Exception {
        List<String> expected = Captured.lines("opensearch/imported.ndjson").stream()
                .map(line -> line.get("_id").stringValue())
                .toList();

        assertThat(documents(captured()).stream().map(IndexDocument::id).toList())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsWrittenAndReadAgainIsTheSameByteForByte() throws Exception {
        Path out = folder.resolve("out");
        DocumentTarball.read(captured(), file -> DocumentFolder.write(out, file));
        Path ours = folder.resolve("ours.tgz");

        long count = DocumentTarball.write(out, ours);
        Path again = folder.resolve("again");
        DocumentTarball.read(ours, file -> DocumentFolder.write(again, file));
        byte[] first = Files.readAllBytes(ours);
        DocumentTarball.write(again, ours);

        assertThat(count).isEqualTo(47);
        assertThat(contents(again)).isEqualTo(contents(out)).hasSize(9);
        assertThat(Files.readAllBytes(ours)).isEqualTo(first);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void aFileThatIsThereAlreadyWithOtherDocumentsIsNotOverwritten() throws Exception {
        Path tarball = tarball(new TarArchiveEntry("m.json"), DOCUMENTS);
        Path out = Files.createDirectories(folder.resolve("out"));
        DocumentTarball.read(tarball, file -> DocumentFolder.write(out, file));
        DocumentTarball.read(tarball, file -> DocumentFolder.write(out, file));
        Files.writeString(out.resolve("m.json"), "[]");

        assertThatThrownBy(() -> DocumentTarball.read(tarball, file -> DocumentFolder.write(out, file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not overwritten");
        assertThat(out.resolve("m.json")).hasContent("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../m.json", "a/../../m.json", "/etc/m.json", "a//m.json", "a/./m.json"})
    void aNameThatWouldLeaveTheFolderIsRefused(String name) throws Exception {
        Path tarball = tarball(new TarArchiveEntry(name, true), DOCUMENTS);

        assertThatThrownBy(() -> documents(tarball))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would leave the folder");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR})
    void whatIsNoPlainFileIsRefused(byte kind) throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("m.json", kind);
        entry.setLinkName("/etc/passwd");

        assertThatThrownBy(() -> documents(tarball(entry, "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no plain file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "[{}", "[{\"a\":1,\"a\":2}]", "[null]", "not json"})
    void whatIsNoArrayOfDocumentsIsToldWithTheEntry(String content) throws Exception {
        Path tarball = tarball(new TarArchiveEntry("m.json"), content);

        assertThatThrownBy(() -> documents(tarball))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entry m.json")
                .hasMessageContaining("expected");
    }

    @Test
    void aDocumentThatIsTooDeepIsRefused() throws Exception {
        Path tarball =
                tarball(new TarArchiveEntry("m.json"), "[" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "]");

        assertThatThrownBy(() -> documents(tarball)).isInstanceOf(IOException.class);
    }

    @Test
    void aTarballThatIsCutAnywhereIsAnErrorInOneLine() throws Exception {
        byte[] whole = Captured.bytes("passed/kube-burner-metrics.tgz");
        Path cut = folder.resolve("cut.tgz");
        for (int length = 0; length < whole.length - 20; length += 37) {
            Files.write(cut, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> documents(cut))
                    .as("cut at " + length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(cut.toString());
        }
    }

    @Test
    void wholeNumbersAreSpelledAsGoSpellsTheFloatsThatItMadeOfThem() throws Exception {
        Path tarball = tarball(
                new TarArchiveEntry("m.json"),
                "[{\"a\":14400000000000,\"b\":9007199254740993,\"c\":1000000000000000000000,\"d\":1.0,\"e\":[1e-7]}]");

        assertThat(new String(documents(tarball).get(0).json(), StandardCharsets.UTF_8))
                // 2^53 + 1 is no float64; from 1e21 on Go writes an exponent.
                .isEqualTo("{\"a\":14400000000000,\"b\":9007199254740992,\"c\":1e+21,\"d\":1,\"e\":[1e-7]}");
    }
}
