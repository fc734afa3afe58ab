package io.quietcore.runtime.noise;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
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
final class Tracepoints implements AutoCloseable {
    private static final Path COMMON = Path.of("/sys/kernel/tracing");
    private static final String BUFFER_KB = "16384";

    /** A line comes out of one buffer of the kernel's, of a page or two (trace_seq.h, TRACE_SEQ_SIZE). */
    private static final int MOST_LINE_CHARS = 8_192;

    /** Beside what took the CPU: what it was for. Those that a kernel does not have are not there. */
    private static final List<String> ALWAYS = List.of(
            "sched/sched_switch", "exceptions/page_fault_user", "tlb/tlb_flush", "workqueue/workqueue_execute_start");

    /** How long each took, net of what interrupted it. */
    private static final List<String> WITH_OSNOISE =
            List.of("osnoise/nmi_noise", "osnoise/irq_noise", "osnoise/softirq_noise");

    /** Beginnings and ends, which would count everything twice beside osnoise. */
    private static final List<String> WITHOUT_OSNOISE = List.of(
            "irq/irq_handler_entry",
            "irq/irq_handler_exit",
            "irq/softirq_entry",
            "irq/softirq_exit",
            "irq_vectors",
            "ipi/ipi_entry",
            "ipi/ipi_exit");

    private final @Nullable Path instance;
    private final @Nullable Path mounted;
    private final @Nullable Osnoise osnoise;
    private final Evidence evidence;
    private final int cpu;

    private Tracepoints(Evidence evidence) {
        this.instance = null;
        this.mounted = null;
        this.osnoise = null;
        this.evidence = evidence;
        this.cpu = SpikeWatch.NO_CPU;
    }

    private Tracepoints(Path instance, @Nullable Path mounted, Osnoise osnoise, int cpu) {
        this.instance = instance;
        this.mounted = mounted;
        this.osnoise = osnoise;
        this.cpu = cpu;
        String without = osnoise.problem();
        this.evidence = Evidence.used(
                without == null
                        ? "osnoise, sched, page fault, TLB and workqueue tracepoints on CPU " + cpu
                        : "irq, irq_vectors, sched, page fault, TLB and workqueue tracepoints on CPU " + cpu
                                + "; osnoise: " + without);
    }

    /**
     * Traces one CPU from here on, where allowed.
     *
     * @param cpu or {@link SpikeWatch#NO_CPU}: nothing is traced
     */
    static Tracepoints start(int cpu, Path scratch) {
        if (cpu == SpikeWatch.NO_CPU) {
            return new Tracepoints(Evidence.unavailable("the thread may move, so that no CPU is traced for it"));
        }
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
            Tracepoints tracing = new Tracepoints(instance, mounted, Osnoise.start(root, instance, cpu), cpu);
            try {
                tracing.enable();
                return tracing;
            } catch (IOException e) {
                mounted = null;
                tracing.close();
                throw e;
            }
        } catch (IOException e) {
            unmount(mounted);
            return new Tracepoints(Evidence.denied("tracepoints: " + e.getMessage() + " (needs root and tracefs)"));
        }
    }

    private void enable() throws IOException {
        write("trace_clock", "mono");
        write("buffer_size_kb", BUFFER_KB);
        write("tracing_cpumask", mask());
        boolean sums = osnoise != null && osnoise.problem() == null;
        enable(sums ? WITH_OSNOISE : WITHOUT_OSNOISE);
        enable(ALWAYS);
        write("tracing_on", "1");
    }

    private void enable(List<String> events) throws IOException {
        for (String event : events) {
            Path switchFile = path("events/" + event + "/enable");
            if (Files.exists(switchFile)) {
                Files.writeString(switchFile, "1");
            }
        }
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

    Evidence evidence() {
        return evidence;
    }

    /** Stops, and reads what was traced of a thread; nothing where nothing was. */
    TraceText stop(long threadId) throws IOException {
        if (instance != null) {
            write("tracing_on", "0");
        }
        try (TextLines lines = new TextLines(
                instance == null
                        ? InputStream.nullInputStream()
                        : Files.newInputStream(path("per_cpu/cpu" + cpu + "/trace")),
                MOST_LINE_CHARS)) {
            return TraceText.read(lines, threadId);
        }
    }

    @Override
    public void close() {
        if (osnoise != null) {
            osnoise.close();
        }
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
        String said = new String(process.getInputStream().readNBytes(MOST_LINE_CHARS), StandardCharsets.UTF_8).strip();
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
