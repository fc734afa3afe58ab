package io.quietcore.runtime.noise;

import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's tracepoints on one CPU, in an instance of our own that is gone afterwards (kernel:
 * Documentation/trace/ftrace.rst, "Instances"). Needs root and tracefs; mounts it into the scratch folder where nobody has.
 */
public final class Tracepoints implements AutoCloseable {
    private static final Path COMMON = Path.of("/sys/kernel/tracing");
    private static final String BUFFER_KB = "16384";

    /** osnoise sums its spans up where the kernel has it; the others are the spans themselves. */
    private static final List<String> EVENTS = List.of(
            "irq/irq_handler_entry",
            "irq/irq_handler_exit",
            "irq/softirq_entry",
            "irq/softirq_exit",
            "irq_vectors",
            "sched/sched_switch");

    private final @Nullable Path instance;
    private final @Nullable Path mounted;
    private final Evidence evidence;
    private final int cpu;

    private Tracepoints(@Nullable Path instance, @Nullable Path mounted, Evidence evidence, int cpu) {
        this.instance = instance;
        this.mounted = mounted;
        this.evidence = evidence;
        this.cpu = cpu;
    }

    /** Traces one CPU from here on, where allowed. */
    public static Tracepoints start(int cpu, Path scratch) {
        @Nullable Path mounted = null;
        try {
            Path root = COMMON;
            if (!Files.isDirectory(root.resolve("instances"))) {
                root = Files.createDirectories(scratch.resolve("tracing"));
                run("mount", "-t", "tracefs", "nodev", root.toString());
                mounted = root;
            }
            Path instance = root.resolve(
                    "instances/quietcore-" + ProcessHandle.current().pid());
            Files.createDirectory(instance);
            Tracepoints tracing = new Tracepoints(
                    instance, mounted, Evidence.used("irq, irq_vectors and sched tracepoints on CPU " + cpu), cpu);
            tracing.enable();
            return tracing;
        } catch (IOException e) {
            unmount(mounted);
            return new Tracepoints(
                    null, null, Evidence.denied("tracepoints: " + e.getMessage() + " (needs root and tracefs)"), cpu);
        }
    }

    private void enable() throws IOException {
        write("trace_clock", "mono");
        write("buffer_size_kb", BUFFER_KB);
        write("tracing_cpumask", mask());
        for (String event : EVENTS) {
            Path switchFile = path("events/" + event + "/enable");
            if (Files.exists(switchFile)) {
                Files.writeString(switchFile, "1");
            }
        }
        write("tracing_on", "1");
    }

    /** A hexadecimal mask, in groups of 32 bits. */
    private String mask() {
        List<String> groups = new ArrayList<>();
        for (int group = cpu / 32; group >= 0; group--) {
            groups.add(group == cpu / 32 ? Integer.toHexString(1 << (cpu % 32)) : "00000000");
        }
        return String.join(",", groups);
    }

    private Path path(String name) {
        return instance == null ? Path.of(name) : instance.resolve(name);
    }

    private void write(String name, String value) throws IOException {
        Files.writeString(path(name), value);
    }

    public Evidence evidence() {
        return evidence;
    }

    /** Stops, and returns what was traced; empty where nothing was. */
    public String stop() throws IOException {
        if (instance == null) {
            return "";
        }
        write("tracing_on", "0");
        try (var in = Files.newInputStream(path("per_cpu/cpu" + cpu + "/trace"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        if (instance != null) {
            try {
                Files.deleteIfExists(instance);
            } catch (IOException e) {
                System.err.println("the trace instance " + instance + " could not be removed: " + e.getMessage());
            }
        }
        unmount(mounted);
    }

    private static void unmount(@Nullable Path mounted) {
        if (mounted != null) {
            try {
                run("umount", mounted.toString());
                Files.deleteIfExists(mounted);
            } catch (IOException e) {
                System.err.println("tracefs at " + mounted + " could not be unmounted: " + e.getMessage());
            }
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        command[0] + ": " + said.lines().findFirst().orElse("no reason given"));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", e);
        }
    }
}
