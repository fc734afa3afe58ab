package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a storage probe may write to. */
class StorageTargetTest {
    @TempDir
    private Path folder;

    private static Parameters told(Path file) {
        return Parameters.NONE.with(Parameter.FILE, file.toString());
    }

    private Path there(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "write"})
    void whatWasThereBeforeIsNotWrittenUnlessThatWasSaid(String operations) throws IOException {
        Path file = there("mine");
        Parameters told = told(file).with(Parameter.OPERATIONS, operations);

        assertThatThrownBy(() -> StorageTarget.of(told))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is there already, and its content would be overwritten; name a file that is not"
                        + " there, have it read only (--operations read; in a campaign operations: read), or say that it may be"
                        + " lost (--overwrite; overwrite: true)");
        assertThat(StorageTarget.of(told.with(Parameter.OVERWRITE, "yes")))
                .isEqualTo(new StorageTarget(file, false, false, operations.equals("both"), true));
    }

    @Test
    void whatWasThereBeforeMayBeRead() throws IOException {
        Path file = there("mine");

        assertThat(StorageTarget.of(told(file).with(Parameter.OPERATIONS, "read")))
                .isEqualTo(new StorageTarget(file, false, false, true, false));
    }

    @Test
    void aLinkIsWhatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), there("mine"));

        assertThatThrownBy(() -> StorageTarget.of(told(link))).hasMessageContaining("is there already");
    }

    @Test
    void whereNothingIsAFileOfOurOwnIsMadeBesideWhateverComesThereMeanwhile() throws IOException {
        assertThat(StorageTarget.of(told(folder.resolve("new"))))
                .isEqualTo(new StorageTarget(folder, true, false, true, true));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThat(StorageTarget.of(told(dangling)).path()).isEqualTo(folder);
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> StorageTarget.of(told(folder.resolve("a/b"))))
                .hasMessageContaining("found no folder " + folder.resolve("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/full", "/tmp"})
    void whatIsNeitherAFileNorABlockDeviceIsRefused(String name) {
        assertThatThrownBy(() -> StorageTarget.of(told(Path.of(name)).with(Parameter.OVERWRITE, "yes")))
                .hasMessage(name + " is neither a file nor a block device");
    }

    @Test
    void memoryIsNoStorageAndNeitherIsAContainersOwnLayer() throws IOException {
        for (String memory : new String[] {"tmpfs", "ramfs"}) {
            assertThatThrownBy(() -> StorageTarget.requireStorage(folder, memory))
                    .hasMessage(folder + " lies on " + memory
                            + ", which is memory and no storage; name a file on a disk or a"
                            + " block device (file), or on a cluster give the pods a volume (pod.storage)");
        }
        assertThatThrownBy(() -> StorageTarget.requireStorage(folder, "overlay"))
                .hasMessageContaining("which is a container's own layer and no storage of its own");
        for (String disk : new String[] {"ext4", "xfs", "btrfs", "zfs", "nfs4"}) {
            StorageTarget.requireStorage(folder, disk);
        }
    }

    /** As a user meets it: /dev/shm is a tmpfs wherever it is there (POSIX shared memory). */
    @Test
    @EnabledIf("sharedMemoryIsThere")
    void aFileInMemoryIsRefused() {
        assertThatThrownBy(() -> StorageTarget.of(told(Path.of("/dev/shm/quietcore-test"))))
                .hasMessageContaining("/dev/shm lies on tmpfs, which is memory and no storage");
    }

    static boolean sharedMemoryIsThere() throws IOException {
        Path shm = Path.of("/dev/shm");
        return Files.isDirectory(shm) && Files.getFileStore(shm).type().equals("tmpfs");
    }

    @Test
    void aDeviceThatIsNotThereBecomesNoFile() {
        assertThatThrownBy(() -> StorageTarget.of(told(Path.of("/dev/quietcore-is-not-there"))))
                .hasMessageContaining("is not there; expected a block device, or a file");
    }
}
