package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a file so that whoever reads it, at whatever moment the writer is killed, finds the old one or the new one:
 * written beside, synced, renamed over it, and the folder synced (the order that fsync(2) and rename(2) need).
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes {@code file}, new or in place of the old one.
     *
     * @throws IOException saying in one line which file, why and what to do; the old file is then untouched
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(Disk.real(), file, content);
    }

    /** As {@link #write(Path, byte[])}, on another disk. */
    public static void write(Disk disk, Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling(RepetitionFolderName.WRITING + file.getFileName());
        try {
            disk.write(beside, content);
            disk.sync(beside);
            disk.rename(beside, file);
        } catch (IOException e) {
            remove(disk, beside, e);
            throw e;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            disk.sync(folder);
        }
    }

    /** A half-written file would hold on to the space that a full disk lacks. */
    private static void remove(Disk disk, Path beside, IOException failure) {
        try {
            if (Files.exists(beside)) {
                disk.delete(beside);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
