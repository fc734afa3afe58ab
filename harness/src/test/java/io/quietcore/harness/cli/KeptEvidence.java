package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps what the launcher of an explained repetition reads and then throws away, so that a test can judge it again: the windows
 * with their spikes, the JVM's log, the sampler's counters and the kernel's trace. The sampler writes into a file that is made
 * here first and has a second name; the rest is copied while the launcher is stopped, between the last window and its reading.
 */
final class KeptEvidence {
    /** The folder to keep it in; without this property nothing is kept. */
    private static final String PROPERTY = "quietcore.attribution.keep";

    private static final long LOOK_EVERY_NS = 1_000_000;

    private final Path folder;
    private final Path counters;
    private final Thread keeper;

    private KeptEvidence(Path folder, MeasuringJvm measuring) throws IOException {
        this.folder = Files.createDirectories(folder);
        // A second name is possible on the same file system only.
        this.counters = Path.of("/dev/shm/quietcore-kept-" + measuring.process().pid());
        this.keeper = new Thread(() -> keep(measuring), "keeper");
    }

    /** Begins to keep what explains this JVM's spikes, where that was asked for. */
    static Optional<KeptEvidence> of(String cause, MeasuringJvm measuring) throws IOException {
        String folder = System.getProperty(PROPERTY, "");
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        KeptEvidence kept = new KeptEvidence(Path.of(folder, cause), measuring);
        kept.keeper.start();
        return Optional.of(kept);
    }

    private void keep(MeasuringJvm measuring) {
        try {
            Path from = measuring.exchange();
            Files.createLink(counters, Files.createFile(from.resolve("snapshots")));
            ProcessHandle launcher = measuring.launcher();
            await(measuring::isThrough);
            signal("-STOP", launcher);
            try {
                await(() -> !launcher.isAlive() || MeasuringJvm.isStopped(launcher));
                for (String name : List.of("report.json", "jvm.log", "thread")) {
                    pack(from.resolve(name), name);
                }
                Optional<Path> trace = trace(from);
                if (trace.isPresent()) {
                    pack(trace.get(), "trace");
                }
            } finally {
                signal("-CONT", launcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the evidence cannot be kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Path> trace(Path exchange) throws IOException {
        Path instances = exchange.resolve("tracing/instances");
        if (!Files.isDirectory(instances)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(instances)) {
            return all.map(each -> each.resolve("per_cpu/cpu0/trace")).findFirst();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    /** The run is over: what was injected, by the clock of the windows, and the counters. */
    void end(List<long[]> injected) throws IOException, InterruptedException {
        keeper.join();
        pack(counters, "snapshots");
        Files.delete(counters);
        Files.write(
                folder.resolve("injected.json"), CanonicalJson.write(injected).getBytes(StandardCharsets.UTF_8));
    }

    private void pack(Path file, String name) throws IOException {
        Path half = folder.resolve(name + ".half");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(half))) {
            Files.copy(file, out);
        }
        Files.move(half, folder.resolve(name + ".gz"), StandardCopyOption.REPLACE_EXISTING);
    }
}
