package io.quietcore.harness.cli;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.index.DocumentFolder;
import io.quietcore.results.index.DocumentTarball;
import io.quietcore.results.index.Indexing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore import}. */
@Command(
        name = "import",
        description = "Imports a tarball of documents, kube-burner's or ours, into an index or a folder.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--tarball",
            required = true,
            paramLabel = "FILE",
            description = "such as kube-burner-metrics.tgz; every entry is a JSON array")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path tarball;

    @Option(names = "--out", paramLabel = "DIR", description = "the folder that its files are written into")
    private @Nullable Path out;

    @Mixin
    private IndexOptions options = new IndexOptions();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.text;

    @Override
    public Integer call() throws IOException, CommandFailure, InterruptedException {
        Logging.toStandardError("info");
        Optional<IndexOptions.Target> target = options.target();
        if (target.isPresent() == (out != null)) {
            throw new ParameterException(
                    spec.commandLine(), "expected either --es-server URL with --es-index NAME, or --out DIR");
        }
        if (target.isPresent()) {
            return Indexed.tell(
                    Indexing.tarball(target.get().server(), target.get().index(), tarball),
                    target.get(),
                    format,
                    spec.commandLine().getOut());
        }
        if (out != null) {
            Path folder = out;
            DocumentTarball.read(tarball, file -> DocumentFolder.write(folder, file));
            spec.commandLine().getOut().println(folder);
        }
        return ExitCode.OK;
    }
}
