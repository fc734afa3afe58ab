package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.SideBySideText;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that is measured on several clusters at once, each with a folder, a journal and uuids of its own below one folder;
 * and told side by side.
 *
 * @param terminal of the command
 * @param options what it was told
 * @param asked of the campaign
 */
record FleetSession(Terminal terminal, CampaignOptions options, CampaignChanges asked) {
    /** What was begun. */
    static final String FILE = "fleet.json";

    /** What came of it. */
    static final String OUTCOME_FILE = "clusters.json";

    /**
     * A fleet, for who goes on with it: a cluster that was never reached has begun nothing of its own.
     *
     * @param contexts of the clusters
     * @param priority in place of the campaign's own, or null
     * @param againstItself whether the reference is measured on both sides
     * @param seed of every cluster's order, in place of the campaign's own or of one that each draws, or null
     */
    record Begun(
            List<String> contexts,
            @Nullable Integer priority,
            boolean againstItself,
            @Nullable Long seed) {
        static Begun read(Path folder) throws IOException {
            return CanonicalJson.read(folder.resolve(FILE), Begun.class);
        }

        /** What each cluster's journal sealed of its beginning is what this file must say. */
        void checkAgainst(Map<String, Path> folders, Path out) throws IOException, CommandFailure {
            List<String> problems = new ArrayList<>();
            try (Stream<Path> all = Files.list(out)) {
                all.filter(each -> Files.isRegularFile(each.resolve(Journal.FILE)))
                        .filter(each -> !folders.containsValue(each))
                        .sorted()
                        .forEach(each -> problems.add(out.resolve(FILE) + ": found the clusters " + contexts
                                + ", expected one more: " + each + " holds what was measured on it"));
            }
            for (Path folder : folders.values()) {
                for (JournalEntry entry : Journal.entries(folder)) {
                    if (entry instanceof CampaignStarted started && differs(started)) {
                        problems.add(out.resolve(FILE) + ": found priority " + priority + ", againstItself "
                                + againstItself + " and seed " + seed + ", expected " + started.priority() + ", "
                                + started.againstItself() + " and " + started.seed() + ", as "
                                + folder.resolve(Journal.FILE) + " says");
                    }
                }
            }
            if (!problems.isEmpty()) {
                throw new CommandFailure(ExitCode.ERROR, problems);
            }
        }

        private boolean differs(CampaignStarted started) {
            return !Objects.equals(started.priority(), priority)
                    || started.againstItself() != againstItself
                    || (seed != null && started.seed() != seed);
        }
    }

    /** Whether a fleet was begun in this folder. */
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /**
     * Begins, or measures another side of what was begun.
     *
     * @return the exit code: the worst of all clusters'
     */
    int measure(CampaignText text) throws IOException, CommandFailure {
        List<String> contexts = options.kubernetes.contexts;
        Campaign measured = checked(text, asked);
        Path out = options.out == null ? CampaignSession.newFolder(measured) : options.out;
        Map<String, Path> folders = Fleet.folders(out, contexts);
        CampaignChanges wanted = asked;
        if (isIn(out)) {
            Begun begun = Begun.read(out);
            List<String> before = begun.contexts();
            if (!before.equals(contexts)) {
                throw CommandFailure.error("--context: found " + contexts + "; " + out + " holds the clusters " + before
                        + ", name these or choose another --out");
            }
            if (!Arrays.equals(Files.readAllBytes(out.resolve(CampaignFolder.CAMPAIGN_FILE)), text.yaml())) {
                throw CommandFailure.error(
                        out + " holds a campaign with another text than this one; choose another --out");
            }
            if (asked.side() == null) {
                throw CommandFailure.error(out + " holds this campaign already; go on with '--resume " + out
                        + "', or choose another --out");
            }
            wanted = seededAs(begun, out);
        } else if (Files.isRegularFile(out.resolve(CampaignFolder.CAMPAIGN_FILE))) {
            throw CommandFailure.error(
                    out + " holds a campaign of one cluster or of this machine; choose another --out");
        } else {
            Files.createDirectories(out);
            AtomicFile.write(out.resolve(CampaignFolder.CAMPAIGN_FILE), text.yaml());
            write(out.resolve(FILE), new Begun(contexts, asked.priority(), asked.againstItself(), asked.seed()));
        }
        return measure(text, out, folders, wanted);
    }

    /** One order holds for all of it, also for a cluster that was not reached before. */
    private CampaignChanges seededAs(Begun begun, Path out) throws CommandFailure {
        if (asked.seed() != null && !asked.seed().equals(begun.seed())) {
            throw CommandFailure.error("--seed " + asked.seed() + ": " + out + " was begun "
                    + (begun.seed() == null ? "without one" : "with " + begun.seed())
                    + "; one order holds for all of it: leave it out, or choose another --out");
        }
        return new CampaignChanges(
                asked.side(),
                asked.priority(),
                asked.durationNs(),
                asked.againstItself(),
                begun.seed(),
                asked.failOnRegression());
    }

    /** Goes on with every cluster that is not through; the exit code is as before. */
    int resume(Path out) throws IOException, CommandFailure {
        Begun begun = Begun.read(out);
        CampaignText text = CampaignSession.resumed(out, "campaign CAMPAIGN");
        begun.checkAgainst(Fleet.folders(out, begun.contexts()), out);
        CampaignChanges before = new CampaignChanges(
                null,
                begun.priority(),
                null,
                begun.againstItself(),
                seededAs(begun, out).seed(),
                asked.failOnRegression());
        checked(text, before);
        return measure(text, out, Fleet.folders(out, begun.contexts()), before);
    }

    /** What is wrong for all clusters is told once. */
    private Campaign checked(CampaignText text, CampaignChanges wanted) throws IOException, CommandFailure {
        Campaign measured = wanted.of(text.campaign());
        if (CampaignBackend.target(options, measured) != Target.KUBERNETES) {
            throw CommandFailure.error("--context: several clusters, and the campaign " + measured.name()
                    + " is measured on this machine (backend: local); say --backend kubernetes");
        }
        if (options.documents.uuid().isPresent()) {
            throw CommandFailure.error("--uuid is one run's, and each cluster's side is a run; leave it out");
        }
        session(terminal, "", null, wanted).check(measured);
        return measured;
    }

    private int measure(CampaignText text, Path out, Map<String, Path> folders, CampaignChanges wanted)
            throws IOException, CommandFailure {
        Logging.toStandardError(options.logLevel);
        Fleet.Outcome outcome;
        try {
            outcome = Fleet.measure(
                    folders,
                    (context, folder, its) ->
                            session(its, context, folder, wanted).measure(text),
                    terminal.err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
        write(out.resolve(OUTCOME_FILE), outcome.clusters());
        if (options.junit != null) {
            ReportFiles.writeJUnit(options.junit, text.campaign().name(), outcome.cases());
        }
        print(outcome);
        return outcome.exitCode();
    }

    private CampaignSession session(Terminal its, String context, @Nullable Path folder, CampaignChanges wanted) {
        boolean resumed = options.resume != null
                && folder != null
                && Files.isRegularFile(folder.resolve(CampaignFolder.CAMPAIGN_FILE));
        return new CampaignSession(
                its,
                "campaign",
                options,
                wanted,
                new CampaignPlace(context, folder, resumed, true),
                Accompaniment.NONE);
    }

    private void print(Fleet.Outcome outcome) {
        if (options.output.format == OutputFormat.json) {
            terminal.out().print(CanonicalJson.writeIndented(outcome.clusters()));
        } else {
            outcome.printed().forEach((context, text) -> {
                if (!text.isEmpty()) {
                    terminal.out().print("== " + context + "\n" + text + "\n");
                }
            });
            Map<String, List<Comparison>> comparisons = new LinkedHashMap<>();
            outcome.clusters().forEach(each -> comparisons.put(each.cluster(), each.comparisons()));
            terminal.out().print(SideBySideText.table(comparisons));
            outcome.clusters().stream()
                    .filter(each -> each.exitCode() != ExitCode.OK)
                    .forEach(each -> terminal.out()
                            .print("cluster " + each.cluster() + ": exit code " + each.exitCode()
                                    + (each.problems().isEmpty() ? "" : ": " + String.join("; ", each.problems()))
                                    + "\n"));
        }
        terminal.out().flush();
    }

    private static void write(Path file, Object value) throws IOException {
        AtomicFile.write(file, CanonicalJson.writeIndented(value).getBytes(StandardCharsets.UTF_8));
    }
}
