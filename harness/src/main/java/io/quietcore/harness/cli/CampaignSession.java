package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Group;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.harness.run.ExpectedTime;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A campaign that is measured on this machine: checked, begun or gone on with, measured, told.
 *
 * @param spec of the command, for its streams
 * @param command its name
 * @param options what it was told
 * @param side only this one; null for all
 * @param priority in place of the campaign's own, or null
 * @param durationNs how long each side is measured, in place of the campaign's own, or null
 * @param againstItself whether the reference is measured on both sides
 */
record CampaignSession(
        CommandSpec spec,
        String command,
        CampaignOptions options,
        @Nullable String side,
        @Nullable Integer priority,
        @Nullable Long durationNs,
        boolean againstItself) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofHours(4);

    /**
     * Begins or goes on, to the end or until it is told to stop.
     *
     * @return the exit code
     */
    int measure(CampaignText text) throws IOException, CommandFailure {
        Campaign written = text.campaign();
        Campaign sided = againstItself ? written.againstItself() : written;
        Campaign measured = durationNs == null ? sided : sided.lasting(durationNs);
        if (side != null && measured.side(side).isEmpty()) {
            throw CommandFailure.error("--side " + side + ": the campaign " + measured.name() + " has the sides "
                    + String.join(
                            ", ", measured.sides().stream().map(Side::name).toList()));
        }
        checkPriority(measured);
        refuseWhatIsNotThere(measured);
        Verdicts.refuseWhatCannotDecide(measured);
        gates(measured);
        // The bar has the terminal to itself; the lines are in the file.
        Logging.toStandardError(RunProgress.standardErrorIsTerminal() ? "warn" : options.logLevel);
        LocalBackend backend = options.probes.backend();
        refuseWhatCannotBePlaced(measured, backend);
        Path directory = directory(measured);
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            begin(folder, text);
            Campaign begun = folder.asBegun(written);
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

    /** The gates that this campaign is held to, here and now. */
    static List<Gate> gates(Campaign campaign) throws CommandFailure {
        Set<Probe> probes = campaign.probes().stream().map(ProbeLoad::probe).collect(Collectors.toSet());
        return DeclaredGates.with(campaign.gates(), System.getenv(), probes);
    }

    /** The campaign that is gone on with. */
    static CampaignText resumed(Path folder, String command) throws CommandFailure, IOException {
        Path file = folder.resolve(CampaignFolder.CAMPAIGN_FILE);
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.error(folder + " holds no campaign (" + CampaignFolder.CAMPAIGN_FILE
                    + " is not there); begin one with 'quietcore " + command + " --out " + folder + "'");
        }
        return CampaignText.read(file);
    }

    private Path directory(Campaign measured) {
        if (options.resume != null) {
            return options.resume;
        }
        return options.out != null
                ? options.out
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
            folder.begin(text.campaign(), text.yaml(), priority, durationNs, againstItself);
            return;
        }
        if (priority != null && !priority.equals(started.get().priority())) {
            throw CommandFailure.error("--priority " + priority + ": this campaign was begun with "
                    + (started.get().priority() == null
                            ? "its own"
                            : started.get().priority())
                    + "; one priority holds for all of its repetitions");
        }
        if (againstItself && !started.get().againstItself()) {
            throw CommandFailure.error(
                    "--aa: this campaign was begun with its own sides; choose another --out to measure it against itself");
        }
        if (!started.get().campaignSha256().equals(text.campaign().sourceSha256())) {
            throw CommandFailure.error(folder.folder() + " holds the campaign "
                    + started.get().campaign() + " with another text than this one; choose another --out");
        }
        if (options.resume == null && side == null) {
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
        if (options.resume != null && folder.hasAttempts()) {
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
        Logger log = LoggerFactory.getLogger(CampaignSession.class);
        String again = "go on with 'quietcore " + command + " --resume " + folder.folder() + "'";
        Duration timeout = timeout(measured, sides.size());
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
                return new Verdicts(folder, measured, gates(measured))
                        .finish(options.format, spec.commandLine().getOut());
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

    /** Long enough for the plan on a slow machine; a limit all the same, for a machine that hangs. */
    private Duration timeout(Campaign measured, int sides) {
        if (options.timeout != null) {
            return options.timeout;
        }
        long steps = (long) measured.probes().size() * sides * (measured.repetitions() + measured.explain());
        Duration twice = ExpectedTime.ofStep(measured).multipliedBy(2 * steps);
        return twice.compareTo(SHORTEST_TIMEOUT) > 0 ? twice : SHORTEST_TIMEOUT;
    }

    private static void refuseWhatIsNotThere(Campaign measured) throws CommandFailure {
        for (ProbeLoad load : measured.probes()) {
            if (load.probe() == Probe.BENCHMARK) {
                BenchmarkJar.check(load.parameters(), "probes.benchmark.");
            }
        }
    }
}
