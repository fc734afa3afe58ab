package io.quietcore.harness.cli;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.index.Indexing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore index}. */
@Command(
        name = "index",
        description = "Indexes documents into OpenSearch or Elasticsearch: a run's, a campaign's, or kube-burner's own."
                + " What is there already is left alone.",
        mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "as --out named it, or one of its collected-metrics-*")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path folder;

    @Mixin
    private IndexOptions options = new IndexOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure, InterruptedException {
        Logging.toStandardError("info");
        List<IndexOptions.Target> targets = options.destinations().serversOnly();
        if (targets.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "expected --es-server URL and --es-index NAME, or --metrics-endpoint FILE");
        }
        return Indexed.each(
                targets,
                output.format,
                spec.commandLine().getOut(),
                target -> Indexing.folder(target.server(), target.index(), folder));
    }
}
