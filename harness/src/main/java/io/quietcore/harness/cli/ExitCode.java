package io.quietcore.harness.cli;

/**
 * The exit codes, one meaning each everywhere. kube-burner's 3 (an alert) and 4 (a threshold) keep their meaning and are
 * not used for anything else.
 */
public final class ExitCode {
    public static final int OK = 0;
    /** An error of the machine, the input or the command line; another measurement on one of the CPUs is one. */
    public static final int ERROR = 1;
    /** {@code --timeout} passed. */
    public static final int TIMEOUT = 2;
    /** An alert at error or critical: a load ended abnormally, where that is an error. */
    public static final int ALERT = 3;
    /**
     * A declared gate failed, or what was measured is too little to pass it; or a regression that was asked for, by
     * {@code regress} or {@code --fail-on-regression}. JUnit's XML of the same command then has a failure, and only then.
     */
    public static final int GATE = 4;
    /** The measurement is invalid: a side stays short of its repetitions. */
    public static final int INVALID = 5;

    /** Interrupted (128 + SIGINT); what was measured is kept. */
    public static final int INTERRUPTED = 130;

    /**
     * Whoever read standard output went away before its end, as {@code | head} does: 128 + SIGPIPE, what a shell sees of
     * a program that the signal ends.
     */
    public static final int UNREAD = 141;

    private ExitCode() {}
}
