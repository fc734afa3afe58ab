package io.quietcore.workloads.yaml;

import io.quietcore.contract.Printable;

/**
 * One mistake in a file, for the person who made it. All text is printable and on one line, whatever the file held.
 *
 * @param file as the person named it
 * @param line from 1, always inside the file
 * @param path keys and indexes from the root, such as {@code sides.tuned.priority}; empty for the document itself
 * @param found what is there
 * @param expected what could be there instead
 * @param suggestion what to do, as a clause; empty where nothing better than {@code expected} is known
 */
public record Problem(String file, int line, String path, String found, String expected, String suggestion) {
    private static final int LONGEST = 2_000;

    public Problem {
        if (line < 1) {
            throw new IllegalArgumentException("lines are counted from 1, not from " + line);
        }
        file = printable(file);
        path = printable(path);
        found = printable(found);
        expected = printable(expected);
        suggestion = printable(suggestion);
    }

    /** Escapes what would break the line, or drive the terminal that it is printed on. */
    private static String printable(String text) {
        return Printable.line(
                text.codePointCount(0, text.length()) > LONGEST
                        ? text.substring(0, text.offsetByCodePoints(0, LONGEST))
                        : text);
    }

    /** {@code file:line: path: found; expected …; suggestion}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file).append(':').append(line).append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(found);
        if (!expected.isEmpty()) {
            text.append("; expected ").append(expected);
        }
        if (!suggestion.isEmpty()) {
            text.append("; ").append(suggestion);
        }
        return text.toString();
    }
}
