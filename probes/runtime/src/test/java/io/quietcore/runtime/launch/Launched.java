package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ClassArchive;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The real {@code probes.jar} as a process, on the JVM of the tests. */
final class Launched implements AutoCloseable {
    static final Path JAR = Path.of(System.getProperty("quietcore.probesJar"));
    static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** JEP 498: JMH's use of Unsafe is warned of from this release on. */
    private static final int UNSAFE_WARNS = 24;

    final Process process;
    final long startedMs = System.currentTimeMillis();
    final List<String> others = new ArrayList<>();

    private Launched(Process process) {
        this.process = process;
    }

    static Launched start() throws IOException, InterruptedException {
        withArchive();
        return start(JAR);
    }

    /** A copy of it, with the archive that lies beside the copy. */
    static Launched start(Path jar) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA_HOME + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                // As the controller starts it.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xlog:cds*=off:stderr"));
        ClassArchive.usable(jar, JAVA_HOME).ifPresent(archive -> command.add(ClassArchive.flag(archive)));
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            // As the controller starts it.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new Launched(builder.start());
    }

    /** Makes the class archive of the jar, once for all tests: each of their JVMs starts a second sooner. */
    private static synchronized void withArchive() throws IOException, InterruptedException {
        if (ClassArchive.usable(JAR, JAVA_HOME).isEmpty()) {
            Process maker = new ProcessBuilder(
                            JAVA_HOME + "/bin/java", "-cp", JAR.toString(), ArchiveMaker.class.getName())
                    .inheritIO()
                    .start();
            assertThat(maker.waitFor()).isZero();
        }
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Reads what it says to its end. */
    FrameCollector.Collected frames(ProbeSpec spec, Consumer<Progress> progress) throws IOException {
        FrameCollector collector = new FrameCollector(spec, progress);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!collector.accept(line)) {
                    others.add(line);
                }
            }
        }
        return collector.collected();
    }

    static ProbeResult result(FrameCollector.Collected collected) {
        assertThat(collected).isInstanceOf(FrameCollector.Whole.class);
        return CanonicalJson.read(files(collected).get(ProbeResult.FILE), ProbeResult.class);
    }

    static Map<String, byte[]> files(FrameCollector.Collected collected) {
        return ((FrameCollector.Whole) collected).files();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
