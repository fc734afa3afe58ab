package io.quietcore.results.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Writes a file so that whoever reads it, at whatever moment the writer is killed, finds the old one or the new one:
 * written beside under a name that nobody can guess, synced, renamed over it, and the folder synced (the order that
 * fsync(2) and rename(2) need). What is no plain file, such as a device, a pipe or standard output, is written to as it
 * is; a link is what it leads to ({@link Destination}). Any thread.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content<E extends Exception> {
        void writeTo(OutputStream out) throws IOException, E;
    }

    /**
     * Writes {@code file}, new or in place of the old one.
     *
     * @throws IOException saying in one line which file, why and what to do; the old file is then untouched
     */
    public static void write(Path file, byte[] content) throws IOException {
        AtomicFile.<RuntimeException>write(file, out -> out.write(content));
    }

    /** Whether what is written there goes to this process' standard output, as with {@code /dev/stdout}. */
    public static boolean isStandardOutput(Path file) throws IOException {
        Destination destination = Destination.of(file);
        return destination.through() && destination.isOwn("1");
    }

    /** Whether it is, or becomes, a file by itself, beside which others may lie. */
    public static boolean isPlain(Path file) throws IOException {
        return !Destination.of(file).through();
    }

    /** As {@link #write(Path, byte[])}, for what is too large to be held. */
    public static <E extends Exception> void write(Path file, Content<E> content) throws IOException, E {
        Destination destination = Destination.of(file);
        if (Files.isDirectory(destination.file())) {
            throw DiskFailure.of("write", file, new IOException("it is a folder; name a file"));
        }
        if (destination.through()) {
            try (OutputStream out = destination.open()) {
                content.writeTo(out);
            }
            return;
        }
        try (Beside beside = Beside.of(destination.file())) {
            content.writeTo(beside.stream());
            beside.putInPlace();
        }
        syncFolder(Disk.real(), destination.file());
    }

    /** As {@link #write(Path, byte[])}, on another disk, in a folder that nobody else writes to meanwhile. */
    public static void write(Disk disk, Path file, byte[] content) throws IOException {
        Path beside = Beside.name(file, RepetitionFolderName.WRITING);
        try {
            disk.write(beside, content);
            disk.sync(beside);
            disk.rename(beside, file);
        } catch (IOException e) {
            remove(disk, beside, e);
            throw e;
        }
        syncFolder(disk, file);
    }

    private static void syncFolder(Disk disk, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            disk.sync(folder);
        }
    }

    /** A half-written file would hold on to the space that a full disk lacks. */
    private static void remove(Disk disk, Path beside, IOException failure) {
        try {
            if (Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
                disk.delete(beside);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
