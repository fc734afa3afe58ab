package io.quietcore.runtime.load;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.runtime.machine.ChildStops;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A load that runs in a JVM of its own, seen from who starts it. Used by one thread. It ends with {@link #stop()},
 * {@link #close()}, or the death of the starter.
 */
public final class BackgroundLoad implements AutoCloseable {
    private static final long READY_MS = 20_000;

    /** More than {@link LoadProcess} gives its workers. */
    private static final long STOP_MS = 15_000;

    private static final long MEBIBYTE = 1L << 20;

    private final LoadKind kind;
    private final CpuSet cpus;
    private final @Nullable Child child;
    private boolean stopped;

    private BackgroundLoad(LoadKind kind, CpuSet cpus, @Nullable Child child) {
        this.kind = kind;
        this.cpus = cpus;
        this.child = child;
    }

    /** The process, and what it says. */
    private record Child(Process process, ChildStops stops, Lines out, Lines errors) {
        /** What was found, for people; waits shortly for the last words. */
        String found() throws InterruptedException {
            boolean gone = process.waitFor(1, TimeUnit.SECONDS);
            errors.awaitEnd(gone ? 1_000 : 0);
            return (gone ? "its process ended with exit code " + process.exitValue() : "its process still runs")
                    + "; it said: " + errors.soFar() + "; on standard output: " + out.soFar();
        }

        void end() {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /**
     * Starts a load; returns when all its workers run. {@link LoadKind#NONE} starts no process.
     *
     * @param cpus one worker each; they need not be in the caller's own affinity mask
     * @param javaHome of the JVM to run it on
     * @param classPath with this class in it
     * @throws IOException saying what was found where it does not run within 20 s: a CPU that is refused, a program
     *     that is not installed
     */
    public static BackgroundLoad start(LoadKind kind, CpuSet cpus, Path javaHome, String classPath) throws IOException {
        if (kind == LoadKind.NONE) {
            return new BackgroundLoad(kind, cpus, null);
        }
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("the load " + kind.spelling() + " needs a CPU, and was given none");
        }
        Process process = command(kind, cpus, javaHome, classPath).start();
        Child child = new Child(
                process,
                ChildStops.of(process),
                Lines.of(process.getInputStream(), "load output"),
                Lines.of(process.getErrorStream(), "load errors"));
        try {
            if (child.out().await(LoadProcess.READY::equals, READY_MS).isEmpty()) {
                throw new IOException("the load " + kind.spelling() + " on CPUs " + cpus
                        + (child.out().ended() ? " did not start: " : " was not ready within 20 s: ") + child.found());
            }
            return new BackgroundLoad(kind, cpus, child);
        } catch (InterruptedException e) {
            child.end();
            throw interrupted(kind);
        } catch (IOException e) {
            child.end();
            throw e;
        }
    }

    static ProcessBuilder command(LoadKind kind, CpuSet cpus, Path javaHome, String classPath) {
        List<String> words = new ArrayList<>();
        words.add(javaHome.resolve("bin").resolve("java").toString());
        words.addAll(List.of(
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=" + directMegabytes(kind, cpus) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // JDK 17 prints warnings to standard output, which the protocol has.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                LoadProcess.class.getName(),
                kind.spelling(),
                cpus.toString()));
        ProcessBuilder builder = new ProcessBuilder(words);
        // Flags of somebody else would make this load another one.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }

    /** The blocks of each worker, and room for the rest. */
    private static long directMegabytes(LoadKind kind, CpuSet cpus) {
        long perWorker = kind == LoadKind.MEMORY_STREAM ? 2L * MemoryStream.BLOCK_BYTES / MEBIBYTE : 0;
        return 16 + cpus.size() * perWorker;
    }

    /**
     * Ends the load and says what it reached.
     *
     * @throws IOException saying what was found where it ended before, did not tell, or was stopped meanwhile (SIGSTOP)
     * @throws IllegalStateException the second time, or after {@link #close()}
     */
    public LoadReading stop() throws IOException {
        if (stopped) {
            throw new IllegalStateException("the load " + kind.spelling() + " was stopped before");
        }
        stopped = true;
        if (child == null) {
            return LoadReading.none(cpus);
        }
        try {
            sayStop(child);
            Optional<String> line = child.out().await(text -> text.startsWith("{"), STOP_MS);
            if (line.isEmpty() || !child.process().waitFor(STOP_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the load " + kind.spelling() + " on CPUs " + cpus + " did not say what it did: "
                        + child.found());
            }
            Optional<String> problem = child.stops().problem("the process of the load " + kind.spelling());
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
            return read(line.get());
        } catch (InterruptedException e) {
            throw interrupted(kind);
        } finally {
            child.end();
        }
    }

    private LoadReading read(String line) throws IOException {
        try {
            return CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8), LoadReport.class)
                    .readingOf(kind, cpus);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the load " + kind.spelling() + " on CPUs " + cpus + " said '" + line + "': " + e.getMessage(), e);
        }
    }

    /** A load that is gone already does not listen; what it said is what counts then. */
    private static void sayStop(Child child) {
        try (var in = child.process().getOutputStream()) {
            in.write((LoadProcess.STOP + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            child.errors().note("(it could not be told to stop: " + e.getMessage() + ")");
        }
    }

    private static InterruptedIOException interrupted(LoadKind kind) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the load " + kind.spelling());
    }

    /** Ends it without a word, where it still runs. */
    @Override
    public void close() {
        if (!stopped && child != null) {
            sayStop(child);
            try {
                child.out().awaitEnd(STOP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            child.end();
        }
        stopped = true;
    }
}
