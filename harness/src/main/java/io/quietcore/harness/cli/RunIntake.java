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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * Reads runs from folders, one campaign at a time.
     *
     * @param workload the name of what they measured; null where their documents say it
     */
    static Taken read(List<String> folders, @Nullable String workload) throws IOException, CommandFailure {
        List<HistoryRun> runs = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        Map<Path, SealCheck> seals = new LinkedHashMap<>();
        for (Map.Entry<Path, Set<Path>> named : byCampaign(folders, leftOut).entrySet()) {
            Path campaign = named.getKey();
            SealCheck seal = SealCheck.of(campaign);
            seals.put(campaign, seal);
            if (seal.findings().isEmpty()) {
                Together together = Together.read(campaign, named.getValue());
                List<Metric> primary = together.primary();
                for (Path folder : named.getValue()) {
                    RunContents contents = together.contents().get(folder);
                    if (contents == null) {
                        continue;
                    }
                    contents.damaged().forEach(each -> leftOut.add(each.message()));
                    if (contents.run().repetitions().isEmpty()) {
                        leftOut.add(folder + " holds no whole repetition");
                        continue;
                    }
                    try {
                        String name = workload != null ? workload : workload(folder, campaign);
                        runs.add(HistoryRun.of(contents.run(), name, primary));
                    } catch (CommandFailure nameless) {
                        // One run that was interrupted keeps none of the others out.
                        leftOut.addAll(nameless.lines());
                    }
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

    /** The runs that were named, by the folder of their campaign. */
    private static Map<Path, Set<Path>> byCampaign(List<String> folders, List<String> leftOut) throws IOException {
        Map<Path, Set<Path>> named = new LinkedHashMap<>();
        for (String typed : folders) {
            RunSearch.Found found = RunSearch.find(typed);
            leftOut.addAll(found.leftOut());
            found.runs().forEach(folder -> named.computeIfAbsent(
                            SealedEvidence.campaign(folder), none -> new LinkedHashSet<>())
                    .add(folder));
        }
        return named;
    }

    /**
     * The runs of a campaign: which metric a probe is judged by where its own
     * lacks samples depends on all of them, as when they were measured ({@link #remember}), whichever are named here.
     *
     * @param campaign its folder, or one of runs without a campaign
     * @param contents of every run, by its folder
     */
    private record Together(Path campaign, Map<Path, RunContents> contents) {
        static Together read(Path campaign, Set<Path> named) throws IOException {
            Map<Path, RunContents> contents = new LinkedHashMap<>();
            for (Path folder : named) {
                contents.put(folder, RunFolder.read(folder));
            }
            if (isOne(campaign)) {
                Set<String> known = new HashSet<>();
                named.forEach(each -> known.add(String.valueOf(each.getFileName())));
                for (Path folder : RunSearch.find(campaign.toString()).runs()) {
                    if (known.add(String.valueOf(folder.getFileName()))) {
                        contents.put(folder, RunFolder.read(folder));
                    }
                }
            }
            return new Together(campaign, contents);
        }

        private static boolean isOne(Path campaign) {
            return Files.isRegularFile(campaign.resolve(CampaignFolder.CAMPAIGN_FILE));
        }

        /** What the campaign judges by; where there is none, what the probes of its runs are judged by. */
        List<Metric> primary() throws IOException {
            List<StoredRun> whole = contents.values().stream()
                    .map(RunContents::run)
                    .filter(run -> !run.repetitions().isEmpty())
                    .toList();
            if (isOne(campaign)) {
                try {
                    return PrimaryMetrics.of(
                                    CampaignText.read(campaign.resolve(CampaignFolder.CAMPAIGN_FILE))
                                            .campaign(),
                                    whole)
                            .metrics();
                } catch (CommandFailure e) {
                    LOG.warn("{}; the probes' own primary metrics are taken", e.getMessage());
                }
            }
            Set<Metric> wanted = new LinkedHashSet<>();
            whole.forEach(run -> wanted.addAll(PrimaryMetrics.of(run, EnumSet.allOf(Probe.class))));
            return DefaultPrimary.of(List.copyOf(wanted), whole).metrics();
        }
    }
}
