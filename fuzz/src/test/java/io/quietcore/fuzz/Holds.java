package io.quietcore.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What must hold of what a reader says and gives. */
public final class Holds {
    /** No message is longer: one that repeats a whole file is no message. */
    private static final int LONGEST_MESSAGE = 4_096;

    private Holds() {}

    /** What an exception says: something. Who prints it escapes what would drive a terminal. */
    public static void said(String what, @Nullable String message) {
        if (message == null || message.isBlank()) {
            throw new AssertionError(what + " says nothing");
        }
    }

    /** A line for a person: not empty, nothing in it that drives a terminal or hides, and no longer than can be read. */
    public static void oneLine(String what, String text) {
        if (text.isBlank() || text.equals("null")) {
            throw new AssertionError(what + " says nothing");
        }
        if (text.length() > LONGEST_MESSAGE) {
            throw new AssertionError(what + " is " + text.length() + " characters long");
        }
        text.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE ->
                    throw new AssertionError(
                            String.format("%s holds U+%04X: %s", what, each, text.replaceAll("[\\p{C}\\p{Z}]", " ")));
                default -> {
                    // May be seen.
                }
            }
        });
    }

    /** Two roads to one value. */
    public static void equal(String what, Object one, Object other) {
        if (!Objects.equals(one, other)) {
            throw new AssertionError(what + " differ: " + one + " and " + other);
        }
    }

    /** Whatever else must be so. */
    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
