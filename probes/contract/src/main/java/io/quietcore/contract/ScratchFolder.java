package io.quietcore.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this process' own, which nobody else may read, gone when it is closed. Its owner holds a lock on a file in
 * it, and the kernel lets go of that however the process ends: whoever makes the next folder removes those whose lock
 * nobody holds. Process ids would not do, for they are given again.
 *
 * <p>Removed is only what this user made, by the name, the mode and the lock file that this class gives; no link is
 * followed. Any thread.
 */
public final class ScratchFolder implements AutoCloseable {
    /** The lock file. */
    static final String OWNER = ".owner";

    /** Less room than this in memory, and a disk is taken: a repetition leaves some MB. */
    private static final long LEAST_BYTES = 16L << 20;

    private static final String PREFIX = "quietcore-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[a-z]{1,20}-[0-9]{1,20}");

    /** In -Xlog, % begins what is filled in, and the others end the file's name. */
    private static final Pattern UNNAMEABLE = Pattern.compile("[%:,\"]");

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx------");

    private static final int TRIES = 20;
    private static final String DEVICE = "unix:dev";
    private static final String USER = "unix:uid";
    private static final long BETWEEN_NS = 50_000_000;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /**
     * Those of this process, by the one name that no link is in: to open a lock file of one and close it again would let go of
     * its lock (fcntl(2)).
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;

    /** Its entry among {@link #OWN}. */
    private final Path known;

    private final @Nullable FileChannel lock;

    private ScratchFolder(Path path, Path known, @Nullable FileChannel lock) {
        this.path = path;
        this.known = known;
        this.lock = lock;
    }

    /**
     * In memory where there is a tmpfs with room, so that nothing written to it waits for a disk; else on a disk.
     *
     * @param what it is for: lower-case letters
     * @throws IOException in one line, where no folder can be written
     */
    public static ScratchFolder inMemory(String what) throws IOException {
        return first(what, Stream.concat(Stream.of(SHARED_MEMORY), temporaryFolders(System.getenv())));
    }

    /**
     * In the folder for temporary files.
     *
     * @param what it is for: lower-case letters
     * @throws IOException in one line, where no folder can be written
     */
    public static ScratchFolder onDisk(String what) throws IOException {
        return first(what, temporaryFolders(System.getenv()));
    }

    /** The first of them that is there and can be written; else the first. */
    static Path temporaryFolder() {
        List<Path> all = temporaryFolders(System.getenv()).toList();
        return all.stream().filter(Files::isWritable).findFirst().orElse(all.get(0));
    }

    /** Where temporary files go: what {@code TMPDIR} says, which the JVM does not read, then the usual places. */
    static Stream<Path> temporaryFolders(Map<String, String> environment) {
        Set<Path> folders = new LinkedHashSet<>();
        String told = environment.getOrDefault("TMPDIR", "");
        if (!told.isBlank()) {
            folders.add(Path.of(told).toAbsolutePath());
        }
        folders.add(Path.of(System.getProperty("java.io.tmpdir")));
        folders.add(Path.of("/var/tmp"));
        return folders.stream();
    }

    static ScratchFolder first(String what, Stream<Path> parents) throws IOException {
        List<String> refusals = new ArrayList<>();
        for (Path parent : parents.toList()) {
            long roomBytes = parent.toFile().getUsableSpace();
            if (UNNAMEABLE.matcher(parent.toString()).find()) {
                refusals.add(parent + " has a character that a JVM takes for something else where it logs");
                continue;
            }
            try {
                if (roomBytes >= LEAST_BYTES) {
                    return in(parent, what);
                }
                refusals.add(parent
                        + (Files.isDirectory(parent) ? " has " + roomBytes / 1_024 + " kB left" : " is no folder"));
            } catch (IOException e) {
                refusals.add(parent + ": " + DiskWords.why(e));
            }
        }
        throw new IOException("no folder for temporary files can be used (" + String.join("; ", refusals)
                + "); name one with " + (LEAST_BYTES >> 20) + " MB of room by the environment's TMPDIR");
    }

    /**
     * In a folder.
     *
     * @param what it is for: lower-case letters
     */
    public static ScratchFolder in(Path parent, String what) throws IOException {
        Path real = parent.toRealPath();
        for (int i = 0; ; i++) {
            Path path = Files.createTempDirectory(
                    parent.toAbsolutePath(), PREFIX + what + "-", PosixFilePermissions.asFileAttribute(MODE));
            Path known = real.resolve(path.getFileName());
            OWN.add(known);
            try {
                Optional<ScratchFolder> made = owned(path, known);
                if (made.isPresent()) {
                    removeLeftovers(real, Files.getAttribute(path, USER));
                    return made.get();
                }
            } catch (IOException e) {
                OWN.remove(known);
                Files.deleteIfExists(path.resolve(OWNER));
                Files.deleteIfExists(path);
                throw e;
            }
            OWN.remove(known);
            if (i == TRIES) {
                throw new IOException(path + " was removed by another process again and again");
            }
        }
    }

    /** Empty where another process took it for a leftover, between its making and its lock. */
    private static Optional<ScratchFolder> owned(Path path, Path known) throws IOException {
        FileChannel lock;
        try {
            lock = FileChannel.open(
                    path.resolve(OWNER),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (lock.tryLock() == null || !Files.exists(path.resolve(OWNER))) {
                lock.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            // No locks on this file system: nobody else gets one either, and so nobody removes it.
            lock.close();
            return Optional.of(new ScratchFolder(path, known, null));
        }
        return Optional.of(new ScratchFolder(path, known, lock));
    }

    /** What cannot be looked at or removed is left: it stands in nobody's way. */
    private static void removeLeftovers(Path parent, Object user) {
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(
                parent, each -> NAME.matcher(String.valueOf(each.getFileName())).matches())) {
            for (Path each : candidates) {
                removeWhereUnowned(each.toAbsolutePath(), user);
            }
        } catch (IOException | UncheckedIOException e) {
            return;
        }
    }

    private static void removeWhereUnowned(Path folder, Object user) {
        try {
            if (OWN.contains(folder)
                    || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getAttribute(folder, USER, LinkOption.NOFOLLOW_LINKS)
                            .equals(user)
                    || !Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                            .equals(MODE)) {
                return;
            }
            try (FileChannel lock = FileChannel.open(
                    folder.resolve(OWNER), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                if (lock.tryLock() != null) {
                    delete(folder);
                }
            } catch (NoSuchFileException e) {
                // Made, and its maker killed before it had a lock; another maker begins again. Fails where it holds
                // something.
                Files.deleteIfExists(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            return;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Deletes what is in it, and it. A process that dies may still write, and a signal's thread may delete as well: then
     * once more.
     */
    @Override
    public void close() {
        String problem = "";
        for (int i = 0; i < TRIES && Files.exists(path); i++) {
            try {
                delete(path);
            } catch (IOException | UncheckedIOException e) {
                problem = String.valueOf(e.getMessage());
                LockSupport.parkNanos(BETWEEN_NS);
            }
        }
        if (Files.exists(path)) {
            System.err.println("cannot delete " + path + ": " + problem);
        }
        OWN.remove(known);
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            System.err.println("cannot close " + path.resolve(OWNER) + ": " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path entry : ownDeepestFirst(folder)) {
            Files.deleteIfExists(entry);
        }
    }

    /** Not what is mounted in it: everybody's trace instances lie in a tracefs. */
    private static List<Path> ownDeepestFirst(Path folder) throws IOException {
        List<Path> own = new ArrayList<>();
        Object device = Files.getAttribute(folder, DEVICE, LinkOption.NOFOLLOW_LINKS);
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                if (device.equals(Files.getAttribute(entry, DEVICE, LinkOption.NOFOLLOW_LINKS))) {
                    own.add(entry);
                }
            }
        }
        return own;
    }
}
