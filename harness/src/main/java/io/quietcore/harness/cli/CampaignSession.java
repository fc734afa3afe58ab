package io.quietcore.harness.cli;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.harness.run.ExpectedTime;
import io.quietcore.harness.run.StopRequest;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.results.compare.PlanPower;
import io.quietcore.results.document.GoTime;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A campaign that is measured: checked, begun or gone on with, measured, told.
 *
 * @param terminal of the command
 * @param command its name
 * @param options what it was told
 * @param asked of this campaign
 * @param place where it is measured and kept
 * @param beside what goes on meanwhile
 */
record CampaignSession(
        Terminal terminal,
        String command,
        CampaignOptions options,
        CampaignChanges asked,
        CampaignPlace place,
        Accompaniment beside) {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignSession.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofHours(4);

    /**
     * Begins or goes on, to the end or until it is told to stop.
     *
     * @return what came of it
     */
    Verdicts.Outcome measure(CampaignText text) throws IOException, CommandFailure {
        RunEnding.Start start = RunEnding.Start.ofThisProcess();
        if (beside.untilParentEnds() && start.parent().isEmpty()) {
            throw CommandFailure.error(
                    "--until-parent-ends: this process has no parent that can be seen; leave it out");
        }
        Campaign measured = asked.of(text.campaign());
        check(measured);
        Destinations destinations = options.index.destinations();
        if (!place.inFleet()) {
            // The bar has the terminal to itself; the lines are in the file.
            Logging.toStandardError(RunProgress.standardErrorIsTerminal() ? "warn" : options.logLevel);
        }
        @Nullable Path folder = place.folder();
        Path directory = folder == null ? newFolder(measured) : folder;
        Optional<Verdicts.Outcome> through = through(text, directory, destinations);
        if (through.isPresent()) {
            return through.get();
        }
        Duration timeout = timeout(measured);
        AtomicReference<@Nullable CampaignBackend> open = new AtomicReference<>();
        try (StopSignals signals = new StopSignals(timeout, () -> close(open.get()))) {
            try (CampaignBackend backend = CampaignBackend.open(options, place.context(), measured, directory)) {
                open.set(backend);
                refuseWhatCannotBePlaced(measured, backend);
                backend.claim(measured);
                return measure(text, directory, backend, destinations, start);
            } catch (InterruptedException e) {
                return interrupted(text, directory, signals.timedOut(), timeout);
            } catch (IOException e) {
                // What was writing when the interrupt came says that its file was closed.
                boolean told = signals.timedOut() || signals.signalled();
                if (!told || !Thread.interrupted()) {
                    throw e;
                }
                return interrupted(text, directory, signals.timedOut(), timeout);
            }
        }
    }

    private Verdicts.Outcome interrupted(CampaignText text, Path directory, boolean timedOut, Duration timeout)
            throws IOException, CommandFailure {
        String again = Files.isRegularFile(directory.resolve(CampaignFolder.CAMPAIGN_FILE))
                ? "; go on with 'quietcore " + command + " --resume " + directory + "'"
                : "";
        if (timedOut) {
            cutShort(text, directory, GoTime.of(timeout) + " timeout reached");
            throw new CommandFailure(
                    ExitCode.TIMEOUT, List.of("--timeout of " + timeout.toSeconds() + " s passed" + again));
        }
        terminal.err().println("quietcore: interrupted; what was measured is kept" + again);
        return new Verdicts.Outcome(ExitCode.INTERRUPTED, List.of(), List.of());
    }

    /** What was measured of a run that its time limit ended is told in its documents, as kube-burner does. */
    private static void cutShort(CampaignText text, Path directory, String reason) throws IOException {
        if (Files.isRegularFile(directory.resolve(CampaignFolder.CAMPAIGN_FILE))) {
            try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
                new Verdicts(folder, folder.asBegun(text.campaign()), List.of()).cutShort(reason);
            }
        }
    }

    /** Refuses what is wrong with the campaign or with what was asked of it, before anything is looked at. */
    void check(Campaign measured) throws IOException, CommandFailure {
        @Nullable String side = asked.side();
        if (side != null && measured.side(side).isEmpty()) {
            throw CommandFailure.error("--side " + side + ": the campaign " + measured.name() + " has the sides "
                    + String.join(
                            ", ", measured.sides().stream().map(Side::name).toList()));
        }
        checkPriority(measured);
        refuseWhatIsNotThere(measured);
        Verdicts.refuseWhatCannotDecide(measured);
        Optional<String> uuid = options.documents.uuid();
        if (uuid.isPresent() && side == null && measured.sides().size() > 1) {
            throw CommandFailure.error(
                    "--uuid is one run's, and each side of " + measured.name() + " is a run; name one with --side");
        }
        // Read once before anything is measured: what is wrong with them is told now.
        var unused = options.documents.metadata();
        gates(measured);
    }

    /** What no verdict can come of as it stands is measured all the same; better to know it before. */
    private void verdictsBeyondReach(Campaign begun, Backend backend) {
        int machines = (int)
                backend.places().stream().map(Backend.Place::node).distinct().count();
        if (begun.switching() == Switching.BLOCKED && begun.controls().isEmpty()) {
            PlanPower.bootsNote(
                            machines, begun.primary().size() * begun.compared().size())
                    .ifPresent(note -> terminal.err().println("quietcore: " + begun.name() + ": " + note));
        }
    }

    private static void close(@Nullable CampaignBackend backend) {
        if (backend != null) {
            backend.close();
        }
    }

    private Verdicts.Outcome measure(
            CampaignText text,
            Path directory,
            CampaignBackend backend,
            Destinations destinations,
            RunEnding.Start start)
            throws IOException, CommandFailure, InterruptedException {
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            StopRequest.clear(directory);
            Continuation continuation = new Continuation(
                    folder, asked, place.resumed(), backend.backend().bootId());
            continuation.begin(text);
            Campaign begun = folder.asBegun(text.campaign());
            List<String> sides = continuation.sides(begun);
            Optional<String> uuid = options.documents.uuid();
            if (uuid.isPresent()) {
                continuation.name(sides, uuid.get());
            }
            verdictsBeyondReach(begun, backend.backend());
            folder.describe(sides, backend.facts(), options.documents.metadata().orElse(null));
            Logging.alsoTo(directory.resolve(CampaignFolder.LOG_FILE));
            LOG.info("campaign {} into {}, in the order of --seed {}", begun.name(), folder.folder(), begun.seed());
            backend.begin(folder, begun, sides);
            stepAside(begun, backend.backend());
            if (!sides.isEmpty()) {
                carryOut(begun, folder, backend.backend(), sides, start);
            }
            return told(folder, begun, destinations);
        }
    }

    private void carryOut(
            Campaign begun, CampaignFolder folder, Backend backend, List<String> sides, RunEnding.Start start)
            throws IOException, InterruptedException {
        CampaignRun run = new CampaignRun(begun, folder, backend, beside.openEnd());
        String first = folder.openSide(sides.get(0), backend.bootId()).uuid();
        try (RunEnding ending = RunEnding.watch(beside, folder, run, start, first, terminal.err())) {
            run.measure(sides);
            ending.note(sides);
        }
    }

    private Verdicts.Outcome told(CampaignFolder folder, Campaign begun, Destinations destinations)
            throws IOException, CommandFailure, InterruptedException {
        List<Gate> held = DeclaredGates.heldTo(folder, begun);
        folder.closeJournal(held);
        SealedEvidence.require(folder.folder(), terminal.err());
        Verdicts verdicts = new Verdicts(folder, begun, held);
        Verdicts.Outcome outcome = verdicts.finish(
                new Verdicts.Telling(
                        options.output.format, place.inFleet() ? null : options.junit, asked.failOnRegression()),
                terminal.out());
        RunIntake.remember(options.history, begun, verdicts.finishedRuns(), folder.folder());
        int code = asHook(outcome.exitCode());
        return outcome.with(Indexed.after(code, destinations, folder.runs().values()));
    }

    /** What hangs on a hook must not fail by what it measured: the log and the documents say it. */
    private int asHook(int code) {
        if (code == ExitCode.OK || !beside.isHook()) {
            return code;
        }
        LOG.warn("exit code 0 instead of {}: --until-parent-ends is without --fail-load", code);
        return ExitCode.OK;
    }

    /** Of a fleet: what was measured to its end earlier needs no cluster that answers. */
    private Optional<Verdicts.Outcome> through(CampaignText text, Path directory, Destinations destinations)
            throws IOException, CommandFailure {
        if (!place.inFleet() || !Files.isRegularFile(directory.resolve(CampaignFolder.CAMPAIGN_FILE))) {
            return Optional.empty();
        }
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            @Nullable String side = asked.side();
            boolean through = side == null
                    ? folder.hasAttempts() && folder.sidesFinished().containsAll(folder.sidesStarted())
                    : folder.sidesFinished().contains(side);
            return through
                    ? Optional.of(told(folder, folder.asBegun(text.campaign()), destinations))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A controller that prints its progress on a measuring CPU would be part of the result. */
    private static void stepAside(Campaign measured, Backend backend) {
        Side pinned = measured.sides().stream().filter(Side::pinned).findFirst().orElse(measured.reference());
        Evidence affinity = backend.stepAside(CampaignPlan.requests(
                CampaignPlan.groups(measured, backend.places()).get(0), pinned));
        if (affinity.outcome() != Evidence.Outcome.NOT_ASKED) {
            LOG.info("this controller: {} {}", affinity.outcome().name().toLowerCase(Locale.ROOT), affinity.detail());
        }
    }

    private void checkPriority(Campaign measured) throws CommandFailure {
        @Nullable Integer priority = asked.priority();
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

    /** The folder of who named none. */
    static Path newFolder(Campaign measured) {
        return Path.of("quietcore-" + measured.name() + "-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
    }

    private static void refuseWhatCannotBePlaced(Campaign measured, CampaignBackend backend) throws CommandFailure {
        List<String> refusals = new ArrayList<>();
        Set<Integer> nodes = new TreeSet<>();
        backend.backend().places().forEach(place -> nodes.add(place.numaNode()));
        measured.numaNodes().stream()
                .filter(node -> !nodes.contains(node))
                .forEach(node -> refusals.add(
                        "numaNodes: NUMA node " + node + " has no CPU that may measure; those that have are " + nodes));
        refusals.addAll(backend.refusalsOfControls(measured));
        if (refusals.isEmpty()) {
            for (Side each : measured.sides()) {
                backend.refusals(measured, each).forEach(reason -> refusals.add("side " + each.name() + ": " + reason));
            }
        }
        if (!refusals.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, refusals);
        }
    }

    /** Long enough for the plan on a slow machine; a limit all the same, for a machine that hangs. */
    private Duration timeout(Campaign measured) {
        if (options.timeout != null) {
            return options.timeout;
        }
        long steps = (long) measured.probes().size()
                * measured.sides().size()
                * (measured.repetitions() + measured.explain());
        Duration twice = ExpectedTime.ofStep(measured).multipliedBy(2 * steps);
        return twice.compareTo(SHORTEST_TIMEOUT) > 0 ? twice : SHORTEST_TIMEOUT;
    }

    private static void refuseWhatIsNotThere(Campaign measured) throws CommandFailure, IOException {
        for (ProbeLoad load : measured.probes()) {
            if (load.probe() == Probe.BENCHMARK) {
                BenchmarkJar.check(load.parameters(), "probes.benchmark.");
            }
            if (load.probe() == Probe.HANDOFF_MATRIX) {
                ProbeOptions.checkPairs(load.parameters(), "probes.handoff-matrix.cpus");
            }
        }
    }
}
