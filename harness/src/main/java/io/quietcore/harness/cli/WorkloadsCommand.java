package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.workloads.BundledWorkloads;
import io.quietcore.workloads.WorkloadName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore workloads list|show|extract}. */
@Command(
        name = "workloads",
        description = "Lists, shows and extracts the bundled campaigns.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class WorkloadsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, show or extract");
    }

    @Command(name = "list", description = "Lists the bundled campaigns.", mixinStandardHelpOptions = true)
    int list(@Mixin OutputOption output) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.format == OutputFormat.json) {
            out.print(CanonicalJson.writeIndented(BundledWorkloads.list()));
        } else {
            BundledWorkloads.list().forEach(each -> out.println(each.name() + "  " + each.description()));
        }
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Prints a bundled campaign.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = "as 'list' prints it") String name) throws CommandFailure {
        spec.commandLine().getOut().print(BundledWorkloads.load(bundled(name)));
        return ExitCode.OK;
    }

    @Command(
            name = "extract",
            description = "Writes a bundled campaign into the current folder, to be changed.",
            mixinStandardHelpOptions = true)
    int extract(@Parameters(paramLabel = "NAME", description = "as 'list' prints it") String name)
            throws CommandFailure, IOException {
        Path file = Path.of(BundledWorkloads.fileName(bundled(name)));
        try {
            Files.writeString(file, BundledWorkloads.load(name), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.error(
                    file + " is here already and is not overwritten; move it, or work in another folder");
        }
        spec.commandLine().getOut().println(file);
        return ExitCode.OK;
    }

    private static String bundled(String name) throws CommandFailure {
        if (WorkloadName.of(name) instanceof WorkloadName.Bundled found) {
            return found.name();
        }
        throw CommandFailure.error("'" + name + "' is not a bundled campaign; expected one of "
                + String.join(", ", BundledWorkloads.names()));
    }
}
