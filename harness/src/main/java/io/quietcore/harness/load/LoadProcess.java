package io.quietcore.harness.load;

import io.quietcore.contract.TextLines;
import io.quietcore.harness.backend.ChildAffinity;
import io.quietcore.harness.environment.Secrets;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process of a load, whose output goes to a file or, line by line, to a listener. */
final class LoadProcess {
    /** What the load finds our run's uuid by, so that its own documents can carry it. */
    static final String UUID_VARIABLE = "QUIETCORE_UUID";

    private static final long END_GRACE_SECONDS = 10;
    private static final int MAX_LINE_CHARS = 4_000;

    private final Process process;

    private LoadProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param lines takes what it says, from a thread of this object, where no file does
     * @throws IOException when there is no such program, or its file cannot be written
     */
    static LoadProcess start(LoadOrders orders, String uuid, ChildAffinity affinity, Consumer<String> lines)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(orders.command())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")));
        if (orders.log() != null) {
            builder.redirectOutput(orders.log().toFile());
        }
        Secrets.removeFrom(builder.environment());
        builder.environment().put(UUID_VARIABLE, uuid);
        LoadProcess started = new LoadProcess(affinity.start(builder));
        if (orders.log() == null) {
            started.follow(lines);
        }
        return started;
    }

    private void follow(Consumer<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (TextLines in = new TextLines(process.getInputStream(), MAX_LINE_CHARS)) {
                        for (@Nullable String line = in.next(); line != null; line = in.next()) {
                            lines.accept(line);
                        }
                    } catch (IOException e) {
                        lines.accept("its output could not be read to its end: " + e.getMessage());
                    }
                },
                "load-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for its end: its exit code, above 128 for a signal. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Passes a signal on (SIGTERM, as a JVM cannot tell which one it got), and ends it by force after a while. */
    void end() {
        // Asked for before its death: what a shell started is nobody's descendant then.
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_GRACE_SECONDS);
        boolean interrupted = false;
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                deadline = System.nanoTime();
                each.destroyForcibly();
            } catch (TimeoutException | ExecutionException e) {
                each.destroyForcibly();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
