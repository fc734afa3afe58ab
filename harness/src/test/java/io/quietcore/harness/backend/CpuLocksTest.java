package io.quietcore.harness.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.harness.backend.CpuLocks.HeldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuLocksTest {
    @TempDir
    private Path folder;

    private CpuLocks take(String alone, String shared) throws IOException {
        return CpuLocks.take(folder, CpuSet.parse(alone), CpuSet.parse(shared));
    }

    @Test
    void aCpuThatMeasuresIsTakenByOneAndTheMessageNamesIt() throws IOException {
        CpuLocks first = take("1", "0");

        assertThatThrownBy(() -> take("1", "0"))
                .isInstanceOf(HeldException.class)
                .hasMessageContaining(
                        "CPU 1 is taken by process " + ProcessHandle.current().pid() + " of user ")
                .hasMessageContaining("java")
                .hasMessageContaining("wait until it ends");
        first.close();
        take("1", "0").close();
    }

    @Test
    void housekeepingIsSharedAndKeepsMeasurementsAway() throws IOException {
        CpuLocks first = take("1", "0");
        CpuLocks second = take("2", "0");

        assertThatThrownBy(() -> take("0", "3")).hasMessageContaining("CPU 0 is taken");
        assertThatThrownBy(() -> take("3", "2")).hasMessageContaining("CPU 2 is taken");
        first.close();
        second.close();
    }

    @Test
    void whoIsRefusedHoldsNothing() throws IOException {
        CpuLocks first = take("5", "");
        assertThatThrownBy(() -> take("4-5", "0-3")).isInstanceOf(HeldException.class);

        take("0-4", "").close();
        first.close();
    }

    @Test
    void anotherProgramsLockCountsAndEndsWithIt() throws Exception {
        take("3", "").close();
        Path file = folder.resolve("quietcore-cpu-3.lock");
        assumeThat(Path.of("/usr/bin/flock")).exists();
        Process other = new ProcessBuilder("/usr/bin/flock", file.toString(), "sh", "-c", "echo taken; read -r end")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(other.inputReader().readLine()).isEqualTo("taken");

        assertThatThrownBy(() -> take("3", "")).hasMessageContaining("process " + other.pid() + " ");
        other.destroyForcibly();
        other.children().forEach(ProcessHandle::destroyForcibly);
        other.getOutputStream().close();
        other.waitFor();
    }

    /** A lock is the open file's, and lasts for as long as anybody has that open: a child that had it would keep the lock. */
    @Test
    void aProcessThatWasStartedMeanwhileKeepsNoLock() throws Exception {
        CpuLocks first = take("6", "");
        Process child = new ProcessBuilder("cat").start();
        try {
            first.close();

            take("6", "").close();
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void theCommandOfWhoHasItCannotWriteToTheTerminal() throws Exception {
        take("9", "").close();
        assumeThat(Path.of("/usr/bin/flock")).exists();
        Process other = new ProcessBuilder(
                        "/usr/bin/flock",
                        "quietcore-cpu-9.lock",
                        "sh",
                        "-c",
                        "echo taken; read -r end",
                        "\u001b[31m\nx")
                .directory(folder.toFile())
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("taken");

            assertThatThrownBy(() -> take("9", ""))
                    .hasMessageContaining("process " + other.pid() + " of user ")
                    .hasMessageContaining("/usr/bin/flock")
                    .hasMessageContaining("\\u001b[31m\\u000ax");
        } finally {
            other.getOutputStream().close();
            other.waitFor();
        }
    }

    @Test
    void aBackendHasItsCpusUntilItIsClosed() throws IOException {
        PlacementRequest request = Specs.spec().request();
        try (LocalBackend backend = backend()) {
            backend.claim(List.of(List.of(request)), false);

            assertThatThrownBy(() -> backend().claim(List.of(List.of(request)), false))
                    .isInstanceOf(HeldException.class)
                    .hasMessageContaining(
                            "is taken by process " + ProcessHandle.current().pid());
        }
        try (LocalBackend next = backend()) {
            next.claim(List.of(List.of(request)), true);
        }
    }

    private LocalBackend backend() {
        return new LocalBackend(
                "host",
                "boot",
                Topologies.twoNumaNodes("0-3"),
                CpuSet.parse("0-3"),
                new ProbeCommand(folder, folder.resolve("probes.jar")));
    }

    @Test
    void nothingIsFollowedAndNothingIsWritten() throws IOException {
        Path target = Files.writeString(folder.resolve("precious"), "kept");
        Files.createSymbolicLink(folder.resolve("quietcore-cpu-7.lock"), target);
        Files.writeString(folder.resolve("quietcore-cpu-8.lock"), "another's");

        assertThatThrownBy(() -> take("7", ""))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HeldException.class)
                .hasMessageContainingAll(
                        folder.resolve("quietcore-cpu-7.lock") + " cannot be opened: ", "QUIETCORE_LOCK_DIR");
        take("8", "").close();

        assertThat(target).hasContent("kept");
        assertThat(folder.resolve("quietcore-cpu-8.lock")).hasContent("another's");
    }

    /** As proc_locks(5) lists them: the same inode on another device, somebody who waits, and a process of another namespace. */
    @Test
    void whoHasALockIsToldByTheDeviceToo() {
        List<String> locks = List.of(
                "1: FLOCK  ADVISORY  WRITE 11 00:18:4 0 EOF",
                "1: -> FLOCK  ADVISORY  WRITE 12 00:1b:4 0 EOF",
                "2: POSIX  ADVISORY  WRITE 13 00:1b:4 0 EOF",
                "3: FLOCK  ADVISORY  READ 0 00:1b:5 0 EOF",
                "4: FLOCK  ADVISORY  WRITE 14 00:1b:4 0 EOF",
                "5: FLOCK  ADVISORY  WRITE 15 103:1234:4 0 EOF");

        assertThat(CpuLocks.holder(locks, 0x1b, 4)).contains("14");
        assertThat(CpuLocks.holder(locks, 0x1b, 5)).isEmpty();
        assertThat(CpuLocks.holder(locks, 0x1c, 4)).isEmpty();
        // major 0x103, minor 0x1234, as glibc's makedev() puts them together.
        assertThat(CpuLocks.holder(locks, 0x1210334L, 4)).contains("15");
    }

    @Test
    void everyUserCanReadALockWhoeverMadeIt() throws IOException {
        take("1", "").close();

        assertThat((int) Files.getAttribute(folder.resolve("quietcore-cpu-1.lock"), "unix:mode") & 0777)
                .isEqualTo(0644);
    }

    @Test
    void usersMeetInOneFolderUnlessAnotherIsNamed() {
        assertThat(CpuLocks.folder(Map.of()))
                .isIn(List.of("/dev/shm", "/run/lock", "/tmp").stream()
                        .map(Path::of)
                        .toList());
        assertThat(CpuLocks.folder(Map.of("QUIETCORE_LOCK_DIR", "/x/y"))).isEqualTo(Path.of("/x/y"));
    }
}
