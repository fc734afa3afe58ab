package io.quietcore.harness.cli;

import org.jspecify.annotations.Nullable;

/** The entry: answers {@code --version} before the command tree is loaded, and leaves all else to it. */
public final class Main {
    private Main() {}

    /** Ends the process with the command's exit code ({@link ExitCode}). */
    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V") || args[0].equals("version"))) {
            CheckedOutput out = CheckedOutput.standard();
            out.writer().println(versionLine());
            System.exit(out.ended(ExitCode.OK, CheckedOutput.error().writer()));
        }
        if (!System.getProperty("user.home", "").startsWith("/")) {
            // A user without an entry in the password file: JNA would unpack its library into a folder named "?" here.
            System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
        }
        System.exit(CommandLineRun.execute(args));
    }

    /** What {@code --version} prints. */
    static String versionLine() {
        return "quietcore " + version() + " (Java " + System.getProperty("java.version") + ")";
    }

    /** The version of the jar; "development" where classes are run from a folder. */
    public static String version() {
        @Nullable String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
