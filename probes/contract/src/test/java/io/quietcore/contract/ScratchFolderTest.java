package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of processes that live, that were killed, and that are not ours. */
class ScratchFolderTest {
    @TempDir
    private Path parent;

    private Path left(String name, String mode) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("report.json"), "{}");
        Files.writeString(folder.resolve(ScratchFolder.OWNER), "");
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }

    private void nextStart() throws IOException {
        try (ScratchFolder next = ScratchFolder.in(parent, "probe")) {
            assertThat(next.path()).isDirectory();
        }
    }

    @Test
    void itIsGoneWithAllThatIsInItWhenItIsClosed() throws IOException {
        try (ScratchFolder folder = ScratchFolder.in(parent, "probe")) {
            Files.createDirectories(folder.path().resolve("a/b"));
            Files.writeString(folder.path().resolve("a/b/c"), "c");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aLivingProcessKeepsItsFolderAndTheNextStartRemovesThatOfAKilledOne() throws Exception {
        Process holder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScratchHolder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            Path held = Path.of(out.readLine());

            nextStart();
            assertThat(held.resolve("report.json")).exists();

            holder.destroyForcibly();
            assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
            nextStart();
            assertThat(held).doesNotExist();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void twoOfOneProcessLeaveEachOtherAlone() throws IOException {
        try (ScratchFolder first = ScratchFolder.in(parent, "probe")) {
            nextStart();
            // Also not its lock, which a process loses as soon as it closes any channel to the file.
            nextStart();
            assertThat(first.path().resolve(ScratchFolder.OWNER)).exists();
        }
    }

    /** As /run/shm leads to /dev/shm. */
    @Test
    void twoOfOneProcessLeaveEachOtherAloneWhateverLinksLeadThere() throws IOException {
        Path real = Files.createDirectory(parent.resolve("real"));
        Path link = Files.createSymbolicLink(parent.resolve("link"), real);
        try (ScratchFolder first = ScratchFolder.in(real, "probe");
                ScratchFolder second = ScratchFolder.in(link, "probe");
                ScratchFolder third = ScratchFolder.in(real, "probe")) {
            assertThat(first.path().resolve(ScratchFolder.OWNER)).exists();
            assertThat(second.path().resolve(ScratchFolder.OWNER)).exists();
            assertThat(second.path()).hasParent(link);
            assertThat(third.path()).hasParent(real);
        }
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void oneWhoseMakerWasKilledBeforeItHeldALockIsRemovedToo() throws IOException {
        Path empty = Files.createDirectory(parent.resolve("quietcore-bundle-4"));
        Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwx------"));

        nextStart();

        assertThat(empty).doesNotExist();
    }

    @Test
    void whatThisClassDidNotMakeIsLeftAlone() throws IOException {
        Path named = left("quietcore-results", "rwx------");
        Path shared = left("quietcore-probe-1", "rwxrwx---");
        Path withoutLock = left("quietcore-probe-2", "rwx------");
        Files.delete(withoutLock.resolve(ScratchFolder.OWNER));
        Path elsewhere = left("precious", "rwx------");
        Path link = Files.createSymbolicLink(parent.resolve("quietcore-probe-3"), elsewhere);
        Path locked = Files.createDirectory(parent.resolve("quietcore-probe-5"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(locked.resolve(ScratchFolder.OWNER), elsewhere.resolve("report.json"));

        nextStart();

        assertThat(named).isDirectory();
        assertThat(shared).isDirectory();
        assertThat(withoutLock).isDirectory();
        assertThat(elsewhere.resolve("report.json")).exists();
        assertThat(link).isSymbolicLink();
        assertThat(locked).isDirectory();
    }

    @Test
    void aLinkInALeftoverIsRemovedAndWhatItLeadsToIsNot() throws IOException {
        Path precious = Files.writeString(parent.resolve("precious"), "mine");
        Path leftover = left("quietcore-probe-1", "rwx------");
        Files.createSymbolicLink(leftover.resolve("link"), precious);
        Files.createSymbolicLink(leftover.resolve("folder"), parent);

        nextStart();

        assertThat(leftover).doesNotExist();
        assertThat(precious).hasContent("mine");
    }

    @Test
    void theEnvironmentsFolderForTemporaryFilesComesFirst() {
        assertThat(ScratchFolder.temporaryFolders(Map.of("TMPDIR", parent.toString())))
                .first()
                .isEqualTo(parent);
        assertThat(ScratchFolder.temporaryFolders(Map.of()))
                .startsWith(Path.of(System.getProperty("java.io.tmpdir")))
                .endsWith(Path.of("/var/tmp"));
    }

    @Test
    void whereNothingCanBeWrittenOneLineSaysWhatWasTriedAndWhatToDo() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        Path missing = parent.resolve("missing");

        assertThatThrownBy(() -> ScratchFolder.first("probe", Stream.of(file, missing)))
                .isInstanceOf(IOException.class)
                .hasMessage("no folder for temporary files can be used (" + file + ": Not a directory; " + missing
                        + " is no folder); name one with 16 MB of room by the environment's TMPDIR");
    }
}
