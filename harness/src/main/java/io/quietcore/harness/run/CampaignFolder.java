package io.quietcore.harness.run;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Gate;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.Course;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.CampaignLock;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import io.quietcore.results.store.JournalEntry.EndOrdered;
import io.quietcore.results.store.JournalEntry.NodesObserved;
import io.quietcore.results.store.JournalEntry.SideDescribed;
import io.quietcore.results.store.JournalEntry.SideStarted;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.SealCheck;
import io.quietcore.results.store.SideCourse;
import io.quietcore.results.store.SideFacts;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's folder, held by this controller: its lock, its journal and the folders of its runs. What a campaign is
 * and how far it came is read from here and nowhere else, so that it may be finished by another process, days and
 * reboots later.
 */
public final class CampaignFolder implements AutoCloseable {
    public static final String CAMPAIGN_FILE = "campaign.yaml";
    public static final String COMPARISON_FILE = "comparison.json";
    /** Where there is nothing to compare: what became of the gates. */
    public static final String GATES_FILE = "gates.json";

    public static final String LOG_FILE = "quietcore.log";

    private final Path folder;
    private final CampaignLock lock;
    private final Journal journal;
    private final Clock clock;
    private final Map<String, RunFolder> runs = new LinkedHashMap<>();

    private CampaignFolder(Path folder, CampaignLock lock, Journal journal, Clock clock) {
        this.folder = folder;
        this.lock = lock;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Takes a folder, which is created where it is missing.
     *
     * @throws IOException when it cannot be written, is held by another controller, or holds a journal that is damaged
     */
    public static CampaignFolder open(Path folder, Clock clock) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + " is a file; expected a folder for the campaign's results", e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot create the folder " + folder + ": " + reason(e) + "; choose another one with --out", e);
        }
        CampaignLock lock = CampaignLock.acquire(folder);
        try {
            return new CampaignFolder(folder, lock, Journal.open(folder, Disk.real()), clock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException fs && fs.getReason() != null
                ? fs.getReason()
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /** What the journal says was begun here, if anything was. */
    public Optional<CampaignStarted> started() {
        return journal.entries().stream()
                .filter(CampaignStarted.class::isInstance)
                .map(CampaignStarted.class::cast)
                .findFirst();
    }

    /** The campaign's own text, where it got that far. */
    public Path campaignFile() {
        return folder.resolve(CAMPAIGN_FILE);
    }

    /** The campaign as it was begun here: with the seed, the priority, the duration and the sides that were settled then. */
    public Campaign asBegun(Campaign campaign) {
        @Nullable Integer priority = started().map(CampaignStarted::priority).orElse(null);
        @Nullable Long durationNs = started().map(CampaignStarted::durationNs).orElse(null);
        boolean againstItself = started().map(CampaignStarted::againstItself).orElse(false);
        Campaign sided = againstItself ? campaign.againstItself() : campaign;
        Campaign seeded = started().map(begun -> sided.withSeed(begun.seed())).orElse(sided);
        Campaign lasting = durationNs == null ? seeded : seeded.lasting(durationNs);
        return priority == null ? lasting : lasting.withPriority(priority);
    }

    /**
     * Begins a campaign in a folder that holds none.
     *
     * @param priority in place of the campaign's own, or null
     * @param durationNs likewise
     * @param againstItself whether the reference is on both sides
     */
    public void begin(
            Campaign campaign,
            byte[] yaml,
            @Nullable Integer priority,
            @Nullable Long durationNs,
            boolean againstItself)
            throws IOException {
        refuseOthers(yaml);
        AtomicFile.write(campaignFile(), yaml);
        journal.append(new CampaignStarted(
                UUID.randomUUID().toString(),
                campaign.name(),
                campaign.sourceSha256(),
                campaign.seed(),
                priority,
                durationNs,
                againstItself,
                clock.instant()));
    }

    /** Files that were there before, and that this campaign would write over one day. */
    private void refuseOthers(byte[] yaml) throws IOException {
        // A controller that was killed before its first entry left this very text.
        if (Files.isRegularFile(campaignFile()) && !Arrays.equals(Files.readAllBytes(campaignFile()), yaml)) {
            throw new IOException(written(campaignFile()));
        }
        for (String name : List.of(COMPARISON_FILE, GATES_FILE, ReportFiles.HTML, ReportFiles.MARKDOWN)) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(written(folder.resolve(name)));
            }
        }
    }

    private static String written(Path file) {
        return file + " is there already, and this campaign would write over it; name another folder with --out";
    }

    /** Sides that were begun here, in that order. */
    public List<String> sidesStarted() {
        return journal.entries().stream()
                .filter(SideStarted.class::isInstance)
                .map(entry -> ((SideStarted) entry).side())
                .distinct()
                .toList();
    }

    /** Whether anything was tried yet: before that, which sides were meant is not yet settled. */
    public boolean hasAttempts() {
        return journal.entries().stream().anyMatch(JournalEntry.AttemptStarted.class::isInstance);
    }

    /** Sides that need nothing more, as long as they are not begun again. */
    public List<String> sidesFinished() {
        return sidesStarted().stream().filter(side -> course(side).isFinished()).toList();
    }

    /** How far a side came. */
    public SideCourse course(String side) {
        return SideCourse.of(journal.entries(), side);
    }

    /** How often the side was measured that was measured most often, from 1: with a reboot each time. */
    public int turns() {
        return sidesStarted().stream().mapToInt(side -> course(side).turns()).reduce(1, Math::max);
    }

    /** Sides that were told to end before their plan did. */
    public List<String> sidesEndedByOrder() {
        return journal.entries().stream()
                .filter(EndOrdered.class::isInstance)
                .map(entry -> ((EndOrdered) entry).side())
                .distinct()
                .toList();
    }

    /** The load that ran meanwhile, where one did. */
    public Optional<Course> load() throws IOException {
        Path file = folder.resolve(Course.FILE);
        return Files.isRegularFile(file) ? Optional.of(CanonicalJson.read(file, Course.class)) : Optional.empty();
    }

    /**
     * Opens a side's run, under the uuid that it has or a new one, and notes the boot where it is a new one: a side that was
     * at its end is begun again by that.
     *
     * @param bootId of this machine, now
     */
    public RunFolder openSide(String side, String bootId) throws IOException {
        return openSide(side, bootId, UUID.randomUUID().toString());
    }

    /** As {@link #openSide(String, String)}, with the uuid that a side gets which has none yet. */
    public RunFolder openSide(String side, String bootId, String newUuid) throws IOException {
        List<SideStarted> before = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (entry instanceof SideStarted started && started.side().equals(side)) {
                before.add(started);
            }
        }
        String uuid = before.isEmpty() ? newUuid : before.get(0).uuid();
        if (before.stream().noneMatch(started -> started.bootId().equals(bootId))) {
            journal.append(new SideStarted(side, uuid, bootId, clock.instant()));
        }
        return openRun(side, uuid);
    }

    /**
     * Notes what these sides' documents say beside what was measured.
     *
     * @param cluster that they run in, or null for what was noted before
     * @param metadata the user's own, or null likewise
     */
    public void describe(List<String> sides, @Nullable ClusterFacts cluster, @Nullable Map<String, Object> metadata)
            throws IOException {
        for (String side : sides) {
            RunFacts known = SideFacts.of(journal.entries(), side);
            SideDescribed described = new SideDescribed(
                    side,
                    cluster == null ? known.cluster() : cluster,
                    metadata == null ? known.metadata() : metadata,
                    clock.instant());
            if (!Objects.equals(described.cluster(), known.cluster())
                    || !described.metadata().equals(known.metadata())) {
                journal.append(described);
            }
        }
    }

    /** Notes the nodes of a cluster on which a side is measured, where they are not as they were noted last. */
    public void meet(String side, List<NodeFacts> nodes) throws IOException {
        List<NodeFacts> last = List.of();
        for (JournalEntry entry : journal.entries()) {
            if (entry instanceof NodesObserved met && met.side().equals(side)) {
                last = met.nodes();
            }
        }
        if (!last.equals(nodes)) {
            journal.append(new NodesObserved(side, nodes, clock.instant()));
        }
    }

    /** The run of a side that was begun, now or earlier. */
    public Optional<RunFolder> run(String side) throws IOException {
        if (runs.containsKey(side)) {
            return Optional.of(runs.get(side));
        }
        for (JournalEntry entry : journal.entries()) {
            if (entry instanceof SideStarted started && started.side().equals(side)) {
                return Optional.of(openRun(side, started.uuid()));
            }
        }
        return Optional.empty();
    }

    private RunFolder openRun(String side, String uuid) throws IOException {
        RunFolder run = RunFolder.open(folder, uuid, side, Disk.real());
        runs.put(side, run);
        return run;
    }

    /** Runs that were opened, by side. */
    public Map<String, RunFolder> runs() {
        return Map.copyOf(runs);
    }

    public Journal journal() {
        return journal;
    }

    public Path folder() {
        return folder;
    }

    public Clock clock() {
        return clock;
    }

    /**
     * Closes a campaign whose sides are through, if that is not done yet.
     *
     * @param gates that it is held to
     */
    public void closeJournal(List<Gate> gates) throws IOException {
        List<JournalEntry> entries = journal.entries();
        boolean through = !sidesStarted().isEmpty() && sidesFinished().containsAll(sidesStarted());
        if (through && !(entries.get(entries.size() - 1) instanceof CampaignClosed)) {
            journal.append(new CampaignClosed(
                    SealCheck.evidenceIn(folder),
                    gates.stream().map(Gate::toString).toList(),
                    clock.instant()));
        }
    }

    /** The gates that held when the campaign was closed, as they were written. */
    public List<String> closedGates() {
        return CampaignClosed.last(journal.entries()).map(CampaignClosed::gates).orElse(List.of());
    }

    /** Writes a campaign's file as its canonical JSON, in one step. */
    public void writeJson(String name, Object value) throws IOException {
        AtomicFile.write(
                folder.resolve(name), CanonicalJson.writeIndented(value).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
