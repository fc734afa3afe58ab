package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what stood under a file's name, and beside it. */
class AtomicFileTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aDeviceStaysADeviceAndIsWrittenTo() throws IOException {
        AtomicFile.write(Path.of("/dev/null"), NEW);
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/dev/full"), NEW))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write /dev/full: no space left on the device");

        for (String device : new String[] {"/dev/null", "/dev/full"}) {
            assertThat(Files.readAttributes(Path.of(device), BasicFileAttributes.class)
                            .isOther())
                    .isTrue();
        }
    }

    @Test
    void aPipeGetsTheContents() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "SKIPPED: no mkfifo");
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readAllBytes(pipe);
            } catch (IOException e) {
                return e.toString().getBytes(StandardCharsets.UTF_8);
            }
        });

        AtomicFile.write(pipe, NEW);

        assertThat(read.get()).isEqualTo(NEW);
        assertThat(names()).containsExactly("pipe");
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsReplaced() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
        Path linkToIt = Files.createSymbolicLink(folder.resolve("second"), link);

        AtomicFile.write(linkToIt, NEW);

        assertThat(target).hasBinaryContent(NEW);
        assertThat(link).isSymbolicLink();
        assertThat(linkToIt).isSymbolicLink();
    }

    @Test
    void aLinkToWhatIsNotThereMakesItThere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));

        AtomicFile.write(link, NEW);

        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("target")).hasBinaryContent(NEW);
    }

    @Test
    void linksInACircleAreToldInOneLine() throws IOException {
        Path first = folder.resolve("first");
        Files.createSymbolicLink(folder.resolve("second"), first);
        Files.createSymbolicLink(first, folder.resolve("second"));

        assertThatThrownBy(() -> AtomicFile.write(first, NEW))
                .hasMessage("cannot write " + first + ": its links lead round in a circle");
    }

    @Test
    void aLinkThatWasPutWhereTheFileIsWrittenBesideIsNotFollowed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        Files.createSymbolicLink(folder.resolve(".writing-report.html"), precious);

        AtomicFile.write(folder.resolve("report.html"), NEW);
        AtomicFile.write(Disk.real(), folder.resolve("report.html"), NEW);

        assertThat(precious).hasContent("mine");
        assertThat(folder.resolve("report.html")).hasBinaryContent(NEW);
    }

    @Test
    void theDiskMakesFilesAndWritesOverNone() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);

        assertThatThrownBy(() -> Disk.real().write(link, NEW)).hasMessageContaining("it is there already");
        assertThatThrownBy(() -> Disk.real().write(precious, NEW)).hasMessageContaining("it is there already");
        assertThat(precious).hasContent("mine");
    }

    @Test
    void aLockFileThatIsALinkIsNotWrittenThrough() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        Files.createSymbolicLink(folder.resolve(CampaignLock.FILE), precious);

        assertThatThrownBy(() -> CampaignLock.acquire(folder)).isInstanceOf(IOException.class);
        assertThat(precious).hasContent("mine");
    }

    @Test
    void standardOutputOfAProcessIsWrittenBehindWhatItPrinted() throws IOException {
        Path file = Files.writeString(folder.resolve("redirected"), "printed\n");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(open.size()).isEqualTo(8);
            AtomicFile.write(descriptorOf(file), NEW);
        }

        assertThat(file).hasContent("printed\nnew");
        assertThat(names()).containsExactly("redirected");
    }

    private static Path descriptorOf(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(each -> Files.isSymbolicLink(each) && target(each).equals(file.toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void whatFailsInTheMiddleLeavesTheOldFileAndNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("evidence.tar.gz"), "old");

        assertThatThrownBy(() -> AtomicFile.<InterruptedException>write(file, out -> {
                    out.write(NEW);
                    assertThat(names()).hasSize(2);
                    throw new InterruptedException("Ctrl-C");
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("evidence.tar.gz");
    }

    @Test
    void whatAKilledWriterLeftIsRemovedByTheNextAndWhatSomebodyElseLeftIsNot() throws IOException {
        Path left = Files.writeString(folder.resolve(".writing-to-00112233445566ff-evidence.tar.gz"), "half");
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve(".writing-to-00112233445566fe-x"), precious);

        AtomicFile.write(folder.resolve("other.xml"), NEW);

        assertThat(left).doesNotExist();
        assertThat(link).isSymbolicLink();
        assertThat(precious).hasContent("mine");
    }

    @Test
    void severalThreadsWriteTheSameFileAndOneOfThemWins() {
        Path file = folder.resolve("report.html");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] content = String.valueOf(i).repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            writers.add(CompletableFuture.runAsync(() -> {
                try {
                    AtomicFile.write(file, content);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);

        assertThat(file).content().hasSize(10_000).containsPattern("^(.)\\1*$");
        assertThat(folder).isDirectoryNotContaining("glob:**/.writing-*");
    }

    @Test
    void aNameAsLongAsAFileSystemTakesIsWritten() throws IOException {
        Path file = folder.resolve("ö".repeat(127));

        AtomicFile.write(file, NEW);

        assertThat(file).hasBinaryContent(NEW);
    }
}
