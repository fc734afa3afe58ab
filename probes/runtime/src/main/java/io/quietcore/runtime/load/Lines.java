package io.quietcore.runtime.load;

import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a process says, line by line, read by a daemon thread of its own so that the process never waits for a reader.
 * {@link #await} and {@link #soFar} belong to one thread.
 */
final class Lines {
    private static final int MOST_KEPT = 50;

    /** A load's report has 40 characters for each worker. */
    private static final int MOST_LINE_CHARS = 1 << 20;

    /** Of lines that nobody asked for yet; the oldest go first. */
    private static final int MOST_UNREAD_CHARS = 4 << 20;

    /** No line that a stream gives has a line end in it. */
    private static final String END = "\n";

    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final AtomicLong unreadChars = new AtomicLong();
    private final Deque<String> read = new ArrayDeque<>();
    private boolean ended;

    private Lines() {}

    static Lines of(InputStream stream, String threadName) {
        Lines lines = new Lines();
        Thread reader = new Thread(() -> lines.readAll(stream), threadName);
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private void readAll(InputStream stream) {
        try (TextLines in = new TextLines(stream, MOST_LINE_CHARS)) {
            for (@Nullable String line = in.next(); line != null; line = in.next()) {
                offer(line);
            }
        } catch (IOException e) {
            offer("(what follows cannot be read: " + e.getMessage() + ")");
        }
        offer(END);
    }

    private void offer(String line) {
        unread.add(line);
        long held = unreadChars.addAndGet(line.length() + 1L);
        for (@Nullable String oldest = ""; held > MOST_UNREAD_CHARS && oldest != null; ) {
            oldest = unread.poll();
            held = oldest == null ? held : unreadChars.addAndGet(-oldest.length() - 1L);
        }
    }

    /** The next line that is wanted; empty where the stream ends before, or the time. */
    Optional<String> await(Predicate<String> wanted, long mostMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
        while (!ended) {
            String line = unread.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                return Optional.empty();
            }
            unreadChars.addAndGet(-line.length() - 1L);
            keep(line);
            if (!ended && wanted.test(line)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** Reads on to the end of the stream, or of the time. */
    void awaitEnd(long mostMs) throws InterruptedException {
        await(line -> false, mostMs);
    }

    boolean ended() {
        return ended;
    }

    /** The last lines that {@link #await} went over, on one line. */
    String soFar() {
        return read.isEmpty() ? "nothing" : String.join(" | ", read);
    }

    /** Adds a line of the reader's own to what was read. */
    void note(String line) {
        keep(line);
    }

    private void keep(String line) {
        if (line.equals(END)) {
            ended = true;
            return;
        }
        if (read.size() == MOST_KEPT) {
            read.removeFirst();
        }
        read.addLast(line);
    }
}
