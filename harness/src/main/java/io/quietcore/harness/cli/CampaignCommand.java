package io.quietcore.harness.cli;

import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore campaign}. */
@Command(
        name = "campaign",
        description =
                "Measures the sides of a campaign, on this machine or on clusters, compares them and writes a report.",
        mixinStandardHelpOptions = true)
final class CampaignCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "CAMPAIGN",
            description = "a bundled campaign (see 'workloads list') or a YAML file")
    private @Nullable String campaign;

    @Option(
            names = "--side",
            paramLabel = "NAME",
            description =
                    "measure this side only; the others later, into the same --out, after a reboot if need be; a side comes"
                            + " again after each boot, and its repetitions are numbered on")
    private @Nullable String side;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "FIFO priority of sides that ask for FIFO; default: each probe's own, or the campaign's")
    private @Nullable Integer priority;

    @Option(
            names = "--aa",
            description = "measure the reference's configuration on both sides: what the verdicts then say is the"
                    + " machine's noise")
    private boolean againstItself;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "the order within the blocks, as an earlier campaign told it; default: the campaign's own, or drawn")
    private @Nullable Long seed;

    @Mixin
    private Acceptance acceptance = new Acceptance();

    @Mixin
    private CampaignOptions options = new CampaignOptions();

    @Override
    public Integer call() throws IOException, CommandFailure {
        Terminal terminal = Terminal.of(spec, options.junit);
        CampaignChanges asked =
                new CampaignChanges(side, priority, null, againstItself, seed, acceptance.failOnRegression);
        if (seed != null && (seed < 0 || seed > Campaign.LARGEST_SEED)) {
            throw new ParameterException(
                    spec.commandLine(), "--seed: found " + seed + "; expected 0 to " + Campaign.LARGEST_SEED);
        }
        boolean several = options.kubernetes.contexts.size() > 1;
        if (options.resume != null && FleetSession.isIn(options.resume)) {
            refuseWhatIsSettled();
            return new FleetSession(terminal, options, asked).resume(options.resume);
        }
        if (several && options.resume != null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume goes on where it was: " + options.resume + " is of one cluster");
        }
        CampaignText text = text();
        if (several) {
            return new FleetSession(terminal, options, asked).measure(text);
        }
        if (options.out != null && FleetSession.isIn(options.out)) {
            throw CommandFailure.error(options.out + " holds several clusters; name them all with --context, or go on"
                    + " with --resume " + options.out + ", or choose another --out");
        }
        return new CampaignSession(
                        terminal, "campaign", options, asked, CampaignPlace.only(options), Accompaniment.NONE)
                .measure(text)
                .exitCode();
    }

    private void refuseWhatIsSettled() {
        if (campaign != null || options.out != null || side != null || !options.kubernetes.contexts.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume goes on where it was: it takes no CAMPAIGN, --out, --side and --context");
        }
    }

    private CampaignText text() throws CommandFailure, IOException {
        if ((campaign == null) == (options.resume == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected either a CAMPAIGN or --resume DIR" + (options.resume == null ? "" : ", not both"));
        }
        if (options.resume == null) {
            return CampaignText.named(String.valueOf(campaign));
        }
        if (options.out != null || side != null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume goes on where it was: it takes no --out and no --side");
        }
        return CampaignSession.resumed(options.resume, "campaign CAMPAIGN");
    }
}
