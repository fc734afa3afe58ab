package io.quietcore.results.store;

import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.SideStarted;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether what lies in a campaign's folder is what its journal says was measured: the campaign's text, every repetition of
 * every attempt to the last byte, and what else was evidence when the campaign was closed. The chain of the journal's own lines
 * is checked wherever it is read.
 *
 * @param findings what differs; empty where nothing does
 * @param unchecked what could not be checked, in words; empty where everything was
 */
public record SealCheck(List<Finding> findings, List<String> unchecked) {
    /** Files of the campaign's folder that are measured or told, not computed from the rest. */
    private static final List<String> EVIDENCE = List.of("load.json", "cluster.json");

    private static final String CAMPAIGN = "campaign.yaml";

    public SealCheck {
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /**
     * Something that differs.
     *
     * @param file that it is about
     * @param found in words
     * @param expected in words
     */
    public record Finding(Path file, String found, String expected) {
        /** All of it in one line. */
        public String message() {
            return file + ": found " + found + ", expected " + expected;
        }
    }

    /**
     * Checks a campaign's folder.
     *
     * @throws IOException where the journal is damaged, naming the line, or the folder cannot be read
     */
    public static SealCheck of(Path campaignFolder) throws IOException {
        Path file = campaignFolder.resolve(Journal.FILE);
        if (isLost(campaignFolder, file)) {
            return new SealCheck(
                    List.of(new Finding(
                            file,
                            "nothing",
                            "the journal that every campaign begins with; without it nothing says whether a repetition was"
                                    + " changed, added or taken away")),
                    List.of());
        }
        if (!Files.isRegularFile(file)) {
            return new SealCheck(
                    damaged(campaignFolder),
                    List.of(campaignFolder + " is not sealed: it has no " + Journal.FILE
                            + ", and so nothing says whether a repetition was changed, added or taken away"));
        }
        return new Checking(campaignFolder, JournalFile.read(file)).check();
    }

    /** A campaign's folder has a journal before it has anything else; the folder of a run alone may have none. */
    private static boolean isLost(Path campaignFolder, Path journal) throws IOException {
        boolean empty = !Files.isRegularFile(journal) || Files.size(journal) == 0;
        return empty
                && Files.isRegularFile(campaignFolder.resolve(CAMPAIGN))
                && !runs(campaignFolder).isEmpty();
    }

    private static List<Path> runs(Path folder) throws IOException {
        return RunFolder.entries(folder).stream().filter(RunFolder::isRun).toList();
    }

    /** What no seal tells of has its own sums. */
    private static List<Finding> damaged(Path campaignFolder) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path run : runs(campaignFolder)) {
            for (DamagedRepetition each : RunFolder.read(run).damaged()) {
                findings.add(new Finding(each.file(), each.found(), each.expected()));
            }
        }
        return findings;
    }

    /**
     * For a controller that goes on here: what this campaign never began would pass for its own once it was gone on with.
     *
     * @throws IOException naming it
     */
    public static void refuseForeign(Path campaignFolder) throws IOException {
        for (Finding finding :
                new Checking(campaignFolder, JournalFile.read(campaignFolder.resolve(Journal.FILE))).foreign()) {
            throw new IOException(finding.message() + "; take it away before you go on");
        }
    }

    /** What a run's folder holds, without what a journal says was another: that is damaged. */
    public static RunContents read(RunFolder run, Journal journal) throws IOException {
        return replaced(run.read(), journal.entries(), run.side());
    }

    static RunContents replaced(RunContents contents, List<JournalEntry> journal, String side) {
        Map<String, String> expected = Told.of(journal, side).stored();
        List<StoredRepetition> compared = new ArrayList<>();
        List<StoredRepetition> explained = new ArrayList<>();
        List<DamagedRepetition> damaged = new ArrayList<>(contents.damaged());
        for (StoredRepetition each : contents.run().all()) {
            String name = String.valueOf(each.folder().getFileName());
            String seal = expected.getOrDefault(name, AttemptStored.DAMAGED);
            String found = seal.equals(AttemptStored.DAMAGED) ? seal : RepetitionReader.seal(each.folder());
            if (!seal.equals(found)) {
                damaged.add(new DamagedRepetition(
                        each.folder(),
                        each.folder().resolve(RepetitionFiles.SUMS),
                        "contents of SHA-256 " + found,
                        seal + ", as " + Journal.FILE + " says"));
            } else {
                (each.result().spec().explained() ? explained : compared).add(each);
            }
        }
        StoredRun run = contents.run();
        return new RunContents(
                new StoredRun(run.folder(), run.uuid(), run.side(), compared, explained), contents.setAside(), damaged);
    }

    /**
     * What a journal says of one side's folders.
     *
     * @param stored by name, with their seals
     * @param open repetitions of attempts of which no entry says what they left, as the beginnings of names
     */
    private record Told(Map<String, String> stored, Set<String> open) {
        private record Attempt(String group, int repetition, int attempt) {
            String beginning() {
                return String.format(Locale.ROOT, "%02d-%s-", repetition, group);
            }
        }

        static Told of(List<JournalEntry> journal, String side) {
            Map<Attempt, Map<String, String>> attempts = new LinkedHashMap<>();
            Set<Attempt> begun = new LinkedHashSet<>();
            for (JournalEntry entry : journal) {
                if (entry instanceof AttemptStored stored && stored.side().equals(side)) {
                    Attempt attempt = new Attempt(stored.group(), stored.repetition(), stored.attempt());
                    attempts.remove(attempt);
                    attempts.put(attempt, stored.folders());
                } else if (entry instanceof AttemptStarted started
                        && started.side().equals(side)) {
                    begun.add(new Attempt(started.group(), started.repetition(), started.attempt()));
                } else if (entry instanceof AttemptEnded ended && ended.side().equals(side)) {
                    begun.add(new Attempt(ended.group(), ended.repetition(), ended.attempt()));
                }
            }
            Map<String, String> stored = new TreeMap<>();
            attempts.values().forEach(stored::putAll);
            begun.removeAll(attempts.keySet());
            Set<String> open = new TreeSet<>();
            begun.forEach(each -> open.add(each.beginning()));
            return new Told(stored, open);
        }
    }

    /** One check under way. */
    private static final class Checking {
        private final Path folder;
        private final JournalFile journal;
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> unchecked = new ArrayList<>();

        private Checking(Path folder, JournalFile journal) {
            this.folder = folder;
            this.journal = journal;
        }

        private SealCheck check() throws IOException {
            journal.entries().stream()
                    .filter(CampaignStarted.class::isInstance)
                    .map(entry -> ((CampaignStarted) entry).campaignSha256())
                    .findFirst()
                    .ifPresent(sum -> file(CAMPAIGN, sum));
            Map<String, String> runs = runs();
            for (Map.Entry<String, String> run : runs.entrySet()) {
                stored(run.getValue(), Told.of(journal.entries(), run.getKey()).stored);
            }
            int notStored = foreign(runs);
            unsealed(notStored);
            if (!journal.sealed()) {
                findings.addAll(damaged(folder));
            }
            closed(runs.keySet());
            return new SealCheck(findings, unchecked);
        }

        /** Only what the campaign never began. */
        private List<Finding> foreign() throws IOException {
            foreign(runs());
            return findings;
        }

        private Map<String, String> runs() {
            Map<String, String> runs = new TreeMap<>();
            for (JournalEntry entry : journal.entries()) {
                if (entry instanceof SideStarted started) {
                    runs.put(started.side(), RunFolder.PREFIX + started.uuid());
                }
            }
            return runs;
        }

        private void file(String name, String sum) {
            Path file = folder.resolve(name);
            String found = digest(file);
            if (!found.equals(sum)) {
                differs(file, found.isEmpty() ? "nothing" : "contents of SHA-256 " + found, sum + told());
            }
        }

        private static String told() {
            return ", as " + Journal.FILE + " says";
        }

        private void differs(Path file, String found, String expected) {
            findings.add(new Finding(file, found, expected));
        }

        private static String digest(Path file) {
            try {
                return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        ? RepetitionFiles.sha256(Files.readAllBytes(file))
                        : "";
            } catch (IOException e) {
                return "";
            }
        }

        private void stored(String run, Map<String, String> stored) {
            Path parent = folder.resolve(run).resolve(RunFolder.REPETITIONS);
            findings.addAll(stored.entrySet().parallelStream()
                    .map(each -> difference(parent.resolve(each.getKey()), each.getValue()))
                    .filter(Objects::nonNull)
                    .toList());
        }

        /** Returns how many folders lie in the runs of which no entry says what they hold, though their attempts were begun. */
        private int foreign(Map<String, String> runs) throws IOException {
            int notStored = 0;
            for (Map.Entry<String, String> run : runs.entrySet()) {
                Path parent = folder.resolve(run.getValue()).resolve(RunFolder.REPETITIONS);
                Told told = Told.of(journal.entries(), run.getKey());
                for (Path each : Files.isDirectory(parent) ? RunFolder.entries(parent) : List.<Path>of()) {
                    String name = String.valueOf(each.getFileName());
                    if (name.startsWith(RepetitionFolderName.WRITING) || told.stored.containsKey(name)) {
                        continue;
                    }
                    if (told.open.stream().anyMatch(name::startsWith)) {
                        notStored++;
                    } else if (journal.sealed()
                            && RepetitionFolderName.parse(name).isPresent()) {
                        differs(each, "a repetition", "none of that name: " + Journal.FILE + " says nothing of it");
                    }
                }
            }
            foreignRuns(runs);
            return notStored;
        }

        private static @Nullable Finding difference(Path repetition, String seal) {
            if (!Files.isDirectory(repetition, LinkOption.NOFOLLOW_LINKS)) {
                return new Finding(repetition, "nothing", "the repetition that " + Journal.FILE + " names");
            }
            if (seal.equals(AttemptStored.DAMAGED)) {
                return null;
            }
            try {
                String found = RepetitionReader.digestOfSums(repetition);
                if (!found.equals(seal)) {
                    return new Finding(
                            repetition.resolve(RepetitionFiles.SUMS), "contents of SHA-256 " + found, seal + told());
                }
                RepetitionReader.files(repetition);
                return null;
            } catch (DamagedFileException e) {
                return new Finding(repetition.resolve(e.file), e.found, e.expected);
            }
        }

        private void foreignRuns(Map<String, String> runs) throws IOException {
            for (Path each : RunFolder.entries(folder)) {
                if (journal.sealed()
                        && RunFolder.isRun(each)
                        && !runs.containsValue(String.valueOf(each.getFileName()))) {
                    differs(each, "a run", "only those that " + Journal.FILE + " names: " + runs.values());
                }
            }
        }

        private void unsealed(int notStored) {
            if (!journal.sealed()) {
                unchecked.add(
                        folder + " is not sealed: it was measured by a version whose journal kept no digests, and so"
                                + " nothing says whether a repetition was changed, added or taken away");
            } else if (journal.unchained() > 0) {
                unchecked.add(
                        folder + " is sealed in part: the first " + journal.unchained() + " lines of its journal, and "
                                + notStored + " of its repetitions, are of a version that kept no digests");
            }
        }

        /** A campaign that is through says so at its end. */
        private void closed(Set<String> sides) {
            if (!journal.sealed() || sides.isEmpty()) {
                return;
            }
            Set<String> open = new TreeSet<>(sides);
            open.removeIf(side -> SideCourse.of(journal.entries(), side).isFinished());
            JournalEntry last = journal.entries().get(journal.entries().size() - 1);
            if (!open.isEmpty()) {
                unchecked.add(folder + " is open: side " + String.join(", ", open)
                        + " is not measured to its end, and what was measured last can be taken away without a trace");
            } else if (last instanceof CampaignClosed closed) {
                evidence(closed);
            } else {
                differs(
                        folder.resolve(Journal.FILE),
                        "no entry at its end that closes the campaign",
                        "one: its last lines were cut off, or its controller was killed before it wrote it; in that case"
                                + " '--resume " + folder + "' closes it");
            }
        }

        private void evidence(CampaignClosed closed) {
            closed.files().forEach(this::file);
            for (String name : EVIDENCE) {
                if (!closed.files().containsKey(name) && Files.exists(folder.resolve(name))) {
                    differs(folder.resolve(name), "a file", "none: there was none when the campaign was closed");
                }
            }
        }
    }

    /** Whether a campaign's folder has what was measured or told under that name. */
    public static boolean isEvidence(String name) {
        return EVIDENCE.contains(name);
    }

    /** The files of {@link CampaignClosed}, as they lie in a folder now. */
    public static Map<String, String> evidenceIn(Path campaignFolder) {
        Map<String, String> files = new TreeMap<>();
        for (String name : EVIDENCE) {
            String digest = Checking.digest(campaignFolder.resolve(name));
            if (!digest.isEmpty()) {
                files.put(name, digest);
            }
        }
        return files;
    }
}
