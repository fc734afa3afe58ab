package io.quietcore.runtime.measure;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The folder by which the launcher and the measuring JVM exchange files; on a tmpfs where there is one, so that nothing
 * that is written between windows waits for a disk.
 *
 * @param folder readable by this user only
 */
public record Exchange(Path folder) {
    /** The system property that tells the measuring JVM where it is. */
    public static final String PROPERTY = "quietcore.exchange";

    private static final String SPEC = "spec.json";
    private static final String REPORT = "report.json";
    private static final String STOP = "stop";
    private static final String THREAD = "thread";

    public static Exchange ofThisJvm() {
        return new Exchange(Path.of(System.getProperty(PROPERTY, ".")));
    }

    public void writeSpec(ProbeSpec spec) throws IOException {
        Files.write(folder.resolve(SPEC), CanonicalJson.bytes(spec));
    }

    public ProbeSpec readSpec() throws IOException {
        return CanonicalJson.read(folder.resolve(SPEC), ProbeSpec.class);
    }

    /** Leaves the report. */
    public void writeReport(MeasuredWindows report) throws IOException {
        Files.write(folder.resolve(REPORT), CanonicalJson.bytes(report));
    }

    /** Whether the measuring JVM came to its end and said so. */
    public boolean hasReport() {
        return Files.exists(folder.resolve(REPORT));
    }

    public MeasuredWindows readReport() throws IOException {
        return CanonicalJson.read(folder.resolve(REPORT), MeasuredWindows.class);
    }

    /** Asks the measuring JVM to leave out the windows that it has not begun. */
    public void askToStop() throws IOException {
        Files.write(folder.resolve(STOP), new byte[0]);
    }

    boolean stopIsAsked() {
        return Files.exists(folder.resolve(STOP));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Where the measuring JVM logs what it does beside the program. */
    public Path jvmLog() {
        return folder.resolve("jvm.log");
    }

    /** Says who measures, for those who watch it. */
    void writeThread(long pid, long threadId) throws IOException {
        Path half = folder.resolve(THREAD + ".half");
        Files.writeString(half, pid + " " + threadId);
        Files.move(half, folder.resolve(THREAD), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Process and thread that measure; empty until they have their place. */
    public Optional<long[]> readThread() throws IOException {
        Path file = folder.resolve(THREAD);
        return Files.exists(file)
                ? Optional.of(Arrays.stream(Files.readString(file).split(" ", 2))
                        .mapToLong(Long::parseLong)
                        .toArray())
                : Optional.empty();
    }
}
