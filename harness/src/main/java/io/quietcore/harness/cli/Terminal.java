package io.quietcore.harness.cli;

import io.quietcore.results.store.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command prints.
 *
 * @param out what it was asked for
 * @param err what there is to say beside it
 */
record Terminal(PrintWriter out, PrintWriter err) {
    /**
     * The command's own.
     *
     * @param file that it writes too, or null: where that is standard output ({@code --junit /dev/stdout}), all else goes to
     *     standard error, for a reader of XML wants no table behind it
     * @throws CommandFailure where that file is evidence
     */
    static Terminal of(CommandSpec spec, @Nullable Path file) throws IOException, CommandFailure {
        if (file != null) {
            OutputFile.refuseEvidence("--junit", file);
        }
        PrintWriter err = spec.commandLine().getErr();
        boolean taken = file != null && AtomicFile.isStandardOutput(file);
        return new Terminal(taken ? err : spec.commandLine().getOut(), err);
    }
}
