package io.quietcore.runtime.measure;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    static Exchange ofThisJvm() {
        return new Exchange(Path.of(System.getProperty(PROPERTY, ".")));
    }

    public void writeSpec(ProbeSpec spec) throws IOException {
        Files.write(folder.resolve(SPEC), CanonicalJson.bytes(spec));
    }

    ProbeSpec readSpec() throws IOException {
        return CanonicalJson.read(Files.readAllBytes(folder.resolve(SPEC)), ProbeSpec.class);
    }

    void writeReport(MeasuredWindows report) throws IOException {
        Files.write(folder.resolve(REPORT), CanonicalJson.bytes(report));
    }

    /** Whether the measuring JVM came to its end and said so. */
    public boolean hasReport() {
        return Files.exists(folder.resolve(REPORT));
    }

    public MeasuredWindows readReport() throws IOException {
        return CanonicalJson.read(Files.readAllBytes(folder.resolve(REPORT)), MeasuredWindows.class);
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

    /** Where the measuring JVM logs its safepoints. */
    public Path safepointLog() {
        return folder.resolve("safepoints.log");
    }
}
