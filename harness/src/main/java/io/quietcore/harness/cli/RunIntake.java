package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.compare.DefaultPrimary;
import io.quietcore.results.history.HistoryRun;
import io.quietcore.results.history.HistoryStore;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.SealCheck;
import io.quietcore.results.store.StoredRun;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the history is told of runs: those that were just measured, and those in folders. */
final class RunIntake {
    private static final Logger LOG = LoggerFactory.getLogger(RunIntake.class);
    private static final String JOB_SUMMARY = "jobSummary.json";

    private RunIntake() {}

    /**
     * What folders gave.
     *
     * @param runs what is remembered of each run
     * @param leftOut what is not, and why, in words
     * @param altered of those that are left out, what is not what its campaign's journal sealed
     * @param warnings what nothing could be held against
     */
    record Taken(List<HistoryRun> runs, List<String> leftOut, List<String> altered, List<String> warnings) {}

    /**
     * Remembers what a campaign has just measured. Fails nobody: what was measured lies in its folders, and can be
     * remembered at any time.
     */
    static void remember(HistoryOptions history, Campaign campaign, Collection<StoredRun> measured, Path out) {
        try {
            List<Metric> primary = PrimaryMetrics.of(campaign, measured).metrics();
            List<HistoryRun> runs = measured.stream()
                    .filter(run -> !run.repetitions().isEmpty())
                    .map(run -> HistoryRun.of(run, campaign.name(), primary))
                    .toList();
            if (!runs.isEmpty()) {
                Path file = history.file();
                try (HistoryStore store = HistoryStore.open(file)) {
                    store.add(runs);
                }
                LOG.info(
                        "history: {} has {} more of {}",
                        file,
                        runs.size() == 1 ? "a run" : runs.size() + " runs",
                        campaign.name());
            }
        } catch (IOException | CommandFailure | RuntimeException e) {
            LOG.warn("not remembered: {}; do it later with 'quietcore history --add {}'", e.getMessage(), out);
        }
    }

    /**
     * Reads runs from folders, one at a time.
     *
     * @param workload the name of what they measured; null where their documents say it
     */
    static Taken read(List<String> folders, @Nullable String workload) throws IOException, CommandFailure {
        List<HistoryRun> runs = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        Map<Path, SealCheck> seals = new LinkedHashMap<>();
        for (String typed : folders) {
            RunSearch.Found found = RunSearch.find(typed);
            leftOut.addAll(found.leftOut());
            for (Path folder : found.runs()) {
                Path campaign = SealedEvidence.campaign(folder);
                if (!seals.containsKey(campaign)) {
                    seals.put(campaign, SealCheck.of(campaign));
                }
                if (!seals.get(campaign).findings().isEmpty()) {
                    continue;
                }
                RunContents contents = RunFolder.read(folder);
                contents.damaged().forEach(each -> leftOut.add(each.message()));
                if (contents.run().repetitions().isEmpty()) {
                    leftOut.add(folder + " holds no whole repetition");
                    continue;
                }
                try {
                    runs.add(HistoryRun.of(
                            contents.run(),
                            workload != null ? workload : workload(folder, campaign),
                            primary(folder, contents.run())));
                } catch (CommandFailure nameless) {
                    // One run that was interrupted keeps none of the others out.
                    leftOut.addAll(nameless.lines());
                }
            }
        }
        List<String> altered = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        seals.values().forEach(each -> {
            warnings.addAll(each.unchecked());
            altered.addAll(SealedEvidence.problems(each));
        });
        if (runs.isEmpty()) {
            leftOut.addAll(altered);
            leftOut.add(String.join(", ", folders) + ": no run that can be remembered");
            throw new CommandFailure(ExitCode.ERROR, leftOut);
        }
        return new Taken(runs, leftOut, altered, warnings);
    }

    /** As the campaign's journal says, which is sealed; where the run's folder was moved away from it, as its documents name it. */
    private static String workload(Path run, Path campaign) throws IOException, CommandFailure {
        for (JournalEntry entry : Journal.entries(campaign)) {
            if (entry instanceof CampaignStarted started) {
                return started.campaign();
            }
        }
        Path file = run.resolve(JOB_SUMMARY);
        String found = "is not there";
        if (Files.isRegularFile(file)) {
            try {
                Object summaries = CanonicalJson.read(Files.readAllBytes(file), Object.class);
                Optional<String> name = summaries instanceof List<?> all
                                && !all.isEmpty()
                                && all.get(0) instanceof Map<?, ?> summary
                                && summary.get("jobConfig") instanceof Map<?, ?> config
                                && config.get("name") instanceof String text
                        ? Optional.of(text)
                        : Optional.empty();
                if (name.isPresent()) {
                    return name.get();
                }
                found = "has no jobConfig.name";
            } catch (MalformedJsonException e) {
                found = "is no JSON";
            }
        }
        throw CommandFailure.error(
                file + " " + found + ", and so nothing says which workload the run is of; name it with"
                        + " --workload NAME, or write the documents again with 'quietcore report DIR'");
    }

    /** What the campaign beside the run judges by; where there is none, what its probes are judged by. */
    private static Collection<Metric> primary(Path run, StoredRun stored) throws IOException {
        Path parent = run.toAbsolutePath().normalize().getParent();
        Path campaign =
                parent == null ? Path.of(CampaignFolder.CAMPAIGN_FILE) : parent.resolve(CampaignFolder.CAMPAIGN_FILE);
        if (Files.isRegularFile(campaign)) {
            try {
                return PrimaryMetrics.of(CampaignText.read(campaign).campaign(), List.of(stored))
                        .metrics();
            } catch (CommandFailure e) {
                LOG.warn("{}; the probes' own primary metrics are taken", e.getMessage());
            }
        }
        return DefaultPrimary.of(PrimaryMetrics.of(stored, EnumSet.allOf(Probe.class)), List.of(stored))
                .metrics();
    }
}
