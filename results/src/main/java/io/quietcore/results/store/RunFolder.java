package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import io.quietcore.results.store.RepetitionFolderName.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run, {@code collected-metrics-<uuid>}, in kube-burner's layout: its top level holds JSON arrays of
 * documents and nothing else; what was measured lies below {@code repetitions/}, a folder for each repetition and role.
 *
 * <p>A repetition is written beside its final name, each file synced, and renamed into place: it is there whole, or what
 * is there begins with {@code .writing-}. Nothing is overwritten. One process at a time ({@link CampaignLock}), one
 * thread at a time.
 */
public final class RunFolder {
    /** What a run's folder is called, followed by its uuid (kube-burner's default {@code metricsDirectory}). */
    public static final String PREFIX = "collected-metrics-";

    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    public static final String REPETITIONS = "repetitions";

    private final Path folder;
    private final String uuid;
    private final String side;
    private final Disk disk;

    private RunFolder(Path folder, String uuid, String side, Disk disk) {
        this.folder = folder;
        this.uuid = uuid;
        this.side = side;
        this.disk = disk;
    }

    /** The run's folder below a campaign's, created where it is missing. */
    public static RunFolder open(Path campaignFolder, String uuid, String side, Disk disk) throws IOException {
        if (!UUID.matcher(uuid).matches()) {
            throw new IOException(campaignFolder
                    + ": found a run's uuid that can name no folder; expected letters, digits" + " and dashes");
        }
        Path folder = campaignFolder.resolve(PREFIX + uuid);
        for (Path needed : List.of(folder, folder.resolve(REPETITIONS))) {
            if (!Files.isDirectory(needed)) {
                disk.createFolder(needed);
                disk.sync(needed.resolveSibling("."));
            }
        }
        return new RunFolder(folder, uuid, side, disk);
    }

    /**
     * Reads a finished run's folder, whose side is the one that its repetitions name.
     *
     * @throws IOException when it is no run's folder, or cannot be listed
     */
    public static RunContents read(Path runFolder) throws IOException {
        if (!isRun(runFolder)) {
            throw new IOException(runFolder + " is not the folder of a run; expected " + PREFIX
                    + "<uuid> with a folder " + REPETITIONS + " in it");
        }
        return RunReader.read(runFolder, name(runFolder).substring(PREFIX.length()), null);
    }

    /** Whether a folder is that of a run, whatever is in it. */
    static boolean isRun(Path folder) {
        return isNamedAsRun(folder) && Files.isDirectory(folder.resolve(REPETITIONS));
    }

    /**
     * Whether a file of a repetition's folder is the repetition's: one that its sums name, or the sums. Of a folder without sums,
     * as one that failed has, all is its own.
     */
    public static boolean isOfRepetition(Path file) {
        String last = name(file);
        Path sums = file.resolveSibling(RepetitionFiles.SUMS);
        if (!name(file.resolveSibling("..")).equals(REPETITIONS)) {
            return false;
        }
        try {
            return last.equals(RepetitionFiles.SUMS)
                    || !Files.isRegularFile(sums)
                    || RepetitionFiles.parseSums(Files.readAllBytes(sums)).containsKey(last);
        } catch (IOException | DamagedFileException e) {
            return false;
        }
    }

    /** Whether it has a name that kube-burner's folders have too. */
    public static boolean isNamedAsRun(Path folder) {
        return name(folder).startsWith(PREFIX) && Files.isDirectory(folder);
    }

    private static String name(Path folder) {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    /** Where documents go. */
    public Path folder() {
        return folder;
    }

    public String uuid() {
        return uuid;
    }

    public String side() {
        return side;
    }

    /**
     * What lies in the folder, every checksum and count verified. What is damaged is told, never skipped in silence.
     *
     * @throws IOException when the folder cannot be listed
     */
    public RunContents read() throws IOException {
        return RunReader.read(folder, uuid, side);
    }

    /**
     * Stores what one role measured. A valid result gets the name of a whole repetition, an invalid one a name that
     * says so. A result that calls itself valid while its histograms are not what it says of them is stored as invalid,
     * with that as the reason.
     *
     * @param files by name; {@code result.json} is written from {@code result}, whatever they hold under that name
     * @return the folder, and the reasons that the result is invalid, if it is
     * @throws IllegalArgumentException for names of files that could leave the folder, or for more than is sensible
     * @throws IOException when the folder is there already, or the disk refuses
     */
    public Stored writeRepetition(ProbeResult result, Map<String, byte[]> files) throws IOException {
        ProbeSpec spec = result.spec();
        if (!spec.uuid().equals(uuid) || !spec.side().equals(side)) {
            throw new IllegalArgumentException("a result of run " + spec.uuid() + ", side " + spec.side()
                    + ", does not belong into run " + uuid + ", side " + side);
        }
        ProbeResult judged = judged(result, files);
        Map<String, byte[]> all = new TreeMap<>(files);
        all.put(ProbeResult.FILE, CanonicalJson.writeIndented(judged).getBytes(StandardCharsets.UTF_8));
        RepetitionFiles.checkNames(all);
        all.put(RepetitionFiles.SUMS, RepetitionFiles.sums(all));

        RepetitionFolderName whole = RepetitionFolderName.whole(spec);
        Path last = repetition(judged.valid() ? whole : whole.marked(Mark.INVALID, spec.attempt()));
        if (Files.exists(last, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("cannot write " + last + ": it is there already, and a repetition is never"
                    + " overwritten; go on in this folder with --resume, or choose another one");
        }
        Path beside = last.resolveSibling(RepetitionFolderName.WRITING + whole.base() + "-" + spec.attempt());
        discard(beside);
        disk.createFolder(beside);
        for (Map.Entry<String, byte[]> file : all.entrySet()) {
            Path path = beside.resolve(file.getKey());
            disk.write(path, file.getValue());
            disk.sync(path);
        }
        disk.sync(beside);
        disk.rename(beside, last);
        disk.sync(folder.resolve(REPETITIONS));
        return new Stored(last, judged.reasons());
    }

    /**
     * What was stored.
     *
     * @param folder where
     * @param reasons why it is invalid; empty for a whole and valid repetition
     */
    public record Stored(Path folder, List<String> reasons) {
        public boolean valid() {
            return reasons.isEmpty();
        }
    }

    private static ProbeResult judged(ProbeResult result, Map<String, byte[]> files) {
        if (!result.valid()) {
            return result;
        }
        try {
            RepetitionFiles.histograms(result, files);
            return result;
        } catch (DamagedFileException e) {
            List<String> reasons = List.of(String.valueOf(e.getMessage()));
            return new ProbeResult(
                    result.spec(),
                    result.grant(),
                    result.startedAt(),
                    result.endedAt(),
                    result.host(),
                    result.floor(),
                    result.histograms(),
                    result.windows(),
                    result.spikes(),
                    result.spikesLost(),
                    result.explanations(),
                    result.evidence(),
                    result.stopped(),
                    reasons);
        }
    }

    /** Whether a result of this role's attempt was stored, be it whole or damaged, valid or not. */
    public boolean has(ProbeSpec spec) {
        RepetitionFolderName whole = RepetitionFolderName.whole(spec);
        return Files.exists(repetition(whole)) || Files.exists(repetition(whole.marked(Mark.INVALID, spec.attempt())));
    }

    /** Whether a result of this role's attempt was set aside because another one's was missing or invalid. */
    public boolean isIncomplete(ProbeSpec spec) {
        return Files.exists(repetition(RepetitionFolderName.whole(spec).marked(Mark.INCOMPLETE, spec.attempt())));
    }

    /** What an earlier controller stored of this role's attempt, if anything. */
    public Optional<StoredRole> stored(ProbeSpec spec) {
        RepetitionFolderName whole = RepetitionFolderName.whole(spec);
        RepetitionReader.Found found = find(whole);
        if (found instanceof RepetitionReader.Whole one) {
            ProbeResult result = one.repetition().result();
            return result.spec().attempt() == spec.attempt()
                    ? Optional.of(new StoredRole(result.stopped(), List.of()))
                    : Optional.empty();
        }
        if (found instanceof RepetitionReader.Damaged damaged) {
            return Optional.of(new StoredRole(false, List.of(damaged.what().message())));
        }
        return find(whole.marked(Mark.INVALID, spec.attempt())) instanceof RepetitionReader.Aside aside
                ? Optional.of(new StoredRole(false, aside.what().reasons()))
                : Optional.empty();
    }

    /**
     * What is stored of a role.
     *
     * @param stopped whether it is shorter by order
     * @param reasons why it is invalid; empty where it is not
     */
    public record StoredRole(boolean stopped, List<String> reasons) {
        public StoredRole {
            reasons = List.copyOf(reasons);
        }
    }

    private RepetitionReader.@Nullable Found find(RepetitionFolderName name) {
        Path path = repetition(name);
        return Files.exists(path) ? new RepetitionReader().read(path) : null;
    }

    /**
     * Marks a role's stored repetition as incomplete, because another role of the same attempt has none, or the attempt
     * was stopped. Does nothing where none of that attempt lies under the name of a whole one.
     *
     * @return where it lies now
     */
    public Optional<Path> markIncomplete(ProbeSpec spec) throws IOException {
        RepetitionFolderName whole = RepetitionFolderName.whole(spec);
        boolean thisAttempt = find(whole) instanceof RepetitionReader.Whole stored
                && stored.repetition().result().spec().attempt() == spec.attempt();
        return thisAttempt ? Optional.of(markIncomplete(whole, spec.attempt())) : Optional.empty();
    }

    Path markIncomplete(RepetitionFolderName whole, int attempt) throws IOException {
        Path marked = repetition(whole.marked(Mark.INCOMPLETE, attempt));
        disk.rename(repetition(whole), marked);
        disk.sync(folder.resolve(REPETITIONS));
        return marked;
    }

    /**
     * What an attempt left here, for {@link JournalEntry.AttemptStored}: each of its folders with its seal.
     *
     * @param roles of its group
     */
    Map<String, String> sealed(String group, int repetition, int attempt, Collection<String> roles) {
        Map<String, String> seals = new TreeMap<>();
        for (String role : roles) {
            RepetitionFolderName whole = RepetitionFolderName.whole(repetition, group, role);
            for (RepetitionFolderName name :
                    List.of(whole, whole.marked(Mark.INVALID, attempt), whole.marked(Mark.INCOMPLETE, attempt))) {
                Path path = repetition(name);
                boolean ofAnother =
                        name.equals(whole) && RepetitionReader.attempt(path).orElse(0) != attempt;
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !ofAnother) {
                    seals.put(name.toString(), RepetitionReader.seal(path));
                }
            }
        }
        return seals;
    }

    /** The entry that says what an attempt left here, to be written before its end. */
    public AttemptStored stored(String group, int repetition, int attempt, Collection<String> roles, Instant at) {
        return new AttemptStored(side, group, repetition, attempt, sealed(group, repetition, attempt, roles), at);
    }

    /**
     * Removes what a killed writer left half written, and nothing else; for a controller that goes on with this run.
     *
     * @return the names, to be reported as incomplete
     */
    public List<String> discardUnfinished() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path parent : List.of(folder, folder.resolve(REPETITIONS))) {
            for (Path entry : entries(parent)) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(RepetitionFolderName.WRITING)) {
                    discard(entry);
                    names.add(name);
                }
            }
        }
        return names;
    }

    private void discard(Path unfinished) throws IOException {
        if (Files.isDirectory(unfinished, LinkOption.NOFOLLOW_LINKS)) {
            for (Path file : entries(unfinished)) {
                disk.delete(file);
            }
        }
        if (Files.exists(unfinished, LinkOption.NOFOLLOW_LINKS)) {
            disk.delete(unfinished);
        }
    }

    private Path repetition(RepetitionFolderName name) {
        return folder.resolve(REPETITIONS).resolve(name.toString());
    }

    /** What a folder holds, sorted by name. */
    static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw DiskFailure.of("list", folder, e);
        }
    }
}
