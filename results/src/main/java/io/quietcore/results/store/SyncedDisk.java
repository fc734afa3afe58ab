package io.quietcore.results.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The machine's own disk. Stateless, any thread. */
final class SyncedDisk implements Disk {
    @Override
    public void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw DiskFailure.of("create the folder", folder, e);
        }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        // Exclusively: a link that somebody put there is not followed.
        write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        write(file, content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void write(Path file, byte[] content, OpenOption... options) throws IOException {
        try (FileChannel channel = FileChannel.open(file, options)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
    }

    @Override
    public void sync(Path fileOrFolder) throws IOException {
        // Linux syncs through a descriptor that is open for reading only, and a folder cannot be opened otherwise.
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw DiskFailure.of("write", fileOrFolder, e);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        try {
            // rename(2) itself would replace an empty folder.
            if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("a folder of that name is there already");
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiskFailure.of("rename " + from.getFileName() + " to", to, e);
        }
    }

    @Override
    public void cut(Path file, long sizeBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(sizeBytes);
        } catch (IOException e) {
            throw DiskFailure.of("shorten", file, e);
        }
    }

    @Override
    public void delete(Path fileOrEmptyFolder) throws IOException {
        try {
            Files.delete(fileOrEmptyFolder);
        } catch (IOException e) {
            throw DiskFailure.of("delete", fileOrEmptyFolder, e);
        }
    }
}
