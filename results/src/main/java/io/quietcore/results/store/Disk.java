package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Everything that the store does to a disk. Reading is not among it: it changes nothing, so being killed in the middle of
 * it leaves nothing behind. A test puts a disk that stops after any number of operations in its place.
 *
 * <p>Every failure is an {@link IOException} whose message is one line for the person who meets it: which file, why, and
 * what to do.
 */
public interface Disk {
    /** Creates one folder, whose parent is there. */
    void createFolder(Path folder) throws IOException;

    /** Makes a file; fails where anything has that name. Not synced. */
    void write(Path file, byte[] content) throws IOException;

    /** Writes at a file's end, which is created if need be. Not synced. */
    void append(Path file, byte[] content) throws IOException;

    /** Waits until a file's contents, or a folder's entries, are on the device (fsync(2)). */
    void sync(Path fileOrFolder) throws IOException;

    /** Gives a file or folder another name in one step (rename(2)); a file of that name is replaced, a folder never. */
    void rename(Path from, Path to) throws IOException;

    /** Takes what lies behind {@code sizeBytes} off a file. */
    void cut(Path file, long sizeBytes) throws IOException;

    /** Deletes a file or an empty folder. */
    void delete(Path fileOrEmptyFolder) throws IOException;

    /** The machine's own. */
    static Disk real() {
        return new SyncedDisk();
    }
}
