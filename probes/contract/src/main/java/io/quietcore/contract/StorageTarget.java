package io.quietcore.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file or block device that a storage probe works on. Ours is only what the repetition itself made, under a name that
 * nothing had; whatever else is there is written only where {@link Parameter#OVERWRITE} says so.
 *
 * @param path what is there already; or the folder in which a file of our own is made
 * @param own whether a file of our own is made
 * @param device whether it is a block device
 * @param reads whether it is read
 * @param writes whether it is written
 */
public record StorageTarget(Path path, boolean own, boolean device, boolean reads, boolean writes) {
    /** S_IFMT and S_IFBLK of inode(7). */
    private static final int TYPE_OF_MODE = 0xF000;

    private static final int BLOCK_DEVICE = 0x6000;

    /** So is one of our own called, behind which random digits follow. */
    public static final String OWN_PREFIX = "quietcore-storage-";

    /**
     * What these parameters mean on this machine, now.
     *
     * @throws IOException in one line, where nothing can be measured there, or what is there would be overwritten
     */
    public static StorageTarget of(Parameters told) throws IOException {
        String operations = told.text(Parameter.OPERATIONS);
        boolean reads = !operations.equals("write");
        boolean writes = !operations.equals("read");
        String name = told.text(Parameter.FILE);
        if (name.isEmpty() && !Files.exists(Path.of(PodOrders.STORAGE_DEVICE))) {
            Path folder = Path.of(PodOrders.STORAGE_FOLDER);
            folder = Files.isDirectory(folder) ? folder : ScratchFolder.temporaryFolder();
            requireStorage(folder, Files.getFileStore(folder).type());
            return new StorageTarget(folder, true, false, reads, writes);
        }
        Path file = Path.of(name.isEmpty() ? PodOrders.STORAGE_DEVICE : name).toAbsolutePath();
        if (Files.exists(file)) {
            boolean device = isBlockDevice(file);
            if (!device) {
                requireStorage(file, Files.getFileStore(file).type());
            }
            if (writes && !told.text(Parameter.OVERWRITE).equals("yes")) {
                throw new IOException(file + (device ? " is a block device" : " is there already")
                        + ", and its content would be overwritten; name a file that is not there, have it read only"
                        + " (--operations read; in a campaign operations: read), or say that it may be lost (--overwrite;"
                        + " overwrite: true)");
            }
            return new StorageTarget(file, false, device, reads, writes);
        }
        if (file.startsWith("/dev") && !file.startsWith("/dev/shm")) {
            throw new IOException(file + " is not there; expected a block device, or a file");
        }
        Path folder = file.resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            throw new IOException(file + " cannot be made: found no folder " + folder + "; make it, or name another");
        }
        requireStorage(folder, Files.getFileStore(folder).type());
        return new StorageTarget(folder, true, false, reads, writes);
    }

    /**
     * Refuses what is no storage of its own: memory, which takes O_DIRECT as well (tmpfs from Linux 6.6 on), and a container's own
     * layer, which sends each file to one of several file systems.
     *
     * @param fileSystem its type as the kernel spells it (proc(5), mounts)
     */
    static void requireStorage(Path path, String fileSystem) throws IOException {
        String why =
                switch (fileSystem) {
                    case "tmpfs", "ramfs", "devtmpfs", "hugetlbfs" -> "memory and no storage";
                    case "overlay", "overlayfs", "aufs" -> "a container's own layer and no storage of its own";
                    default -> "";
                };
        if (!why.isEmpty()) {
            throw new IOException(
                    path + " lies on " + fileSystem + ", which is " + why
                            + "; name a file on a disk or a block device (file), or on a cluster give the pods a volume (pod.storage)");
        }
    }

    private static boolean isBlockDevice(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            return false;
        }
        // A device follows a link, as those under /dev/disk are.
        int type = (Integer) Files.getAttribute(file, "unix:mode") & TYPE_OF_MODE;
        if (type != BLOCK_DEVICE) {
            throw new IOException(file + " is neither a file nor a block device");
        }
        return true;
    }

    /** What is done to it, in words. */
    public String operations() {
        return reads && writes ? "reads and writes by turns" : reads ? "reads" : "writes";
    }
}
