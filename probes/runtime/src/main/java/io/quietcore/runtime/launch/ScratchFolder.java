package io.quietcore.runtime.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A folder of this launcher's own, in memory where there is a tmpfs, gone when the launcher ends. */
record ScratchFolder(Path path) implements AutoCloseable {
    private static final int TRIES = 20;
    private static final String DEVICE = "unix:dev";
    private static final long BETWEEN_NS = 50_000_000;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    static ScratchFolder create() throws IOException {
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return new ScratchFolder(Files.createTempDirectory(
                parent,
                "quietcore-probe-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /**
     * Deletes what is in it, and it. A measuring JVM that dies may still write, and a signal's thread may delete as well:
     * then once more.
     */
    @Override
    public void close() {
        String problem = "";
        for (int i = 0; i < TRIES && Files.exists(path); i++) {
            try {
                for (Path entry : ownDeepestFirst()) {
                    Files.deleteIfExists(entry);
                }
            } catch (IOException | UncheckedIOException e) {
                problem = String.valueOf(e.getMessage());
                LockSupport.parkNanos(BETWEEN_NS);
            }
        }
        if (Files.exists(path)) {
            System.err.println("cannot delete " + path + ": " + problem);
        }
    }

    /** Not what is mounted in it: everybody's trace instances lie in a tracefs. */
    private List<Path> ownDeepestFirst() throws IOException {
        List<Path> own = new ArrayList<>();
        Object device = Files.getAttribute(path, DEVICE);
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                if (device.equals(Files.getAttribute(entry, DEVICE, LinkOption.NOFOLLOW_LINKS))) {
                    own.add(entry);
                }
            }
        }
        return own;
    }
}
