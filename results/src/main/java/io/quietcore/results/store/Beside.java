package io.quietcore.results.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A file that is written beside another one, to be put in its place when it is whole. Its writer holds a lock on it, so that
 * one that a killed writer left is known by a lock that nobody holds; the next writer into that folder removes it.
 */
final class Beside implements AutoCloseable {
    private static final String PREFIX = RepetitionFolderName.WRITING + "to-";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{16}-.*", Pattern.DOTALL);

    /** NAME_MAX of limits.h. */
    private static final int LONGEST_NAME_BYTES = 255;

    private static final int RANDOM_BYTES = 8;
    private static final int TRIES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Once is enough for a process: what it leaves itself, it knows. */
    private static final Set<Object> SEEN = ConcurrentHashMap.newKeySet();

    /** Of this process, to be removed where a signal ends it. */
    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> UNDER_WAY.forEach(Beside::removeQuietly), "half-written"));
    }

    private final Path file;
    private final Path path;
    private final FileChannel channel;
    private final OutputStream stream;

    private Beside(Path file, Path path, FileChannel channel) {
        this.file = file;
        this.path = path;
        this.channel = channel;
        this.stream = new Told.Own(Channels.newOutputStream(channel), file);
    }

    /** A name beside a file that nobody can guess, and so nobody can have put a link there. */
    static Path name(Path file, String prefix) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String start = prefix + HexFormat.of().formatHex(random) + "-";
        String name = String.valueOf(file.getFileName());
        while (start.length() + name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return file.resolveSibling(start + name);
    }

    /** Begins one, and removes what killed writers left in that folder. */
    static Beside of(Path file) throws IOException {
        try {
            removeLeftovers(file.resolveSibling("."));
            for (int i = 0; i < TRIES; i++) {
                Path path = name(file, PREFIX);
                UNDER_WAY.add(path);
                FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                if (isOwned(path, channel)) {
                    return new Beside(file, path, channel);
                }
                UNDER_WAY.remove(path);
                channel.close();
            }
            throw new IOException("another process removes what is written beside it");
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
    }

    /** Not where another process took it for a leftover, between its making and its lock. */
    private static boolean isOwned(Path path, FileChannel channel) {
        try {
            return channel.tryLock() != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return true; // No locks on this file system: nobody else gets one either, and so nobody removes it.
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        synchronized (SEEN) {
            if (!SEEN.add(folder.toRealPath())) {
                return;
            }
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            try (DirectoryStream<Path> candidates = Files.newDirectoryStream(folder, Beside::isNamedSo)) {
                for (Path each : candidates) {
                    if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                            && Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                                    .equals(user)) {
                        removeWhereUnowned(each);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                return; // What cannot be looked at stands in nobody's way.
            }
        }
    }

    private static boolean isNamedSo(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    private static void removeWhereUnowned(Path leftover) throws IOException {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    /** Where its contents go; to close it does nothing. */
    OutputStream stream() {
        return stream;
    }

    /** It is whole: it becomes the file. */
    void putInPlace() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
        Disk.real().rename(path, file);
        UNDER_WAY.remove(path);
    }

    /** Removes it where it was not put in place: half-written, it would hold on to the space that a full disk lacks. */
    @Override
    public void close() throws IOException {
        if (UNDER_WAY.remove(path)) {
            removeQuietly(path);
        }
        channel.close();
    }

    private static void removeQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            return; // What failed before is what is told; the next writer tries again.
        }
    }
}
