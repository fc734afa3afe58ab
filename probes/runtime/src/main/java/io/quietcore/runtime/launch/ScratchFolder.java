package io.quietcore.runtime.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of this launcher's own, in memory where there is a tmpfs, gone when the launcher ends. */
record ScratchFolder(Path path) implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    static ScratchFolder create() throws IOException {
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return new ScratchFolder(Files.createTempDirectory(
                parent,
                "quietcore-probe-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /** Deletes what is in it, and it. What a dying JVM still writes there is left to the next start of the machine. */
    @Override
    public void close() {
        try (Stream<Path> entries = Files.walk(path)) {
            List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            System.err.println("cannot delete " + path + ": " + e.getMessage());
        }
    }
}
