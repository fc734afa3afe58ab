package io.quietcore.harness.cli;

import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore report}. */
@Command(
        name = "report",
        description =
                "Writes a campaign's documents, comparison.json, report.html and report.md again from its stored histograms.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "the folder of a campaign, as --out named it")
    private Path directory = Path.of(".");

    @Option(names = "--junit", paramLabel = "FILE", description = "also write gates and verdicts as JUnit XML")
    private @Nullable Path junit;

    @Mixin
    private Acceptance acceptance = new Acceptance();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure {
        Path file = directory.resolve(CampaignFolder.CAMPAIGN_FILE);
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.error(directory + " holds no campaign (" + CampaignFolder.CAMPAIGN_FILE
                    + " is not there); expected the folder that --out named");
        }
        CampaignText text = CampaignText.read(file);
        Logging.toStandardError("info");
        // Before the folder is opened, which cuts a torn line off the journal.
        SealedEvidence.require(directory, spec.commandLine().getErr());
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            if (folder.sidesFinished().isEmpty()) {
                throw CommandFailure.error(directory + " holds no side that was measured to its end; go on with"
                        + " 'quietcore campaign --resume " + directory + "'");
            }
            Campaign begun = folder.asBegun(text.campaign());
            return new Verdicts(folder, begun, DeclaredGates.heldTo(folder, begun))
                    .finish(
                            new Verdicts.Telling(output.format, junit, acceptance.failOnRegression),
                            Terminal.of(spec, junit).out())
                    .exitCode();
        }
    }
}
