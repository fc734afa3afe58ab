package io.quietcore.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a JVM and its libraries write what they need for a moment: JMH its hints, JNA and SQLite's driver the libraries that
 * their jars hold. The JVM takes /tmp, which may be read-only, full or mounted noexec, and does not read {@code TMPDIR}.
 */
public final class TemporaryFolder {
    private static final String JVM = "java.io.tmpdir";
    private static final long LEAST_BYTES = 4L << 20;

    private TemporaryFolder() {}

    /** What a JVM that is started from here is told; nothing where its own choice will do, or where there is no better one. */
    public static List<String> flags() {
        return chosen().map(folder -> List.of("-D" + JVM + "=" + folder)).orElse(List.of());
    }

    /** Where the same JVM writes then. */
    public static String path() {
        return chosen().map(Path::toString).orElseGet(() -> System.getProperty(JVM));
    }

    /** What stands in the way of every JVM here, in one line; empty where there is a folder that will do. */
    public static Optional<String> problem() {
        return usable(candidates()).isPresent()
                ? Optional.empty()
                : Optional.of("no folder for temporary files can be written to and executed from: tried "
                        + candidates().map(Path::toString).collect(Collectors.joining(", "))
                        + "; name another by the environment's TMPDIR");
    }

    /** Tells the libraries of this JVM, before they are used; what was said by a property stands. */
    public static void tellLibraries() {
        chosen().ifPresent(folder -> {
            System.getProperties().putIfAbsent("jna.tmpdir", folder.toString());
            System.getProperties().putIfAbsent("org.sqlite.tmpdir", folder.toString());
        });
    }

    /** In place of this JVM's own folder, where that will not do or was said to a parent of this JVM. */
    private static Optional<Path> chosen() {
        return usable(candidates()).filter(folder -> !folder.equals(Path.of("/tmp")));
    }

    private static Stream<Path> candidates() {
        return Stream.concat(ScratchFolder.temporaryFolders(System.getenv()), Stream.of(Path.of("/dev/shm")));
    }

    /** The first of these that a library can be written to and loaded from. */
    static Optional<Path> usable(Stream<Path> candidates) {
        return candidates.filter(TemporaryFolder::isUsable).findFirst();
    }

    private static boolean isUsable(Path folder) {
        try {
            Path file = Files.createTempFile(
                    folder,
                    "quietcore-",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                // access(2) says no for a file on a file system that is mounted noexec.
                return Files.isExecutable(file) && folder.toFile().getUsableSpace() >= LEAST_BYTES;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return false;
        }
    }
}
