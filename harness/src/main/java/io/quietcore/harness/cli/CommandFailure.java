package io.quietcore.harness.cli;

import java.util.List;

/** A command that ends with an exit code and lines for the person who called it: no bug, so no stack trace. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> lines;

    /** Ends with this code ({@link ExitCode}) and says these lines, one problem each. */
    public CommandFailure(int exitCode, List<String> lines) {
        super(String.join("\n", lines));
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    /** Ends with {@link ExitCode#ERROR} and says one line. */
    public static CommandFailure error(String line) {
        return new CommandFailure(ExitCode.ERROR, List.of(line));
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> lines() {
        return lines;
    }
}
