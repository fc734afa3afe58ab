package io.quietcore.harness.cli;

import io.quietcore.contract.Printable;
import io.quietcore.contract.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the command tree: arguments in, an exit code out, and every failure told in lines. */
final class CommandLineRun {
    private static final Set<String> OF_ALL_COMMANDS = Set.of("help", "generate-completion");

    private CommandLineRun() {}

    static int execute(String[] args) {
        TemporaryFolder.tellLibraries();
        return execute(args, CheckedOutput.standard(), CheckedOutput.error().writer());
    }

    /** As a process ends: with an error where what was printed did not arrive. */
    static int execute(String[] args, CheckedOutput out, PrintWriter err) {
        return out.ended(execute(args, out.writer(), err), err);
    }

    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = tree(args)
                .setOut(out)
                .setErr(err)
                // What is printed is escaped, colours too.
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(CommandLineRun::wrongArgument)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        int code = commandLine.execute(args);
        out.flush();
        return code;
    }

    /** Every command, with nothing executed. */
    static CommandLine tree() {
        CommandLine root = new CommandLine(new QuietcoreCommand());
        QuietcoreCommand.COMMANDS.forEach(root::addSubcommand);
        return root.addSubcommand(ProbeCommands.tree());
    }

    /** What these arguments need of it: to make all of it takes half the time of a short command. */
    private static CommandLine tree(String[] args) {
        String name = args.length == 0 ? "" : args[0];
        if (OF_ALL_COMMANDS.contains(name)) {
            return tree();
        }
        CommandLine root = new CommandLine(new QuietcoreCommand());
        if (name.equals(ProbeCommands.NAME)) {
            return root.addSubcommand(ProbeCommands.tree());
        }
        return QuietcoreCommand.COMMANDS.stream()
                .filter(each -> each.getAnnotation(Command.class).name().equals(name))
                .findFirst()
                .map(root::addSubcommand)
                .orElseGet(CommandLineRun::tree);
    }

    /** {@link IParameterExceptionHandler}: one line on what is wrong, a suggestion where there is one, and where to look. */
    private static int wrongArgument(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("quietcore: " + Printable.line(String.valueOf(wrong.getMessage())));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, err);
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.ERROR;
    }

    private static int failed(Exception thrown, CommandLine command) {
        PrintWriter err = command.getErr();
        // What walks a folder throws the disk's errors so.
        Exception failure = thrown instanceof UncheckedIOException wrapped
                ? new IOException(wrapped.getMessage(), wrapped)
                : thrown;
        if (failure instanceof CommandFailure told) {
            told.lines().forEach(line -> err.println("quietcore: " + Printable.line(line)));
            return told.exitCode();
        }
        if (failure instanceof IOException io) {
            err.println("quietcore: " + Printable.line(words(io)));
            return ExitCode.ERROR;
        }
        if (failure instanceof InvalidPathException path) {
            err.println("quietcore: '" + Printable.line(path.getInput())
                    + "' cannot be the name of a file here; where it has"
                    + " letters beyond ASCII, set LC_ALL=C.UTF-8");
            return ExitCode.ERROR;
        }
        err.println("quietcore: this is a bug of quietcore, please report it with these lines:");
        failure.printStackTrace(err);
        return ExitCode.ERROR;
    }

    /** What an error of the disk, or of a cluster, says to the person who called. */
    static String words(IOException e) {
        @Nullable String message = e.getMessage();
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
