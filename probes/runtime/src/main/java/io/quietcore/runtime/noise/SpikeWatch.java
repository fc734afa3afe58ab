package io.quietcore.runtime.noise;

import io.quietcore.contract.Evidence;
import io.quietcore.runtime.machine.KernelText;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sampler and tracepoints around the measurement of one thread. */
public final class SpikeWatch implements AutoCloseable {
    /** Measurement, "Attribution of a spike": every 1 to 10 ms. */
    private static final long PERIOD_NS = 2_000_000;

    private static final long MOST_SNAPSHOTS = 2_000_000;

    /** In place of a CPU: the thread may move, and only its own counters and the JVM's log are read. */
    public static final int NO_CPU = -1;

    private final Path scratch;
    private final Tracepoints tracepoints;
    private final Process sampler;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final long threadId;
    private final int cpu;

    private SpikeWatch(Path scratch, Tracepoints tracepoints, Process sampler, long threadId, int cpu) {
        this.scratch = scratch;
        this.tracepoints = tracepoints;
        this.sampler = sampler;
        this.threadId = threadId;
        this.cpu = cpu;
    }

    /**
     * Begins; the sampler inherits the CPUs of the caller.
     *
     * @param cpu that the thread is held on, or {@link #NO_CPU}
     * @param expectedNs how long it will go on, at most
     */
    public static SpikeWatch start(long pid, long threadId, int cpu, Path scratch, long expectedNs) throws IOException {
        long snapshots = Math.min(MOST_SNAPSHOTS, 2 * expectedNs / PERIOD_NS + 10_000);
        Process sampler = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-Xms" + (32 + snapshots * Snapshot.FIELDS * 8 * 3 / (1 << 20)) + "m",
                        "-XX:-UsePerfData",
                        "-Xlog:disable",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sampler.class.getName(),
                        Long.toString(pid),
                        Long.toString(threadId),
                        Integer.toString(cpu),
                        Long.toString(PERIOD_NS),
                        Long.toString(snapshots),
                        scratch.resolve("snapshots").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(sampler.getInputStream(), StandardCharsets.US_ASCII));
        @Nullable String said = out.readLine();
        SpikeWatch watch = new SpikeWatch(scratch, Tracepoints.start(cpu, scratch), sampler, threadId, cpu);
        watch.evidence.put(
                "sampler",
                said == null
                        ? Evidence.unavailable("the sampler did not start")
                        : Evidence.used("every " + PERIOD_NS / 1_000_000 + " ms, " + said.replace("sampling ", "")));
        watch.evidence.put("tracepoints", watch.tracepoints.evidence());
        return watch;
    }

    public Map<String, Evidence> evidence() {
        return evidence;
    }

    /** Ends, and makes the classifier of what was seen. */
    public Classifier stop(JvmLog log) throws IOException {
        TraceText trace = tracepoints.stop(threadId);
        sampler.getOutputStream().close();
        try {
            if (!sampler.waitFor(30, TimeUnit.SECONDS)) {
                throw new IOException("the sampler did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the sampler ended", e);
        }
        // Where no CPU's counters were read, that none moved says nothing of the hypervisor.
        boolean guest =
                cpu != NO_CPU && KernelText.LIVE.read("proc/cpuinfo").orElse("").contains(" hypervisor");
        List<Snapshot> snapshots;
        try (InputStream rows = new BufferedInputStream(Files.newInputStream(scratch.resolve("snapshots")))) {
            snapshots = Snapshot.readAll(rows);
        }
        return new Classifier(log.events(), trace.spans(), trace.firstNs(), snapshots, guest);
    }

    @Override
    public void close() {
        sampler.destroyForcibly();
        tracepoints.close();
    }
}
