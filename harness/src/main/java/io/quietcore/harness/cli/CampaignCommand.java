package io.quietcore.harness.cli;

import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Group;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Side;
import io.quietcore.workloads.Switching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
        description = "Measures the sides of a campaign on this machine, compares them and writes a report.",
        mixinStandardHelpOptions = true)
final class CampaignCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "CAMPAIGN",
            description = "a bundled campaign (see 'workloads list') or a YAML file")
    private @Nullable String campaign;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for the results; default: named after campaign and time")
    private @Nullable Path out;

    @Option(
            names = "--side",
            paramLabel = "NAME",
            description = "measure this side only; the others later, into the same --out, after a reboot if need be")
    private @Nullable String side;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "FIFO priority of sides that ask for FIFO; default: each probe's own, or the campaign's")
    private @Nullable Integer priority;

    @Option(names = "--resume", paramLabel = "DIR", description = "go on with an interrupted campaign")
    private @Nullable Path resume;

    @Mixin
    private ProbeOptions probes = new ProbeOptions();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "4h",
            converter = DurationConverter.class,
            description = "end with code 2 after this long; default ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofHours(4);

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "how the comparison is printed: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.text;

    @Option(
            names = "--log-level",
            defaultValue = "info",
            description = "debug, info, warn or error; default ${DEFAULT-VALUE}")
    private String logLevel = "info";

    @Override
    public Integer call() throws IOException, CommandFailure {
        CampaignText text = text();
        Campaign measured = text.campaign();
        if (side != null && measured.side(side).isEmpty()) {
            throw CommandFailure.error("--side " + side + ": the campaign " + measured.name() + " has the sides "
                    + String.join(
                            ", ", measured.sides().stream().map(Side::name).toList()));
        }
        checkPriority(measured);
        Verdicts.refuseWhatCannotDecide(measured);
        // The bar has the terminal to itself; the lines are in the file.
        Logging.toStandardError(RunProgress.standardErrorIsTerminal() ? "warn" : logLevel);
        LocalBackend backend = probes.backend();
        refuseWhatCannotBePlaced(measured, backend);
        Path directory = directory(measured);
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            begin(folder, text);
            Campaign begun = folder.asBegun(measured);
            List<String> sides = sides(folder, begun);
            Logging.alsoTo(directory.resolve(CampaignFolder.LOG_FILE));
            return measure(folder, begun, backend, sides);
        }
    }

    private void checkPriority(Campaign measured) throws CommandFailure {
        if (priority != null) {
            try {
                measured.withPriority(priority);
            } catch (IllegalArgumentException e) {
                throw CommandFailure.error("--priority: " + e.getMessage());
            }
        }
    }

    private CampaignText text() throws CommandFailure, IOException {
        if ((campaign == null) == (resume == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected either a CAMPAIGN or --resume DIR" + (resume == null ? "" : ", not both"));
        }
        if (resume == null) {
            return CampaignText.named(String.valueOf(campaign));
        }
        if (out != null || side != null) {
            throw new ParameterException(
                    spec.commandLine(), "--resume goes on where it was: it takes no --out and no --side");
        }
        Path file = resume.resolve(CampaignFolder.CAMPAIGN_FILE);
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.error(resume + " holds no campaign (" + CampaignFolder.CAMPAIGN_FILE
                    + " is not there); begin one with 'quietcore campaign CAMPAIGN --out " + resume + "'");
        }
        return CampaignText.read(file);
    }

    private Path directory(Campaign measured) {
        if (resume != null) {
            return resume;
        }
        return out != null
                ? out
                : Path.of(
                        "quietcore-" + measured.name() + "-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
    }

    private static void refuseWhatCannotBePlaced(Campaign measured, LocalBackend backend) throws CommandFailure {
        List<String> refusals = new ArrayList<>();
        List<Integer> nodes = backend.places().stream().map(Place::numaNode).toList();
        measured.numaNodes().stream()
                .filter(node -> !nodes.contains(node))
                .forEach(node -> refusals.add("numaNodes: NUMA node " + node
                        + " has no CPU that may measure; those that" + " have are " + nodes));
        if (!refusals.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, refusals);
        }
        List<Group> groups = CampaignPlan.groups(measured, backend.places());
        for (Side each : measured.sides()) {
            backend.refusals(CampaignPlan.requests(groups.get(0), each))
                    .forEach(reason -> refusals.add("side " + each.name() + ": " + reason));
        }
        if (!refusals.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, refusals);
        }
    }

    /** Begins the campaign in an empty folder, or makes sure that the folder is this campaign's. */
    private void begin(CampaignFolder folder, CampaignText text) throws CommandFailure, IOException {
        var started = folder.started();
        if (started.isEmpty()) {
            folder.begin(text.campaign(), text.yaml(), priority);
            return;
        }
        if (priority != null && !priority.equals(started.get().priority())) {
            throw CommandFailure.error("--priority " + priority + ": this campaign was begun with "
                    + (started.get().priority() == null
                            ? "its own"
                            : started.get().priority())
                    + "; one priority holds for all of its repetitions");
        }
        if (!started.get().campaignSha256().equals(text.campaign().sourceSha256())) {
            throw CommandFailure.error(folder.folder() + " holds the campaign "
                    + started.get().campaign() + " with another text than this one; choose another --out");
        }
        if (resume == null && side == null) {
            throw CommandFailure.error(folder.folder() + " holds this campaign already; go on with '--resume "
                    + folder.folder() + "', or choose another --out");
        }
        if (side != null && folder.sidesFinished().contains(side)) {
            throw CommandFailure.error("side " + side + " is measured already in " + folder.folder()
                    + "; choose another --out to measure it again");
        }
    }

    private List<String> sides(CampaignFolder folder, Campaign measured) throws CommandFailure {
        List<String> all = measured.sides().stream().map(Side::name).toList();
        if (side != null) {
            return List.of(side);
        }
        if (resume != null && folder.hasAttempts()) {
            return folder.sidesStarted().stream()
                    .filter(each -> !folder.sidesFinished().contains(each))
                    .toList();
        }
        if (measured.switching() == Switching.BLOCKED) {
            throw CommandFailure.error("the sides of " + measured.name()
                    + " have a reboot between them (switching: blocked); measure one at a time with --side "
                    + String.join(" or --side ", all));
        }
        return all;
    }

    private int measure(CampaignFolder folder, Campaign measured, LocalBackend backend, List<String> sides)
            throws IOException, CommandFailure {
        Logger log = LoggerFactory.getLogger(CampaignCommand.class);
        String again = "go on with 'quietcore campaign --resume " + folder.folder() + "'";
        try (StopSignals signals = new StopSignals(timeout, backend::close)) {
            try {
                log.info("campaign {} into {}", measured.name(), folder.folder());
                Side pinned = measured.sides().stream()
                        .filter(Side::pinned)
                        .findFirst()
                        .orElse(measured.reference());
                var affinity = backend.leaveTo(CampaignPlan.requests(
                        CampaignPlan.groups(measured, backend.places()).get(0), pinned));
                log.info(
                        "this controller: {} {}",
                        affinity.outcome().name().toLowerCase(Locale.ROOT),
                        affinity.detail());
                new CampaignRun(measured, folder, backend).measure(sides, LocalMachine.bootId());
                return new Verdicts(folder, measured)
                        .finish(format, spec.commandLine().getOut());
            } catch (InterruptedException e) {
                if (signals.timedOut()) {
                    throw new CommandFailure(
                            ExitCode.TIMEOUT, List.of("--timeout of " + timeout.toSeconds() + " s passed; " + again));
                }
                spec.commandLine().getErr().println("quietcore: interrupted; what was measured is kept; " + again);
                return ExitCode.INTERRUPTED;
            }
        }
    }
}
