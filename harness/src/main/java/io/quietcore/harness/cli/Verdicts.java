package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Metric;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.Shortness;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.DefaultPrimary;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.Gates;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.PlanPower;
import io.quietcore.results.document.ImportedStatistic;
import io.quietcore.results.document.RunDescription;
import io.quietcore.results.document.RunDocuments;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.Course;
import io.quietcore.results.report.JUnitXml;
import io.quietcore.results.report.JUnitXml.Case;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.SideCourse;
import io.quietcore.results.store.SideFacts;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.Hours;
import io.quietcore.results.summary.LoadPhases;
import io.quietcore.results.summary.UnderLoad;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Side;
import io.quietcore.workloads.Switching;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a campaign's folder says once sides are measured: documents, comparison, report, and the exit code. */
final class Verdicts {
    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

    /**
     * What a campaign came to.
     *
     * @param exitCode of {@link ExitCode}
     * @param comparisons of its sides; empty where there is nothing to compare, yet
     * @param cases what JUnit's XML says of it
     */
    record Outcome(int exitCode, List<Comparison> comparisons, List<Case> cases) {
        Outcome {
            comparisons = List.copyOf(comparisons);
            cases = List.copyOf(cases);
        }

        Outcome with(int code) {
            return new Outcome(code, comparisons, cases);
        }
    }

    /**
     * How it is told.
     *
     * @param format of what is printed
     * @param junit where the cases are written too, or null
     * @param failOnRegression whether a regressed primary metric of a compared side fails
     */
    record Telling(OutputFormat format, @Nullable Path junit, boolean failOnRegression) {}

    private final CampaignFolder folder;
    private final Campaign campaign;
    private final List<Gate> gates;
    private final List<StoredRun> finishedRuns = new ArrayList<>();

    /**
     * The verdicts of a campaign.
     *
     * @param gates the campaign's own, and what else was declared
     */
    Verdicts(CampaignFolder folder, Campaign campaign, List<Gate> gates) {
        this.folder = folder;
        this.campaign = campaign;
        this.gates = List.copyOf(gates);
    }

    /** Refuses a plan that could never come to a verdict, before it costs anybody time. */
    static void refuseWhatCannotDecide(Campaign campaign) throws CommandFailure {
        // With control nodes the unit is the node, across boots the boot, and how many there are is not known yet.
        if (campaign.compared().isEmpty()
                || !campaign.controls().isEmpty()
                || campaign.switching() == Switching.BLOCKED) {
            return;
        }
        Optional<String> refusal = PlanPower.refusal(
                campaign.repetitions(),
                campaign.blockSize(),
                campaign.primary().size() * campaign.compared().size());
        if (refusal.isPresent()) {
            throw CommandFailure.error(campaign.name() + ": " + refusal.get());
        }
    }

    /**
     * Writes what there is to write, and prints the comparison.
     *
     * @return with {@link ExitCode#INVALID} where a finished side lacks repetitions; else {@link ExitCode#ALERT} where one
     *     has an alert; else {@link ExitCode#GATE} where a gate did not pass, or a regression that fails was found
     */
    Outcome finish(Telling telling, PrintWriter out) throws IOException {
        Map<String, RunContents> contents = finishedSides();
        Map<String, List<String>> shortOf = shortOf(contents);
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        for (Map.Entry<String, RunContents> side : contents.entrySet()) {
            StoredRun run = side.getValue().run();
            runs.put(side.getKey(), run);
            finishedRuns.add(run);
        }
        List<Comparison> comparisons = comparisons(contents);
        List<GateResult> judged = comparisons.isEmpty()
                ? gatesOfOneSide(runs)
                : comparisons.stream().flatMap(each -> each.gates().stream()).toList();
        for (Map.Entry<String, StoredRun> run : runs.entrySet()) {
            writeDocuments(run.getValue(), shortOf.getOrDefault(run.getKey(), List.of()), judged);
        }
        // The gates of one side stand in a file of their own until there is a comparison, which has them then.
        if (comparisons.isEmpty() && !judged.isEmpty()) {
            folder.writeJson(CampaignFolder.GATES_FILE, judged);
        } else {
            Files.deleteIfExists(folder.folder().resolve(CampaignFolder.GATES_FILE));
        }
        if (!comparisons.isEmpty()) {
            folder.writeJson(CampaignFolder.COMPARISON_FILE, comparisons);
        }
        ReportFiles told = new ReportFiles(
                campaign.name(),
                comparisons,
                runs,
                hours(runs),
                judged,
                underLoad(runs),
                ImportedStatistic.in(folder.folder()));
        told.write(folder.folder());
        Map<String, List<Alert>> alerts = alerts(contents.keySet());
        List<Case> cases = new ArrayList<>(Acceptance.troubles(shortOf, alerts));
        cases.addAll(JUnitXml.cases(
                comparisons,
                judged,
                telling.failOnRegression
                        ? campaign.compared().stream().map(Side::name).collect(Collectors.toSet())
                        : Set.of()));
        if (telling.junit != null) {
            ReportFiles.writeJUnit(telling.junit, campaign.name(), cases);
        }
        VerdictsText.print(told, telling.format, out);
        LOG.info("report: {}", folder.folder().resolve(ReportFiles.HTML));
        tellWhatIsLeft();
        shortOf.forEach((side, reasons) -> reasons.forEach(
                reason -> LOG.error("side {} stays short: {}; the reasons are in {}", side, reason, folder.folder())));
        int gate = alerts.isEmpty() ? Acceptance.exitCode(cases) : ExitCode.ALERT;
        return new Outcome(shortOf.isEmpty() ? gate : ExitCode.INVALID, comparisons, cases);
    }

    /** The runs of the sides that {@link #finish} found measured to their ends. */
    List<StoredRun> finishedRuns() {
        return List.copyOf(finishedRuns);
    }

    private Map<String, List<Alert>> alerts(Set<String> sides) {
        Map<String, List<Alert>> alerts = new TreeMap<>();
        for (String side : sides) {
            List<Alert> failing = SideFacts.of(folder.journal().entries(), side).alerts().stream()
                    .filter(Alert::fails)
                    .toList();
            if (!failing.isEmpty()) {
                alerts.put(side, failing);
            }
        }
        return alerts;
    }

    /** A side that was told to end has what was wanted of it, unless that is nothing, or one place has less than another. */
    private Map<String, List<String>> shortOf(Map<String, RunContents> contents) {
        Map<String, List<String>> shortOf =
                new TreeMap<>(Shortness.of(campaign, folder.journal().entries(), contents));
        for (String side : folder.sidesEndedByOrder()) {
            RunContents ended = contents.get(side);
            if (ended != null && ended.run().repetitions().isEmpty()) {
                shortOf.put(side, List.of("it was told to end before a window was measured"));
                continue;
            }
            List<String> uneven = ended == null
                    ? List.of()
                    : Shortness.uneven(campaign, folder.journal().entries(), side, ended);
            if (uneven.isEmpty()) {
                shortOf.remove(side);
            } else {
                shortOf.put(side, uneven);
            }
        }
        return shortOf;
    }

    private Map<String, RunContents> finishedSides() throws IOException {
        Map<String, RunContents> contents = new LinkedHashMap<>();
        for (Side side : campaign.sides()) {
            SideCourse course = folder.course(side.name());
            Optional<RunFolder> run = course.turns() > 0 ? folder.run(side.name()) : Optional.empty();
            if (run.isPresent()) {
                // A report that was killed leaves documents half written, under names that no later one writes over.
                run.get().discardUnfinished();
                RunContents all = run.get().read();
                contents.put(
                        side.name(),
                        course.open()
                                ? all.upTo(course.turns() * campaign.repetitions(), course.turns() * campaign.explain())
                                : all);
            }
        }
        return contents;
    }

    /** What is still to be measured, and how. */
    private void tellWhatIsLeft() {
        for (Side side : campaign.sides()) {
            SideCourse course = folder.course(side.name());
            if (!course.isFinished()) {
                LOG.info(
                        "side {} {}: quietcore campaign {} --side {} --out {}",
                        side.name(),
                        course.turns() == 0
                                ? "is not measured yet"
                                : "was begun once more and is not at its end; what is told is without that",
                        folder.campaignFile(),
                        side.name(),
                        folder.folder());
            }
        }
    }

    /**
     * Writes the documents of what was begun and did not come to its end in time, as kube-burner does.
     *
     * @param reason in words
     */
    void cutShort(String reason) throws IOException {
        for (String side : folder.sidesStarted()) {
            Optional<RunFolder> run = folder.sidesFinished().contains(side) ? Optional.empty() : folder.run(side);
            if (run.isPresent()) {
                writeDocuments(run.get().read().run(), List.of(reason), List.of());
            }
        }
    }

    private void writeDocuments(StoredRun run, List<String> errors, List<GateResult> judged) throws IOException {
        if (run.repetitions().isEmpty()) {
            return;
        }
        RunDescription description = new RunDescription(
                campaign.name(),
                campaignId(),
                Main.version(),
                campaign.repetitions() * Math.max(1, folder.course(run.side()).turns()),
                errors,
                judged.stream().filter(gate -> gate.side().equals(run.side())).allMatch(GateResult::passed),
                SideFacts.of(folder.journal().entries(), run.side()));
        RunDocuments.write(run.folder(), RunDocuments.of(run, description), Disk.real());
    }

    private String campaignId() {
        return folder.started().map(CampaignStarted::campaignId).orElse("");
    }

    private List<Comparison> comparisons(Map<String, RunContents> contents) {
        RunContents reference = contents.get(campaign.reference().name());
        List<StoredRun> runs = contents.values().stream().map(RunContents::run).toList();
        DefaultPrimary primary = PrimaryMetrics.of(campaign, runs);
        List<Comparer.Arm> arms = new ArrayList<>();
        for (Side side : campaign.sides()) {
            RunContents compared = contents.get(side.name());
            if (compared != null && !side.equals(campaign.reference())) {
                arms.add(new Comparer.Arm(input(compared, side), method(side, primary.metrics()), side.control()));
            }
        }
        if (reference == null) {
            return List.of();
        }
        List<Comparison> comparisons = Comparer.compareAll(
                new Comparer.Identity(campaign.name(), campaignId()), input(reference, campaign.reference()), arms);
        List<Comparison> gated = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            Comparer.Arm arm = arms.get(i);
            // The control is there to be compared with the reference, and promises nothing.
            gated.add(
                    arm.control()
                            ? comparisons.get(i)
                            : comparisons
                                    .get(i)
                                    .with(Gates.judge(gates, arm.side().run(), reference.run(), arm.method())));
        }
        gated.replaceAll(each -> each.warning(primary.notes()));
        return gated;
    }

    private List<GateResult> gatesOfOneSide(Map<String, StoredRun> runs) {
        List<GateResult> results = new ArrayList<>();
        if (campaign.sides().size() == 1) {
            runs.values()
                    .forEach(run -> results.addAll(
                            Gates.judge(gates, run, null, method(campaign.reference(), campaign.primary()))));
        }
        return results;
    }

    private Comparer.SideInput input(RunContents contents, Side side) {
        List<String> setAside = new ArrayList<>();
        contents.setAside()
                .forEach(each -> setAside.add(
                        each.name() + (each.reasons().isEmpty() ? "" : ": " + String.join("; ", each.reasons()))));
        contents.damaged().forEach(each -> setAside.add(each.message()));
        List<String> declared = side.control() ? List.of("control: the reference once more") : side.declared();
        return new Comparer.SideInput(
                contents.run(),
                setAside,
                declared,
                side.changes(),
                SideFacts.of(folder.journal().entries(), side.name()).machineConfigs());
    }

    /** Sides that were measured one after the other have no blocks that share the machine's drift: one block of all. */
    private Method method(Side side, List<Metric> primary) {
        boolean apart = campaign.switching() == Switching.BLOCKED
                || apart(campaign.reference().name(), side.name())
                || apart(side.name(), campaign.reference().name());
        return new Method(
                primary,
                campaign.margin().percent(),
                campaign.margin().absoluteNs(),
                apart ? campaign.repetitions() * folder.turns() : campaign.blockSize(),
                campaign.seed(),
                campaign.controls());
    }

    /** Whether one side was finished before anything of the other was tried. */
    private boolean apart(String first, String second) {
        for (JournalEntry entry : folder.journal().entries()) {
            if (entry instanceof SideFinished finished && finished.side().equals(first)) {
                return true;
            }
            if (entry instanceof AttemptStarted started && started.side().equals(second)) {
                return false;
            }
        }
        return false;
    }

    /** What is compared with nothing is told by the hour. */
    private Map<String, List<Hours>> hours(Map<String, StoredRun> runs) throws IOException {
        Map<String, List<Hours>> hours = new LinkedHashMap<>();
        if (campaign.sides().size() == 1) {
            for (Map.Entry<String, StoredRun> run : runs.entrySet()) {
                hours.put(run.getKey(), Hours.of(run.getValue()));
            }
        }
        return hours;
    }

    private Map<String, UnderLoad> underLoad(Map<String, StoredRun> runs) throws IOException {
        Map<String, UnderLoad> underLoad = new LinkedHashMap<>();
        Optional<Course> load = folder.load();
        if (load.isPresent()) {
            for (Map.Entry<String, StoredRun> run : runs.entrySet()) {
                underLoad.put(run.getKey(), new UnderLoad(load.get(), LoadPhases.of(run.getValue(), load.get())));
            }
        }
        return underLoad;
    }
}
