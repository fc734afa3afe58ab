package io.quietcore.runtime.external;

import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a program says on its output, read by a daemon thread so that it never waits for a reader: its last lines, and those
 * that warn. However much it says, no more than that is held. Any thread may ask.
 */
final class SaidLines {
    private static final int LAST = 3;
    private static final int MOST_WARNINGS = 5;
    private static final int MOST_LINE_CHARS = 200;
    private static final Pattern WARNING =
            Pattern.compile("\\b(warn|warning|error|fail(ed|ure)?|unable|cannot|could not)\\b");

    private final Deque<String> last = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private final Thread reader;

    private SaidLines(InputStream stream) {
        reader = new Thread(() -> readAll(stream), "program output");
        reader.setDaemon(true);
    }

    static SaidLines of(InputStream stream) {
        SaidLines lines = new SaidLines(stream);
        lines.reader.start();
        return lines;
    }

    private void readAll(InputStream stream) {
        try (TextLines lines = new TextLines(stream, MOST_LINE_CHARS)) {
            for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
                keep(ToolJson.shown(line.strip()));
            }
        } catch (IOException e) {
            keep("(what follows cannot be read: " + e.getMessage() + ")");
        }
    }

    private synchronized void keep(String line) {
        if (line.isEmpty()) {
            return;
        }
        last.addLast(line);
        if (last.size() > LAST) {
            last.removeFirst();
        }
        if (warnings.size() < MOST_WARNINGS
                && WARNING.matcher(line.toLowerCase(Locale.ROOT)).find()) {
            warnings.add(line);
        }
    }

    /** Waits a second for its last words, where it is gone. */
    void awaitEnd() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }

    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }
}
