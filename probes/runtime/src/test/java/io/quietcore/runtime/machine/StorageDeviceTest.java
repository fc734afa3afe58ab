package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageDeviceTest {
    @TempDir
    Path root;

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aPartitionHasTheQueueOfItsDisk() throws IOException {
        put("sys/devices/pci0/nvme0n1/queue/scheduler", "[none] mq-deadline kyber\n");
        put("sys/devices/pci0/nvme0n1/queue/rotational", "0\n");
        put("sys/devices/pci0/nvme0n1/queue/write_cache", "write back\n");
        put("sys/devices/pci0/nvme0n1/device/model", "SAMSUNG MZ   \n");
        put("sys/devices/pci0/nvme0n1/nvme0n1p2/partition", "2\n");
        Files.createDirectories(root.resolve("sys/dev/block"));
        Files.createSymbolicLink(root.resolve("sys/dev/block/259:2"), Path.of("../../devices/pci0/nvme0n1/nvme0n1p2"));
        Files.createSymbolicLink(root.resolve("sys/dev/block/259:0"), Path.of("../../devices/pci0/nvme0n1"));

        String words =
                ", scheduler [none] mq-deadline kyber, does not rotate, write cache write back, model SAMSUNG MZ";
        assertThat(StorageDevice.queue(new KernelText(root), "259:2")).isEqualTo("device 259:2" + words);
        assertThat(StorageDevice.queue(new KernelText(root), "259:0")).isEqualTo("device 259:0" + words);
    }

    @Test
    void aFileSystemWithoutADeviceSaysThatNothingIsTold() {
        assertThat(StorageDevice.queue(new KernelText(root), "0:53")).isEqualTo("device 0:53, scheduler not told");
    }

    /** Linux's own numbers (Documentation/admin-guide/devices.txt): /dev/null is 1:3. */
    @Test
    void aDeviceNumberIsReadAsTheKernelPacksIt() throws IOException {
        long number = (Long) Files.getAttribute(Path.of("/dev/null"), "unix:rdev");

        assertThat(StorageDevice.major(number)).isEqualTo(1);
        assertThat(StorageDevice.minor(number)).isEqualTo(3);
        // makedev(259, 1048575) of glibc.
        assertThat(StorageDevice.major(0xfff103ffL)).isEqualTo(259);
        assertThat(StorageDevice.minor(0xfff103ffL)).isEqualTo(0xfffff);
    }

    @Test
    void theFolderOfATestLiesOnAFileSystemOfThisMachine() throws IOException {
        Evidence seen = StorageDevice.of(KernelText.LIVE, root, false);

        assertThat(seen.outcome()).isEqualTo(Evidence.Outcome.SEEN);
        assertThat(seen.detail()).startsWith(Files.getFileStore(root).type() + " on ");
    }
}
