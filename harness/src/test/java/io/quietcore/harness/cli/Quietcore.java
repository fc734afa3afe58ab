package io.quietcore.harness.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built command as a process of its own, as a user calls it. */
public final class Quietcore {
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));
    private static final Path PROBES = ROOT.resolve("probes/runtime/target/probes.jar");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final long LIMIT_SECONDS = 240;

    private Quietcore() {}

    /**
     * What a call came to.
     *
     * @param exitCode above 128 for a signal
     */
    public record Outcome(int exitCode, String out, String err) {}

    public static ProcessBuilder command(Path workingFolder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                JAVA_HOME.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dquietcore.probesJar=" + PROBES,
                "-jar",
                ROOT.resolve("harness/target/quietcore.jar").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingFolder.toFile());
        builder.environment().remove("LANG");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        // What tests measure is no part of anybody's history.
        builder.environment()
                .put("XDG_DATA_HOME", workingFolder.toAbsolutePath().toString());
        return builder;
    }

    /** Runs a call to its end. */
    public static Outcome run(Path workingFolder, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("quietcore", ".out");
        Path err = Files.createTempFile("quietcore", ".err");
        try {
            Process process = command(workingFolder, arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "quietcore " + List.of(arguments) + " did not end within " + LIMIT_SECONDS + " s");
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Writes a campaign of one probe that takes a second or two for each repetition. */
    static Path shortCampaign(Path folder) throws IOException {
        return Files.writeString(folder.resolve("short.yml"), """
                campaign: short
                description: the least that can decide
                repetitions: 6
                blockSize: 2
                seed: 7
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 50ms, threshold: 1us}
                sides:
                  baseline: {pinned: false}
                  tuned: {pinned: true, scheduling: fifo, lockMemory: true}
                """);
    }
}
