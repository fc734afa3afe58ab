package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.Probe;
import io.quietcore.results.store.JournalEntry.SideFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system of 128 KiB, which root can mount. */
class FullDiskTest {
    @TempDir
    private Path temporary;

    private Path small;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        small = Files.createDirectory(temporary.resolve("small"));
        boolean mounted = runs("mount -t tmpfs -o size=128k tmpfs", small);
        if (!mounted) {
            System.err.println("SKIPPED: FullDiskTest needs to mount a small tmpfs, which only root may");
        }
        assumeTrue(mounted, "cannot mount a tmpfs");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        runs("umount", small);
    }

    /** Through a shell, which says no as well where there is no such command. */
    private static boolean runs(String command, Path folder) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", command + " \"$0\"", folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Leaves {@code freeBytes} at most. */
    private void fill(int freeBytes) throws IOException {
        long free = Files.getFileStore(small).getUsableSpace();
        Files.write(small.resolve("ballast"), new byte[(int) free - freeBytes]);
    }

    @Test
    void aFileThatDoesNotFitLeavesTheOldOneAndSaysWhatToDo() throws IOException {
        Path file = small.resolve("comparison.json");
        AtomicFile.write(file, new byte[100]);

        assertThatThrownBy(() -> AtomicFile.write(file, new byte[200_000]))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + file + ": no space left on the device; free some and try again, a"
                        + " campaign with --resume");
        assertThat(Files.size(file)).isEqualTo(100);
        try (var entries = Files.list(small)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void aRepetitionThatDoesNotFitIsNotThereAndCanBeWrittenLater() throws IOException {
        RunFolder folder = RunFolder.open(small, Measured.UUID, "tuned", Disk.real());
        Measured measured = Measured.of(Measured.spec(Probe.JITTER, 0, 1, 1), 500, List.of());
        fill(4096);

        assertThatThrownBy(() -> folder.writeRepetition(measured.result(), measured.files()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space left on the device");
        assertThat(folder.read().run().repetitions()).isEmpty();
        assertThat(folder.read().damaged()).isEmpty();
        Files.delete(small.resolve("ballast"));
        folder.writeRepetition(measured.result(), measured.files());
        assertThat(folder.read().run().repetitions()).hasSize(1);
    }

    @Test
    void aJournalOnAFullDiskKeepsWhatItHadAndGoesOnLater() throws IOException {
        Journal journal = Journal.open(small, Disk.real());
        fill(4096);
        List<JournalEntry> written = new ArrayList<>();
        Instant at = Instant.parse("2026-01-02T03:04:05Z");

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        JournalEntry entry = new SideFinished("side" + i, at);
                        journal.append(entry);
                        written.add(entry);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.jsonl: no space left on the device");
        assertThat(written).isNotEmpty();
        Files.delete(small.resolve("ballast"));
        JournalEntry last = new SideFinished("last", at);
        journal.append(last);
        written.add(last);
        assertThat(Journal.entries(small)).isEqualTo(written);
        assertThat(Journal.open(small, Disk.real()).cutOff()).isEmpty();
    }

    @Test
    void aReadOnlyFileSystemIsNamedAsThat() throws IOException, InterruptedException {
        assertThat(runs("mount -o remount,ro", small)).isTrue();

        assertThatThrownBy(() -> AtomicFile.write(small.resolve("report.html"), new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + small.resolve("report.html")
                        + ": the file system is read-only; choose a folder on another one");
        assertThatThrownBy(() -> CampaignLock.acquire(small)).hasMessageContaining("read-only");
        assertThatThrownBy(() -> RunFolder.open(small, "u", "tuned", Disk.real()))
                .hasMessageContaining("read-only");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = temporary.resolve("nowhere/report.html");
        assertThatThrownBy(() -> AtomicFile.write(file, new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + file + ": ");
    }
}
