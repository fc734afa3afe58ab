package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.Shortness;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.PlanPower;
import io.quietcore.results.document.RunDescription;
import io.quietcore.results.document.RunDocuments;
import io.quietcore.results.report.Report;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.Hours;
import io.quietcore.results.summary.HoursText;
import io.quietcore.results.summary.LostTime;
import io.quietcore.results.summary.LostTimeText;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Side;
import io.quietcore.workloads.Switching;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a campaign's folder says once sides are measured: documents, comparison, report, and the exit code. */
final class Verdicts {
    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

    private final CampaignFolder folder;
    private final Campaign campaign;

    Verdicts(CampaignFolder folder, Campaign campaign) {
        this.folder = folder;
        this.campaign = campaign;
    }

    /** Refuses a plan that could never come to a verdict, before it costs anybody time. */
    static void refuseWhatCannotDecide(Campaign campaign) throws CommandFailure {
        if (campaign.sides().size() < 2) {
            return;
        }
        Optional<String> refusal = PlanPower.refusal(
                campaign.repetitions(),
                campaign.blockSize(),
                campaign.primary().size(),
                campaign.switching() == Switching.INTERLEAVED);
        if (refusal.isPresent()) {
            throw CommandFailure.error(campaign.name() + ": " + refusal.get());
        }
    }

    /**
     * Writes what there is to write, and prints the comparison.
     *
     * @return {@link ExitCode#INVALID} where a finished side lacks repetitions
     */
    int finish(OutputFormat format, PrintWriter out) throws IOException {
        Map<String, RunContents> contents = finishedSides();
        Map<String, List<String>> shortOf = Shortness.of(campaign, contents);
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        for (Map.Entry<String, RunContents> side : contents.entrySet()) {
            StoredRun run = side.getValue().run();
            runs.put(side.getKey(), run);
            writeDocuments(run, shortOf.getOrDefault(side.getKey(), List.of()));
        }
        List<Comparison> comparisons = comparisons(contents);
        if (!comparisons.isEmpty()) {
            folder.writeJson(CampaignFolder.COMPARISON_FILE, comparisons);
        }
        Path report = folder.folder().resolve(CampaignFolder.REPORT_FILE);
        Map<String, List<Hours>> hours = hours(runs);
        AtomicFile.write(report, Report.html(comparisons, runs, hours).getBytes(StandardCharsets.UTF_8));
        print(comparisons, runs, hours, format, out);
        LOG.info("report: {}", report);
        campaign.sides().stream()
                .map(Side::name)
                .filter(side -> !contents.containsKey(side))
                .forEach(side -> LOG.info(
                        "side {} is not measured yet: quietcore campaign {} --side {} --out {}",
                        side,
                        folder.campaignFile(),
                        side,
                        folder.folder()));
        shortOf.forEach((side, reasons) -> reasons.forEach(
                reason -> LOG.error("side {} stays short: {}; the reasons are in {}", side, reason, folder.folder())));
        return shortOf.isEmpty() ? ExitCode.OK : ExitCode.INVALID;
    }

    private Map<String, RunContents> finishedSides() throws IOException {
        List<String> finished = folder.sidesFinished();
        Map<String, RunContents> contents = new LinkedHashMap<>();
        for (Side side : campaign.sides()) {
            Optional<RunFolder> run = finished.contains(side.name()) ? folder.run(side.name()) : Optional.empty();
            if (run.isPresent()) {
                contents.put(side.name(), run.get().read());
            }
        }
        return contents;
    }

    private void writeDocuments(StoredRun run, List<String> shortOf) throws IOException {
        if (run.repetitions().isEmpty()) {
            return;
        }
        RunDescription description =
                new RunDescription(campaign.name(), campaignId(), Main.version(), campaign.repetitions(), shortOf);
        RunDocuments.write(run.folder(), RunDocuments.of(run, description), Disk.real());
    }

    private String campaignId() {
        return folder.started().map(CampaignStarted::campaignId).orElse("");
    }

    private List<Comparison> comparisons(Map<String, RunContents> contents) {
        RunContents reference = contents.get(campaign.reference().name());
        List<Comparison> comparisons = new ArrayList<>();
        for (Side side : campaign.sides()) {
            RunContents compared = contents.get(side.name());
            if (reference == null || compared == null || side.equals(campaign.reference())) {
                continue;
            }
            comparisons.add(Comparer.compare(
                    new Comparer.Identity(campaign.name(), campaignId()),
                    input(reference, campaign.reference()),
                    input(compared, side),
                    method(side)));
        }
        return comparisons;
    }

    private static Comparer.SideInput input(RunContents contents, Side side) {
        List<String> setAside = new ArrayList<>();
        contents.setAside()
                .forEach(each -> setAside.add(
                        each.name() + (each.reasons().isEmpty() ? "" : ": " + String.join("; ", each.reasons()))));
        contents.damaged().forEach(each -> setAside.add(each.message()));
        return new Comparer.SideInput(contents.run(), setAside, side.declared(), side.changes());
    }

    /** Sides that were measured one after the other have no blocks that share the machine's drift: one block of all. */
    private Method method(Side side) {
        boolean apart = campaign.switching() == Switching.BLOCKED
                || apart(campaign.reference().name(), side.name())
                || apart(side.name(), campaign.reference().name());
        return new Method(
                campaign.primary(),
                campaign.margin().percent(),
                campaign.margin().absoluteNs(),
                apart ? campaign.repetitions() : campaign.blockSize(),
                campaign.seed(),
                List.of());
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

    private static void print(
            List<Comparison> comparisons,
            Map<String, StoredRun> runs,
            Map<String, List<Hours>> hours,
            OutputFormat format,
            PrintWriter out) {
        if (format == OutputFormat.json) {
            out.print(CanonicalJson.writeIndented(hours.isEmpty() ? comparisons : hours));
        } else {
            hours.values().forEach(each -> out.print(HoursText.of(each)));
            comparisons.forEach(comparison -> out.print(ComparisonText.table(comparison)));
            runs.forEach((side, run) -> out.print(LostTimeText.of(side, LostTime.of(run))));
        }
        out.flush();
    }
}
