package io.quietcore.harness.cli;

import io.quietcore.workloads.CampaignSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quietcore schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of campaign files, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(CampaignSchema.text());
        return ExitCode.OK;
    }
}
