package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import io.quietcore.results.store.RepetitionFolderName.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Reads one entry of a run's folder, believing nothing. Any thread may read any entry; what is equal is kept once. */
final class RepetitionReader {
    private final SharedParts shared = new SharedParts();

    /** What an entry is. */
    sealed interface Found {}

    /** What a writer has not finished: not there yet, or never. {@link RunFolder#discardUnfinished} tells of it. */
    record Unfinished() implements Found {}

    /** Marked in its name. */
    record Aside(SetAside what) implements Found {}

    /** Neither whole nor marked. */
    record Damaged(DamagedRepetition what) implements Found {}

    /** Whole and valid by itself; whether it belongs to this run is not looked at. */
    record Whole(StoredRepetition repetition) implements Found {}

    /** Reads it. */
    Found read(Path entry) {
        String fileName = String.valueOf(entry.getFileName());
        if (fileName.startsWith(RepetitionFolderName.WRITING)) {
            return new Unfinished();
        }
        Optional<RepetitionFolderName> name = RepetitionFolderName.parse(fileName);
        if (name.isEmpty() || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return new Damaged(new DamagedRepetition(
                    entry, entry, "something that is no repetition", "folders such as 01-jitter-numa0"));
        }
        if (name.get().mark() != Mark.WHOLE) {
            return new Aside(new SetAside(name.get(), name.get().mark() == Mark.INVALID ? reasons(entry) : List.of()));
        }
        try {
            return new Whole(whole(entry, name.get()));
        } catch (DamagedFileException e) {
            return new Damaged(new DamagedRepetition(entry, entry.resolve(e.file), e.found, e.expected));
        }
    }

    private static List<String> reasons(Path entry) {
        try {
            return parse(content(entry, ProbeResult.FILE)).reasons();
        } catch (DamagedFileException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** What the journal keeps of a repetition: the SHA-256 of its sums where its files are what they say. */
    static String seal(Path entry) {
        try {
            files(entry);
            return digestOfSums(entry);
        } catch (DamagedFileException e) {
            return AttemptStored.DAMAGED;
        }
    }

    /** As {@link #seal}, whatever its files are. */
    static String digestOfSums(Path entry) throws DamagedFileException {
        return RepetitionFiles.sha256(content(entry, RepetitionFiles.SUMS));
    }

    /** The attempt that a repetition is of; empty where that cannot be read. */
    static OptionalInt attempt(Path entry) {
        try {
            return OptionalInt.of(parse(content(entry, ProbeResult.FILE)).spec().attempt());
        } catch (DamagedFileException e) {
            return OptionalInt.empty();
        }
    }

    private StoredRepetition whole(Path entry, RepetitionFolderName name) throws DamagedFileException {
        Map<String, byte[]> files = files(entry);
        ProbeResult result = parse(files.getOrDefault(ProbeResult.FILE, new byte[0]));
        checkIsThat(result, name);
        Map<SeriesKey, CompactHistogram> histograms = RepetitionFiles.histograms(result, files);
        // Asked for by all that comes; computed here, where all CPUs are at work.
        ProbeSpec spec = result.spec();
        histograms
                .values()
                .forEach(each -> HistogramStatistics.all(
                        spec.probe().statistics(), each, spec.schedule().thresholdNs()));
        return new StoredRepetition(entry, shared.of(result), histograms);
    }

    /** Every file that the sums name, each checked against its sum. */
    static Map<String, byte[]> files(Path entry) throws DamagedFileException {
        Map<String, byte[]> files = new TreeMap<>();
        // Files that have no sum are somebody's own: an export, a note.
        for (Map.Entry<String, String> sum :
                RepetitionFiles.parseSums(content(entry, RepetitionFiles.SUMS)).entrySet()) {
            byte[] content = content(entry, sum.getKey());
            String found = RepetitionFiles.sha256(content);
            if (!found.equals(sum.getValue())) {
                throw new DamagedFileException(
                        sum.getKey(),
                        "contents of SHA-256 " + found,
                        sum.getValue() + ", as " + RepetitionFiles.SUMS + " says");
            }
            files.put(sum.getKey(), content);
        }
        return files;
    }

    private static ProbeResult parse(byte[] json) throws DamagedFileException {
        try {
            return CanonicalJson.read(json, ProbeResult.class);
        } catch (MalformedJsonException e) {
            throw new DamagedFileException(
                    ProbeResult.FILE, "what cannot be read (" + e.getMessage() + ")", "a probe's result");
        }
    }

    private static void checkIsThat(ProbeResult result, RepetitionFolderName name) throws DamagedFileException {
        ProbeSpec spec = result.spec();
        if (!result.valid()) {
            throw new DamagedFileException(
                    ProbeResult.FILE, "an invalid result: " + String.join("; ", result.reasons()), "a valid one");
        }
        if (!name.isOf(spec)) {
            throw new DamagedFileException(
                    ProbeResult.FILE,
                    "the result of " + spec.group() + "/" + spec.role() + " repetition " + spec.repetition(),
                    "that of " + name.base());
        }
    }

    private static byte[] content(Path entry, String file) throws DamagedFileException {
        Path path = entry.resolve(file);
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new DamagedFileException(file, "nothing", "a file");
            }
            if (Files.size(path) > RepetitionFiles.MAX_BYTES) {
                throw new DamagedFileException(
                        file, Files.size(path) + " bytes", "at most " + RepetitionFiles.MAX_BYTES);
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new DamagedFileException(
                    file, "what cannot be read (" + e.getClass().getSimpleName() + ")", "a file that can");
        }
    }
}
