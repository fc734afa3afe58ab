package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a user calls it: the built one as a process of its own, or the same tree of commands in this JVM. */
public final class Quietcore {
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));
    private static final Path PROBES = ROOT.resolve("probes/runtime/target/probes.jar");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final long LIMIT_SECONDS = 420;

    private Quietcore() {}

    /**
     * What a call came to.
     *
     * @param exitCode above 128 for a signal
     */
    public record Outcome(int exitCode, String out, String err) {}

    public static ProcessBuilder command(Path workingFolder, String... arguments) {
        return command(workingFolder, PROBES, arguments);
    }

    /** With other probes, as {@link RecordedProbes}. */
    static ProcessBuilder command(Path workingFolder, Path probes, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                JAVA_HOME.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dquietcore.probesJar=" + probes,
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
        return run(command(workingFolder, arguments));
    }

    static Outcome run(ProcessBuilder command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("quietcore", ".out");
        Path err = Files.createTempFile("quietcore", ".err");
        try {
            Process process = command.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.command() + " did not end within " + LIMIT_SECONDS + " s");
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

    /**
     * Runs a call to its end in this JVM, which is a second sooner. Not for one that measures: it would leave this JVM on the
     * housekeeping CPUs. Relative names are names in this JVM's working folder.
     */
    static Outcome here(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.err;
        // What is logged stands on the same stream as what is told.
        PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
        System.setErr(both);
        try {
            int code = CommandLineRun.execute(
                    arguments, new CheckedOutput(out, Path.of("/proc/self/fd/1")), new PrintWriter(both, true));
            return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** A mistake is told in one line that holds these words, with its exit code. */
    static void assertOneLine(Outcome outcome, int exitCode, String... words) {
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ", "Exception");
        assertThat(outcome.err().lines().filter(line -> line.startsWith("quietcore: ")))
                .hasSize(1);
    }

    /** Starts a call, interrupts it after 5 s, and waits for its end with exit code 130. */
    static void assertInterrupted(ProcessBuilder command) throws IOException, InterruptedException {
        // What a shell without job control starts in the background ignores SIGINT, and so does all below it.
        command.command().addAll(0, List.of("env", "--default-signal=INT"));
        Process process = command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isFalse();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
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
