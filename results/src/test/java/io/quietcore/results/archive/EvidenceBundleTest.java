package io.quietcore.results.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.archive.EvidenceBundle.Contents;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class EvidenceBundleTest {
    @TempDir
    private Path folder;

    private Path bundle;
    private Path into;

    @BeforeEach
    void pack() throws Exception {
        Path campaign = Files.createDirectories(folder.resolve("campaign").resolve("run"));
        Files.writeString(campaign.resolve("result.json"), "{}");
        Files.writeString(campaign.resolveSibling("campaign.yaml"), "campaign: test");
        bundle = folder.resolve("a.tar.gz");
        into = Files.createDirectory(folder.resolve("into"));
        assertThat(EvidenceBundle.pack(folder.resolve("campaign"), "1", bundle).files())
                .isEqualTo(2);
    }

    @Test
    void whatIsWholeIsUnpackedAndAnyChangeOfItIsTold() throws Exception {
        Contents contents = EvidenceBundle.read(bundle);
        assertThat(contents.problems()).isEmpty();
        EvidenceBundle.unpack(bundle, contents, into);
        assertThat(into.resolve("run/result.json")).hasContent("{}");
        assertThat(EvidenceBundle.changes(into, contents.expected())).isEmpty();

        Files.writeString(into.resolve("run/result.json"), "[]");
        Files.writeString(into.resolve("more.json"), "[]");
        Files.delete(into.resolve("campaign.yaml"));
        assertThat(EvidenceBundle.changes(into, contents.expected()))
                .isEqualTo(Map.of("run/result.json", "other bytes", "more.json", "nothing", "campaign.yaml", "a file"));
    }

    @Test
    void aBundleWithAWrongSumIsReadAndNothingOfItIsWritten() throws Exception {
        Path other = folder.resolve("other.tar.gz");
        Tarball.write(
                other,
                written -> Tarball.read(
                        bundle,
                        "a bundle",
                        (where, name, content) ->
                                written.put(name, name.equals("run/result.json") ? "[]".getBytes(UTF_8) : content)));

        assertThat(EvidenceBundle.read(other).problems())
                .singleElement()
                .asString()
                .startsWith("run/result.json: found contents of SHA-256 ");
        // Nor is what was exchanged after it was read.
        Contents before = EvidenceBundle.read(bundle);
        Files.copy(other, bundle, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> EvidenceBundle.unpack(bundle, before, into)).hasMessageContaining("changed while");
        assertThat(into.resolve("run/result.json")).doesNotExist();
    }

    /** A tarball of entries of zeros. */
    private Path zeros(int entries, int bytes, String name) throws IOException {
        Path file = folder.resolve("zeros.tar.gz");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            byte[] content = new byte[bytes];
            for (int i = 0; i < entries; i++) {
                TarArchiveEntry entry = new TarArchiveEntry(name + i);
                entry.setSize(bytes);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    @Test
    void whatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
        Path bomb = zeros(5, 64 << 20, "zeros");
        assertThat(Files.size(bomb)).isLessThan(1 << 20);

        assertThatThrownBy(() -> EvidenceBundle.read(bomb))
                .isInstanceOf(IOException.class)
                .hasMessage(bomb + ": found more than 268435456 bytes packed into " + Files.size(bomb)
                        + "; expected at most 200 times as many");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void namesThatAreTooDeepOrTooLongAreRefused(int kind) throws IOException {
        Path file = zeros(1, 1, kind == 1 ? "a/".repeat(40) : "a".repeat(300));

        assertThatThrownBy(() -> EvidenceBundle.read(file)).hasMessageContaining("too deep or too long");
    }
}
