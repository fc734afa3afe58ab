package io.quietcore.harness.run;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.plan.Attempt;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Group;
import io.quietcore.harness.plan.Measure;
import io.quietcore.harness.plan.NextStep;
import io.quietcore.harness.plan.Plan;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.EndOrdered;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import io.quietcore.results.store.JournalEntry.RolesPlanned;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.Reconciliation;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.SealCheck;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures sides of a campaign: asks the plan what is next, has the backend do it, stores what comes, until nothing is
 * left. Killed at any moment, another one goes on from the folder.
 */
public final class CampaignRun {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignRun.class);
    private final Campaign campaign;
    private final CampaignFolder folder;
    private final Backend backend;
    private final List<Group> groups;
    private final boolean openEnd;
    private final CountDownLatch windowed = new CountDownLatch(1);
    private volatile boolean endOrdered;

    /**
     * A run of this campaign in this folder, which holds its beginning already.
     *
     * @param openEnd whether something will tell it to end; for the person who waits
     */
    public CampaignRun(Campaign campaign, CampaignFolder folder, Backend backend, boolean openEnd) {
        this.openEnd = openEnd;
        this.campaign = campaign;
        this.folder = folder;
        this.backend = backend;
        this.groups = CampaignPlan.groups(campaign, backend.places());
    }

    /**
     * Tells it to end after the window in hand; from any thread. One side alone is then finished, with what it has. Of
     * several, the repetition in hand is cut off, and they can be gone on with.
     */
    public void endAfterWindow() {
        endOrdered = true;
        backend.stop();
    }

    /** Waits until the first window has ended: warm-up may take longer than a load's time before it. */
    public void awaitWindow() throws InterruptedException {
        windowed.await();
    }

    /**
     * Measures what these sides still need.
     *
     * @param sides several are interleaved; one that was measured to its end is begun again where the boot is another one
     * @throws InterruptedException when it was told to end; what is stored stays, and the attempt in hand is cut off
     */
    public void measure(List<String> sides) throws IOException, InterruptedException {
        Map<String, RunFolder> runs = new LinkedHashMap<>();
        for (String side : sides) {
            runs.put(side, folder.openSide(side, backend.bootId()));
        }
        Plan plan = CampaignPlan.of(
                campaign, groups, sides, side -> folder.course(side).turnsBefore());
        for (String side : sides) {
            tellRoles(side);
        }
        adopt(plan, runs);
        reconcile(runs);
        int settled = NextStep.settled(plan, Attempts.of(folder.journal().entries()));
        try (RunProgress progress =
                RunProgress.of(plan.steps().size() - settled, ExpectedTime.ofStep(campaign), openEnd)) {
            measure(plan, runs, progress);
        }
        for (String side : sides) {
            if (endOrdered) {
                folder.journal().append(new EndOrdered(side, folder.clock().instant()));
            }
            if (!folder.sidesFinished().contains(side)) {
                folder.journal().append(new SideFinished(side, folder.clock().instant()));
            }
        }
    }

    private void tellRoles(String side) throws IOException {
        for (Group group : groups) {
            List<String> roles = List.copyOf(new TreeSet<>(group.roles()));
            if (!RolesPlanned.last(folder.journal().entries(), side, group.name())
                    .equals(roles)) {
                folder.journal()
                        .append(new RolesPlanned(
                                side, group.name(), roles, folder.clock().instant()));
            }
        }
    }

    private void measure(Plan plan, Map<String, RunFolder> runs, RunProgress progress)
            throws IOException, InterruptedException {
        while (true) {
            NextStep next = NextStep.next(plan, Attempts.of(folder.journal().entries()));
            if (!(next instanceof NextStep.Run run) || endOrdered) {
                if (endOrdered && runs.size() > 1) {
                    throw new InterruptedException("told to end");
                }
                return;
            }
            progress.stepStarted(words(run));
            if (attempt(run, Objects.requireNonNull(runs.get(run.measure().side())), progress) == Outcome.COMPLETE) {
                progress.stepEnded();
            }
        }
    }

    private static String words(NextStep.Run run) {
        Measure measure = run.measure();
        String attempt = run.attempt() > 1 ? ", attempt " + run.attempt() : "";
        int all = measure.group().roles().size();
        return measure.words()
                + attempt
                + (run.kept().isEmpty() ? "" : " on " + (all - run.kept().size()) + " of " + all + " NUMA nodes");
    }

    private Outcome attempt(NextStep.Run run, RunFolder runFolder, RunProgress progress)
            throws IOException, InterruptedException {
        Measure measure = run.measure();
        folder.journal()
                .append(new AttemptStarted(
                        measure.side(),
                        measure.group().name(),
                        measure.repetition(),
                        run.attempt(),
                        folder.clock().instant()));
        List<ProbeSpec> specs = CampaignPlan.specs(campaign, run, runFolder.uuid());
        List<RoleOutcome> outcomes = backend.measure(specs, new Listener(progress));
        Outcome outcome = end(run, outcomes, runFolder);
        refuseWhatIsHopeless(measure, outcomes);
        return outcome;
    }

    /** What failed before it was ever measured, and says that it will again, is not tried again: nor is what follows it. */
    private void refuseWhatIsHopeless(Measure measure, List<RoleOutcome> outcomes) throws HopelessException {
        boolean measuredBefore = Attempts.of(folder.journal().entries()).stream()
                .anyMatch(each -> each.side().equals(measure.side())
                        && each.group().equals(measure.group().name())
                        && each.outcome() == Attempt.Outcome.COMPLETE);
        for (RoleOutcome outcome : outcomes) {
            if (!measuredBefore && outcome instanceof RoleOutcome.Measured measured) {
                Optional<String> why = measured.result().hopeless();
                if (why.isPresent()) {
                    throw new HopelessException(measure.words() + ": " + why.get()
                            + "; it would fail again, so nothing more is measured; once it is mended, go on with --resume "
                            + folder.folder());
                }
            }
        }
    }

    /** Stores what came of an attempt, and notes how it ended. */
    private Outcome end(NextStep.Run run, List<RoleOutcome> outcomes, RunFolder runFolder) throws IOException {
        Measure measure = run.measure();
        Stored stored = store(outcomes, runFolder, !run.kept().isEmpty());
        List<String> notMeasured = new ArrayList<>();
        for (RoleOutcome each : outcomes) {
            if (each instanceof RoleOutcome.NotMeasured none) {
                notMeasured.add(none.spec().role());
                none.reasons()
                        .forEach(reason -> LOG.warn(
                                "{} {}: {}", measure.words(), none.spec().role(), reason));
            }
        }
        folder.journal()
                .append(runFolder.stored(
                        measure.group().name(),
                        measure.repetition(),
                        run.attempt(),
                        measure.group().roles(),
                        folder.clock().instant()));
        if (!stored.kept.isEmpty()) {
            folder.journal()
                    .append(new RolesKept(
                            measure.side(),
                            measure.group().name(),
                            measure.repetition(),
                            run.attempt(),
                            stored.kept,
                            folder.clock().instant()));
        }
        folder.journal()
                .append(new AttemptEnded(
                        measure.side(),
                        measure.group().name(),
                        measure.repetition(),
                        run.attempt(),
                        stored.outcome,
                        stored.reasons,
                        notMeasured,
                        folder.clock().instant()));
        String ended = stored.outcome == Outcome.INVALID ? "is INVALID" : "failed";
        stored.reasons.forEach(reason -> LOG.warn("{} {}: {}", measure.words(), ended, reason));
        if (!stored.kept.isEmpty()) {
            LOG.info("{}: what the other nodes measured is kept, {} results", measure.words(), stored.kept.size());
        }
        return stored.outcome;
    }

    /**
     * What came of storing an attempt.
     *
     * @param kept roles that stay although it is not complete
     */
    private record Stored(Outcome outcome, List<String> reasons, List<String> kept) {}

    /**
     * Stores every role's result. An attempt is complete only when all of its roles that were reached are there and valid.
     * Where it is not, the nodes on which all roles are stay as they are: nodes do not share what is measured, and of many
     * nodes one or another is always disturbed.
     *
     * @param rest whether earlier attempts left only some roles to be measured
     */
    private Stored store(List<RoleOutcome> outcomes, RunFolder runFolder, boolean rest) throws IOException {
        List<String> reasons = new ArrayList<>();
        Set<String> disturbed = new HashSet<>();
        boolean failed = !rest && outcomes.stream().allMatch(RoleOutcome.NotMeasured.class::isInstance);
        boolean stopped = false;
        if (failed) {
            outcomes.forEach(outcome -> {
                reasons.addAll(((RoleOutcome.NotMeasured) outcome).reasons());
                disturbed.add(node(outcome));
            });
        }
        for (RoleOutcome outcome : outcomes) {
            int told = reasons.size();
            // What an earlier controller stored is as good as what its pod says once more.
            Optional<RunFolder.StoredRole> before = runFolder.stored(outcome.spec());
            if (before.isPresent()) {
                before.get()
                        .reasons()
                        .forEach(reason -> reasons.add(outcome.spec().role() + ": " + reason));
                stopped |= before.get().stopped();
            } else if (outcome instanceof RoleOutcome.Measured measured) {
                RunFolder.Stored stored = runFolder.writeRepetition(measured.result(), measured.files());
                stored.reasons().forEach(reason -> reasons.add(measured.spec().role() + ": " + reason));
                stopped |= measured.result().stopped();
            } else if (outcome instanceof RoleOutcome.Failed none) {
                failed = true;
                reasons.addAll(none.reasons());
                disturbed.add(node(outcome));
            }
            if (reasons.size() > told) {
                disturbed.add(node(outcome));
            }
        }
        boolean shortByOrder = endOrdered && campaign.sides().size() == 1;
        if (!failed && (!stopped || shortByOrder) && reasons.isEmpty()) {
            return new Stored(Outcome.COMPLETE, reasons, List.of());
        }
        List<String> kept = new ArrayList<>();
        for (RoleOutcome outcome : outcomes) {
            if ((stopped && !shortByOrder) || disturbed.contains(node(outcome))) {
                runFolder.markIncomplete(outcome.spec());
            } else {
                kept.add(outcome.spec().role());
            }
        }
        if (failed) {
            return new Stored(Outcome.FAILED, reasons, kept);
        }
        return new Stored(reasons.isEmpty() ? Outcome.STOPPED : Outcome.INVALID, reasons, kept);
    }

    private static String node(RoleOutcome outcome) {
        return outcome.spec().request().node();
    }

    /**
     * What a killed controller had begun and its backend still remembers is fetched, not measured again; roles that it had
     * stored stay as they are.
     */
    private void adopt(Plan plan, Map<String, RunFolder> runs) throws IOException, InterruptedException {
        Attempt open = Attempts.open(folder.journal().entries()).orElse(null);
        RunFolder runFolder = open == null ? null : runs.get(open.side());
        if (open == null || runFolder == null) {
            return;
        }
        Measure measure = plan.steps().stream().filter(open::isOf).findFirst().orElse(null);
        if (measure == null) {
            return;
        }
        List<Attempt> attempts = Attempts.of(folder.journal().entries());
        NextStep.Run run = new NextStep.Run(measure, open.number(), NextStep.kept(measure, attempts));
        List<ProbeSpec> specs = CampaignPlan.specs(campaign, run, runFolder.uuid());
        // An attempt that was being closed is closed by what lies in its folders.
        boolean closing = specs.stream().anyMatch(runFolder::isIncomplete)
                || attempts.stream().anyMatch(each -> each.keptSomeOf(measure, open.number()));
        if (closing || specs.stream().allMatch(runFolder::has) || !backend.remembers(specs)) {
            return;
        }
        LOG.info("{}: pods that an earlier controller started still have it", measure.words());
        try (RunProgress progress = RunProgress.of(1, ExpectedTime.ofStep(campaign), false)) {
            end(run, backend.measure(specs, new Listener(progress)), runFolder);
        }
    }

    private void reconcile(Map<String, RunFolder> runs) throws IOException {
        folder.journal().cutOff().ifPresent(LOG::warn);
        SealCheck.refuseForeign(folder.folder());
        Map<String, RunContents> contents = new TreeMap<>();
        for (Map.Entry<String, RunFolder> run : runs.entrySet()) {
            for (String name : run.getValue().discardUnfinished()) {
                LOG.warn("{} was being written when the controller ended; it is incomplete and was removed", name);
            }
            RunContents found = SealCheck.read(run.getValue(), folder.journal());
            found.damaged().forEach(damaged -> LOG.error(damaged.message()));
            contents.put(run.getKey(), found);
        }
        Map<String, Set<String>> roles = new TreeMap<>();
        groups.forEach(group -> roles.put(group.name(), group.roles()));
        CampaignPlan.explained(campaign, groups).forEach(group -> roles.put(group.name(), group.roles()));
        Reconciliation left = Reconciliation.of(
                folder.journal().entries(), contents, roles, folder.clock().instant());
        left.entries()
                .forEach(entry -> LOG.info(
                        "found {} {} repetition {}, attempt {}: {}",
                        entry.side(),
                        entry.group(),
                        entry.repetition(),
                        entry.attempt(),
                        entry.outcome().name().toLowerCase(Locale.ROOT)));
        left.kept()
                .forEach(entry -> LOG.info(
                        "found {} {} repetition {}, attempt {}: what stays is that of {}",
                        entry.side(),
                        entry.group(),
                        entry.repetition(),
                        entry.attempt(),
                        entry.roles().isEmpty() ? "nothing" : String.join(", ", entry.roles())));
        left.apply(folder.journal(), runs, roles, folder.clock().instant());
    }

    /** Passes a role's progress on, and what it says for people into the log. */
    private final class Listener implements Backend.Listener {
        private final RunProgress progress;
        private boolean told;

        private Listener(RunProgress progress) {
            this.progress = progress;
        }

        @Override
        public synchronized void progressed(ProbeSpec role, Progress said) {
            if (said.phase().equals(Progress.WINDOW)) {
                windowed.countDown();
            }
            if (endOrdered && !told) {
                // The order may have come before this group could hear it.
                told = true;
                backend.stop();
            }
            progress.within((double) said.done() / Math.max(1, said.of()));
        }

        @Override
        public void said(ProbeSpec role, String line) {
            LOG.info("{} {}: {}", role.group(), role.role(), line);
        }
    }
}
