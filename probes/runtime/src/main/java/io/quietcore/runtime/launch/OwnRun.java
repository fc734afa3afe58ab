package io.quietcore.runtime.launch;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.measure.Exchange;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A repetition that a user's own JMH benchmark measures: {@link OwnBenchmark} in a JVM of its own, because the jar may
 * bring another JMH than ours.
 */
final class OwnRun {
    private static final int KEPT_LINES = 8;
    private static final int MOST_LINE_CHARS = 64 << 10;
    private static final long GRACE_NS = 120_000_000_000L;

    private OwnRun() {}

    /** The jar's bytes, by their sum: the name of a file says nothing of what was measured. */
    static Map<String, Evidence> evidence(ProbeSpec spec) {
        Path jar = Path.of(spec.parameters().text(Parameter.BENCHMARK_JAR));
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            return Map.of(
                    "benchmarkJar",
                    Evidence.seen(
                            jar.getFileName() + ", SHA-256 " + HexFormat.of().formatHex(sum)));
        } catch (IOException e) {
            return Map.of("benchmarkJar", Evidence.unavailable(jar + " cannot be read: " + e.getMessage()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * What came of it.
     *
     * @param failure what went wrong, in words, or nothing
     * @param hopeless whether it would go wrong the same way again
     */
    record Ended(List<String> failure, boolean hopeless) {
        Ended {
            failure = List.copyOf(failure);
        }

        private static Ended badly(String failure) {
            return new Ended(List.of(failure), false);
        }
    }

    /** Runs it to its end. */
    static Ended run(ProbeSpec spec, Exchange exchange, Consumer<Progress> progress) {
        Path jar = Path.of(spec.parameters().text(Parameter.BENCHMARK_JAR));
        if (!Files.isRegularFile(jar)) {
            return Ended.badly("the benchmark jar '" + jar + "' cannot be read");
        }
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-D" + Exchange.PROPERTY + "=" + exchange.folder(),
                "-cp",
                jar.toAbsolutePath() + File.pathSeparator + System.getProperty("java.class.path"),
                OwnBenchmark.class.getName()));
        List<String> said = new ArrayList<>();
        @Nullable String hopeless = null;
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            Thread words = new Thread(() -> follow(process, said), "benchmark-words");
            words.start();
            try (TextLines out = new TextLines(process.getInputStream(), MOST_LINE_CHARS)) {
                for (@Nullable String line = out.next(); line != null; line = out.next()) {
                    if (line.startsWith(OwnBenchmark.PROGRESS)) {
                        progress.accept(CanonicalJson.read(json(line, OwnBenchmark.PROGRESS), Progress.class));
                    } else if (line.startsWith(OwnBenchmark.HOPELESS)) {
                        hopeless = CanonicalJson.read(json(line, OwnBenchmark.HOPELESS), String.class);
                    }
                }
            }
            long limitNs = GRACE_NS + spec.schedule().measuredNs();
            if (!process.waitFor(limitNs, TimeUnit.NANOSECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return Ended.badly("the benchmark's JVM did not end");
            }
            words.join();
            if (hopeless != null) {
                return new Ended(List.of(hopeless), true);
            }
            return new Ended(process.exitValue() == 0 ? List.of() : said, false);
        } catch (IOException e) {
            return Ended.badly(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ended.badly("interrupted");
        }
    }

    private static byte[] json(String line, String kind) {
        return line.substring(kind.length()).getBytes(StandardCharsets.UTF_8);
    }

    /** What it says goes on to people; its last lines are the reason where it fails. */
    private static void follow(Process process, List<String> said) {
        try (TextLines err = new TextLines(process.getErrorStream(), MOST_LINE_CHARS)) {
            for (@Nullable String line = err.next(); line != null; line = err.next()) {
                System.err.println(line);
                said.add(line);
                if (said.size() > KEPT_LINES) {
                    said.remove(0);
                }
            }
        } catch (IOException e) {
            said.add("its words could not be read: " + e.getMessage());
        }
    }
}
