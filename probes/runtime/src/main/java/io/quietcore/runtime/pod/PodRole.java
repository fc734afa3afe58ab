package io.quietcore.runtime.pod;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.ProbeEnvironment;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.launch.Launcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One role's launcher as a child of the pod's agent, by the same stream as on a machine without a cluster. */
final class PodRole {
    /** Enough for a reason. */
    private static final int KEPT_LINES = 20;

    /** No frame is longer by far. */
    private static final int MOST_LINE_CHARS = 64 << 10;

    private static final long END_SECONDS = 5;

    private final ProbeSpec spec;
    private final SaidFrames said;
    private final Process process;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private boolean wholeResult;

    private PodRole(ProbeSpec spec, SaidFrames said, Process process) {
        this.spec = spec;
        this.said = said;
        this.process = process;
    }

    /**
     * Starts the launcher, which waits for its spec.
     *
     * @param ended told from a thread of this object, once, when nothing more comes
     */
    static PodRole start(ProbeSpec spec, SaidFrames said, Consumer<PodRole> ended) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                // The launcher only waits: the least that a JVM can do. The measuring JVM has flags of its own.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName());
        ProbeEnvironment.reduce(command.environment(), PodOrders.NODE, PodOrders.CPU_LIMIT, PodOrders.CPU_REQUEST);
        PodRole role = new PodRole(spec, said, command.start());
        Thread err = role.thread("err", () -> role.read(role.process.getErrorStream(), role::words));
        Thread out = role.thread("out", () -> {
            role.read(role.process.getInputStream(), role::line);
            role.finish(err);
            ended.accept(role);
        });
        err.start();
        out.start();
        return role;
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, spec.role() + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Hands over the spec: measuring begins. */
    void begin() {
        tell(CanonicalJson.write(spec));
    }

    /** The window in hand is the last. */
    void stop() {
        tell("stop");
    }

    private void tell(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            words("the launcher takes no orders any more: " + e.getMessage());
        }
    }

    private void read(InputStream stream, Consumer<String> lines) {
        try (TextLines in = new TextLines(stream, MOST_LINE_CHARS)) {
            for (@Nullable String line = in.next(); line != null; line = in.next()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            words("its output could not be read to its end: " + e.getMessage());
        }
    }

    private void line(String line) {
        try {
            Frame frame = Frame.parse(line).orElse(null);
            if (frame == null) {
                words(line);
                return;
            }
            wholeResult |= frame.kind() == Frame.Kind.END;
            said.say(line);
        } catch (Frame.DamagedFrameException | IOException e) {
            words(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void words(String line) {
        System.err.println(spec.role() + ": " + line);
        lastWords.addLast(line);
        if (lastWords.size() > KEPT_LINES) {
            lastWords.removeFirst();
        }
    }

    /** Where no result was said, why. */
    private void finish(Thread err) {
        try {
            err.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            int code = process.waitFor();
            if (!wholeResult) {
                List<String> reasons = new ArrayList<>();
                reasons.add(
                        code > 128
                                ? "the launcher was ended by signal " + (code - 128)
                                : "the launcher ended with code " + code);
                synchronized (this) {
                    reasons.addAll(lastWords);
                }
                fail(spec, said, new Frame.Failure(false, reasons));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that a role has no result. */
    static void fail(ProbeSpec spec, SaidFrames said, Frame.Failure failure) {
        try (LineStream lines = new LineStream(said)) {
            new FrameWriter(lines, spec).failed(failure);
        } catch (IOException e) {
            System.err.println(spec.role() + ": cannot say that it failed: " + e.getMessage());
        }
    }

    /** Ends it: by the end of its input, by which it takes its own children along, then by force. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            words("its input was closed already: " + e.getMessage());
        }
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A stream of which each write is one line. */
    private static final class LineStream extends OutputStream {
        private final SaidFrames said;

        LineStream(SaidFrames said) {
            this.said = said;
        }

        @Override
        public void write(int one) {
            throw new IllegalStateException("frames are written whole");
        }

        @Override
        public void write(byte[] text) throws IOException {
            said.say(new String(text, StandardCharsets.US_ASCII).stripTrailing());
        }
    }
}
