package io.quietcore.harness.backend;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One role's launcher as a child process: its spec on standard input, frames on standard output, words on standard
 * error. Standard input stays open for as long as this controller lives; its end tells the launcher to end.
 */
final class RoleProcess {
    /** What is kept of each stream that people read: enough for a reason, a bound on what a mad child can cost. */
    private static final int KEPT_LINES = 20;

    private static final int MAX_LINE_CHARS = 64 << 10;
    private static final long END_GRACE_SECONDS = 5;

    private final ProbeSpec spec;
    private final Process process;
    private final FrameCollector collector;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final CountDownLatch readers = new CountDownLatch(2);
    private volatile boolean ending;

    private RoleProcess(ProbeSpec spec, Process process, FrameCollector collector) {
        this.spec = spec;
        this.process = process;
        this.collector = collector;
    }

    /**
     * Starts the launcher and hands it the spec.
     *
     * @param listener told of progress and of lines that are no frames, from threads of this object
     * @throws IOException when the process cannot be started
     */
    static RoleProcess start(ProcessBuilder command, ProbeSpec spec, Backend.Listener listener) throws IOException {
        FrameCollector collector = new FrameCollector(spec, progress -> listener.progressed(spec, progress));
        RoleProcess role = new RoleProcess(spec, command.start(), collector);
        role.follow("out", role.process.getInputStream(), line -> {
            if (!collector.accept(line)) {
                role.heard(line, listener);
            }
        });
        role.follow("err", role.process.getErrorStream(), line -> role.heard(line, listener));
        role.tell(CanonicalJson.write(spec));
        return role;
    }

    /** What a launcher says while this object ends it is about its end, and no news. */
    private void heard(String line, Backend.Listener listener) {
        if (ending) {
            return;
        }
        synchronized (lastWords) {
            lastWords.addLast(line);
            if (lastWords.size() > KEPT_LINES) {
                lastWords.removeFirst();
            }
        }
        listener.said(spec, line);
    }

    private void follow(String name, InputStream stream, Consumer<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (TextLines in = new TextLines(stream, MAX_LINE_CHARS)) {
                        for (@Nullable String line = in.next(); line != null; line = in.next()) {
                            lines.accept(line);
                        }
                    } catch (IOException e) {
                        // The child was ended while it spoke; what is missing shows in the frames.
                        lastWord("the output could not be read to its end: " + e.getMessage());
                    } finally {
                        readers.countDown();
                    }
                },
                spec.group() + "-" + spec.role() + "-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void lastWord(String line) {
        synchronized (lastWords) {
            lastWords.addLast(line);
        }
    }

    /** Writes one line to the launcher; one that is gone already says so by its exit code. */
    void tell(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            lastWord("the launcher does not take '" + line.substring(0, Math.min(line.length(), 20)) + "…': "
                    + e.getMessage());
        }
    }

    /**
     * Waits for the end.
     *
     * @param limitNs after this long the role is ended and has failed
     */
    RoleOutcome await(long limitNs) throws InterruptedException {
        try {
            boolean ended = process.waitFor(limitNs, TimeUnit.NANOSECONDS);
            if (!ended) {
                end();
                return failed("did not end within " + TimeUnit.NANOSECONDS.toSeconds(limitNs) + " s, and was ended");
            }
            readers.await(END_GRACE_SECONDS, TimeUnit.SECONDS);
            return outcome(process.exitValue());
        } catch (InterruptedException e) {
            end();
            throw e;
        }
    }

    private RoleOutcome outcome(int exitCode) {
        List<String> otherwise = List.of(
                exitCode > 128
                        ? "the launcher was ended by signal " + (exitCode - 128)
                        : "the launcher ended with code " + exitCode);
        RoleOutcome outcome = Received.outcome(spec, collector.collected(), otherwise);
        return outcome instanceof RoleOutcome.Failed failed ? withLastWords(failed) : outcome;
    }

    private RoleOutcome failed(String reason) {
        return withLastWords(Received.failed(spec, List.of(reason)));
    }

    private RoleOutcome withLastWords(RoleOutcome.Failed failed) {
        List<String> all = new ArrayList<>(failed.reasons());
        synchronized (lastWords) {
            lastWords.forEach(line -> all.add(spec.role() + " said: " + line));
        }
        return new RoleOutcome.Failed(spec, all);
    }

    /** Ends the launcher: first by the end of its input, by which it takes its own child along, then by force. */
    void end() {
        ending = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            lastWord("its input was closed already: " + e.getMessage());
        }
        try {
            if (!process.waitFor(END_GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
