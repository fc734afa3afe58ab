package io.quietcore.harness.cli;

import io.quietcore.results.document.DocumentSchema;
import io.quietcore.workloads.CampaignSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quietcore schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of campaign files, for editors, or of documents.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--documents", description = "of the documents that are written and indexed, kube-burner's too")
    private boolean documents;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(documents ? DocumentSchema.text() : CampaignSchema.text());
        return ExitCode.OK;
    }
}
