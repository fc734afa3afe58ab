package io.quietcore.workloads.template;

/** A template that is not rendered: where, what was found, what was expected. Holds none of the template's values. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String expected;

    TemplateException(int line, String found, String expected) {
        super(found);
        this.line = line;
        this.expected = expected;
    }

    /** From 1, in the template. */
    public int line() {
        return line;
    }

    /** What could stand there instead. */
    public String expected() {
        return expected;
    }
}
