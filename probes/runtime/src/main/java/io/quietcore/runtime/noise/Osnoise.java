package io.quietcore.runtime.noise;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's osnoise tracer in a trace instance, without busy threads of its own: then its tracepoints tell how long
 * each NMI, interrupt and softirq took, net of those that interrupted it (kernel:
 * Documentation/trace/osnoise-tracer.rst; the option came with Linux 6.2).
 *
 * <p>Its options belong to the whole machine. It is taken only where nobody uses osnoise or timerlat, and what was
 * changed is put back. Owned by one thread.
 */
final class Osnoise implements AutoCloseable {
    private static final int LONGEST = 8_192;
    private static final String TRACER = "osnoise";
    private static final String WITH_THREADS = "OSNOISE_WORKLOAD";
    private static final String WITHOUT_THREADS = "NO_OSNOISE_WORKLOAD";

    private final Path options;
    private final Path tracer;
    private final boolean threadsBefore;
    private final @Nullable String problem;

    private Osnoise(Path root, Path instance, boolean threadsBefore, @Nullable String problem) {
        this.options = options(root);
        this.tracer = instance.resolve("current_tracer");
        this.threadsBefore = threadsBefore;
        this.problem = problem;
    }

    private static Path options(Path root) {
        return root.resolve("osnoise/options");
    }

    /**
     * Switches it on where that is possible; {@link #problem} says what stood in the way.
     *
     * @param root of a tracefs
     * @param instance of our own in it
     * @param cpu that is to be traced
     */
    static Osnoise start(Path root, Path instance, int cpu) {
        try {
            String obstacle = obstacle(root, cpu);
            if (obstacle != null) {
                return new Osnoise(root, instance, false, obstacle);
            }
            boolean threads = words(options(root)).contains(WITH_THREADS);
            Osnoise osnoise = new Osnoise(root, instance, threads, null);
            osnoise.begin();
            return osnoise;
        } catch (IOException e) {
            return new Osnoise(root, instance, false, "cannot be switched on: " + e.getMessage());
        }
    }

    private static @Nullable String obstacle(Path root, int cpu) throws IOException {
        if (!words(root.resolve("available_tracers")).contains(TRACER)) {
            return "this kernel does not have it";
        }
        List<String> told = Files.exists(options(root)) ? words(options(root)) : List.of();
        if (!told.contains(WITH_THREADS) && !told.contains(WITHOUT_THREADS)) {
            return "this kernel has it only with busy threads of its own (before Linux 6.2)";
        }
        for (Path each : tracers(root)) {
            if (List.of(TRACER, "timerlat").contains(text(each))) {
                return "somebody else uses it (" + each + ")";
            }
        }
        String cpus = text(root.resolve("osnoise/cpus"));
        return CpuSet.parse(cpus).contains(cpu) ? null : "somebody set it up for CPU " + cpus + " only";
    }

    private static List<Path> tracers(Path root) throws IOException {
        List<Path> tracers = new ArrayList<>(List.of(root.resolve("current_tracer")));
        try (DirectoryStream<Path> instances = Files.newDirectoryStream(root.resolve("instances"))) {
            instances.forEach(each -> tracers.add(each.resolve("current_tracer")));
        }
        return tracers;
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(text(file).split("\\s+"));
    }

    /** In one call: the kernel refuses a buffer into which osnoise/cpus does not fit whole. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
        }
    }

    private void begin() throws IOException {
        if (threadsBefore) {
            Files.writeString(options, WITHOUT_THREADS);
        }
        try {
            Files.writeString(tracer, TRACER);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Why it is off; null where it is on. */
    @Nullable
    String problem() {
        return problem;
    }

    @Override
    public void close() {
        if (problem != null) {
            return;
        }
        try {
            Files.writeString(tracer, "nop");
            if (threadsBefore) {
                Files.writeString(options, WITH_THREADS);
            }
        } catch (IOException e) {
            System.err.println("osnoise could not be left as it was found, see " + options + ": " + e.getMessage());
        }
    }
}
