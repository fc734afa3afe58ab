package io.quietcore.runtime.launch;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.ScratchFolder;
import io.quietcore.runtime.measure.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The main class of {@code probes.jar}: one role's part of one repetition.
 *
 * <p>Standard input: a {@link ProbeSpec} as JSON on one line; then perhaps {@code stop}; its end means that the
 * controller is gone, and the measuring JVM is ended with this one. Standard output: frames, and nothing else. Standard
 * error: words. Exit code 0: the result is valid; 5: it is invalid and says why; 1: there is none.
 */
public final class Launcher {
    private static final int VALID = 0;
    private static final int NO_RESULT = 1;
    private static final int INVALID = 5;
    private static final long END_SECONDS = 2;

    private Launcher() {}

    public static void main(String[] args) {
        PrintStream frames = System.out;
        // Whatever a library prints must not stand between frames.
        System.setOut(System.err);
        System.exit(run(frames));
    }

    private static int run(PrintStream out) {
        try {
            Controller controller = new Controller(System.in);
            ProbeSpec spec = CanonicalJson.read(
                    controller
                            .line()
                            .orElseThrow(() -> new IOException("standard input ended before a spec came"))
                            .getBytes(StandardCharsets.UTF_8),
                    ProbeSpec.class);
            PlacementGrant grant = spec.grant();
            if (grant == null) {
                throw new IOException("the spec grants no CPUs");
            }
            return measure(controller, spec, grant, new FrameWriter(out, spec));
        } catch (CanonicalJson.MalformedJsonException e) {
            System.err.println("the first line of standard input is no spec: " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("no result: " + e.getMessage());
        } catch (UnsatisfiedLinkError e) {
            System.err.println("no result: the native library cannot be loaded: " + e.getMessage());
        }
        return NO_RESULT;
    }

    private static int measure(Controller controller, ProbeSpec spec, PlacementGrant grant, FrameWriter frames)
            throws IOException {
        try (ScratchFolder scratch = ScratchFolder.inMemory("probe")) {
            Exchange exchange = new Exchange(scratch.path());
            controller.follow(() -> stop(exchange), Launcher::abandon);
            // Ended by a signal, it takes its measuring JVM along, and leaves no folder in memory.
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(scratch, ended), "leave-nothing"));
            try {
                return new Repetition(spec, grant, exchange, frames).run() ? VALID : INVALID;
            } finally {
                ended.countDown();
            }
        }
    }

    private static void stop(Exchange exchange) {
        try {
            exchange.askToStop();
        } catch (IOException e) {
            System.err.println("cannot stop: " + e.getMessage());
        }
    }

    /** The controller is gone: the measuring JVM, which may hold a CPU at a real-time priority, goes too. */
    private static void abandon() {
        System.exit(NO_RESULT);
    }

    /**
     * Without its children a repetition fails at once, and then closes what it holds: trace instances, mounts. What JMH
     * says of that, a fork that died and files that are gone, is our own doing, and no news to anybody.
     */
    private static void leaveNothing(ScratchFolder scratch, CountDownLatch ended) {
        PrintStream words = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
        left.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : left) {
            try {
                each.onExit().get(END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                words.println("process " + each.pid() + " does not end: " + e);
            }
        }
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                words.println("the repetition does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }
}
