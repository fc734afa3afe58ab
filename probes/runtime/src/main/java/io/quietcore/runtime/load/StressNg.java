package io.quietcore.runtime.load;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stress-ng for one CPU: its cpu, vm and switch stressors side by side. No stressor writes to a disk. Its bogo ops
 * are the sum over the stressors.
 */
final class StressNg implements Work {
    static final String PROGRAM = "stress-ng";

    private static final List<String> STRESSORS = List.of("cpu", "vm", "switch");

    /** A day: should this JVM be killed hard, its stress-ng does not outlive it for ever. */
    private static final String MOST_SECONDS = "86400s";

    private static final long START_MS = 10_000;
    private static final long SUMMARY_MS = 5_000;
    private static final long LOOK_MS = 50;

    /** As in {@code stress-ng: metrc: [5687] cpu   881   1.58 ...}; before 0.14 the second word is info. */
    private static final Pattern METRICS =
            Pattern.compile("stress-ng: +\\w+: +\\[\\d+\\] +([a-z-]+) +(\\d{1,17}) +\\d+\\.\\d+ +.*");

    private final Process process;
    private final Lines said;

    private StressNg(Process process) {
        this.process = process;
        this.said = Lines.of(process.getInputStream(), "stress-ng output");
    }

    /** Starts it; returns when it has started its stressors. */
    static StressNg start(int cpu) throws IOException {
        Path program = Programs.onPath(PROGRAM).orElseThrow(() -> new IOException(PROGRAM + " is not on PATH"));
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "--cpu",
                "1",
                "--vm",
                "1",
                "--vm-bytes",
                "16M",
                "--switch",
                "1",
                // The same numbers in every run.
                "--no-rand-seed",
                "--taskset",
                Integer.toString(cpu),
                "--timeout",
                MOST_SECONDS,
                "--metrics-brief");
        builder.directory(Path.of(System.getProperty("java.io.tmpdir")).toFile());
        builder.redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        StressNg load = new StressNg(builder.start());
        try {
            Optional<String> begun = load.said.await(line -> line.contains("dispatching hogs"), START_MS);
            if (begun.isEmpty()) {
                load.close();
                throw new IOException(PROGRAM + " did not start on CPU " + cpu + "; it said: " + load.said.soFar());
            }
            return load;
        } catch (InterruptedException e) {
            load.close();
            throw new InterruptedIOException("interrupted while " + PROGRAM + " started");
        }
    }

    /** Only looks whether it still runs; {@link #finish} counts. */
    @Override
    public long round() throws IOException {
        try {
            if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                said.awaitEnd(SUMMARY_MS);
                throw new IOException(PROGRAM + " ended by itself with exit code " + process.exitValue() + "; it said: "
                        + said.soFar());
            }
            return 0;
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while " + PROGRAM + " ran");
        }
    }

    @Override
    public long finish() throws IOException {
        // Not Process.destroy(), which would close the stream that its summary comes by.
        process.toHandle().destroy();
        Map<String, Long> bogoOps = new HashMap<>();
        try {
            said.await(line -> takeMetrics(line, bogoOps), SUMMARY_MS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while " + PROGRAM + " ended");
        }
        if (!bogoOps.keySet().containsAll(STRESSORS)) {
            throw new IOException(PROGRAM + " gave no bogo ops of each of " + STRESSORS + "; it said: " + said.soFar());
        }
        return bogoOps.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Takes the line's bogo ops; true when those of all stressors are there. */
    static boolean takeMetrics(String line, Map<String, Long> bogoOps) {
        Matcher matcher = METRICS.matcher(line);
        if (matcher.matches() && STRESSORS.contains(matcher.group(1))) {
            bogoOps.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        return bogoOps.size() == STRESSORS.size();
    }

    @Override
    public void close() {
        // Its stressors end by themselves when it ends (PR_SET_PDEATHSIG), but not at once.
        List<ProcessHandle> stressors = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(1, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stressors.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
