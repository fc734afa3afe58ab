package io.quietcore.workloads.template;

import java.util.List;

/**
 * What came of a template, and where it came from.
 *
 * @param text rendered
 * @param lines of the template, from 1, by the lines of the text; empty where they are the same
 */
public record Rendered(String text, List<Integer> lines) {
    public Rendered {
        lines = List.copyOf(lines);
    }

    /** Text that was no template. */
    public static Rendered asItIs(String text) {
        return new Rendered(text, List.of());
    }

    /** The line of the template that a line of the text came from; both from 1. */
    public int sourceLine(int line) {
        return lines.isEmpty() ? line : lines.get(Math.min(line, lines.size()) - 1);
    }
}
