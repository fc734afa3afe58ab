package io.quietcore.runtime.launch;

import io.quietcore.contract.Printable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** What a user's benchmark threw, on one printable line of bounded length. Pure. */
final class Thrown {
    private static final String JMH = "org.openjdk.jmh.";
    private static final int LONGEST_MESSAGE = 300;
    private static final int LONGEST = 1_000;

    /** JMH nests two deep; a user's exceptions may be their own causes in a ring. */
    private static final int MOST_LOOKED_AT = 64;

    private Thrown() {}

    /**
     * The line; nothing where JMH failed and not the benchmark, as when its JVM was killed.
     *
     * @param benchmark its name
     * @param failure of JMH's runner, which holds what was thrown among its causes and what they suppressed
     */
    static Optional<String> words(String benchmark, Throwable failure) {
        Deque<Throwable> left = new ArrayDeque<>();
        left.add(failure);
        for (int i = 0; i < MOST_LOOKED_AT && !left.isEmpty(); i++) {
            Throwable next = left.remove();
            if (!next.getClass().getName().startsWith(JMH)) {
                StackTraceElement[] frames = next.getStackTrace();
                return frames.length > 0 && frames[0].getClassName().startsWith(JMH)
                        ? Optional.empty()
                        : Optional.of(
                                cut(printable(benchmark) + " threw " + described(next) + rootCause(next), LONGEST));
            }
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
            left.addAll(Arrays.asList(next.getSuppressed()));
        }
        return Optional.empty();
    }

    private static String described(Throwable thrown) {
        String message = thrown.getMessage();
        String words = thrown.getClass().getName()
                + (message == null || message.isBlank() ? "" : ": " + cut(printable(message.strip()), LONGEST_MESSAGE));
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (!name.startsWith("java.")
                    && !name.startsWith("jdk.")
                    && !name.startsWith("sun.")
                    && !name.startsWith(JMH)) {
                return words + " at " + printable(frame.toString());
            }
        }
        return words;
    }

    private static String rootCause(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < MOST_LOOKED_AT && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root == thrown ? "" : ", caused by " + described(root);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    /** Whatever would break the line, or drive a terminal, is spelled out. */
    private static String printable(String text) {
        return Printable.line(cut(text, LONGEST));
    }
}
