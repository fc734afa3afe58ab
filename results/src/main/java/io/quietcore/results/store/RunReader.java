package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import io.quietcore.results.store.RepetitionFolderName.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the repetitions of a run, believing nothing. */
final class RunReader {
    private static final Comparator<StoredRepetition> ORDER = Comparator.comparingInt(StoredRepetition::number)
            .thenComparing(stored -> stored.result().spec().group())
            .thenComparing(stored -> stored.result().spec().role());

    private final String uuid;
    private @Nullable String side;
    private final List<StoredRepetition> repetitions = new ArrayList<>();
    private final List<SetAside> setAside = new ArrayList<>();
    private final List<DamagedRepetition> damaged = new ArrayList<>();

    private RunReader(String uuid, @Nullable String side) {
        this.uuid = uuid;
        this.side = side;
    }

    /** Reads a folder; the side is that of the first repetition where none is given. */
    static RunContents read(Path folder, String uuid, @Nullable String side) throws IOException {
        RunReader reader = new RunReader(uuid, side);
        for (Path entry : RunFolder.entries(folder.resolve(RunFolder.REPETITIONS))) {
            reader.take(entry);
        }
        reader.repetitions.sort(ORDER);
        String known = reader.side == null ? "" : reader.side;
        Map<Boolean, List<StoredRepetition>> explained = reader.repetitions.stream()
                .collect(Collectors.partitioningBy(each -> each.result().spec().explained()));
        StoredRun run = new StoredRun(
                folder, uuid, known, explained.getOrDefault(false, List.of()), explained.getOrDefault(true, List.of()));
        return new RunContents(run, reader.setAside, reader.damaged);
    }

    private void take(Path entry) {
        String fileName = String.valueOf(entry.getFileName());
        if (fileName.startsWith(RepetitionFolderName.WRITING)) {
            return; // Not there yet, or never: RunFolder.discardUnfinished tells of it.
        }
        Optional<RepetitionFolderName> name = RepetitionFolderName.parse(fileName);
        if (name.isEmpty() || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            damaged.add(new DamagedRepetition(
                    entry, entry, "something that is no repetition", "folders such as 01-jitter-numa0"));
        } else if (name.get().mark() == Mark.WHOLE) {
            takeWhole(entry, name.get());
        } else {
            setAside.add(new SetAside(name.get(), name.get().mark() == Mark.INVALID ? reasons(entry) : List.of()));
        }
    }

    private static List<String> reasons(Path entry) {
        try {
            return parse(content(entry, ProbeResult.FILE)).reasons();
        } catch (DamagedFileException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private void takeWhole(Path entry, RepetitionFolderName name) {
        try {
            Map<String, byte[]> files = new TreeMap<>();
            // Files that have no sum are somebody's own: an export, a note.
            for (Map.Entry<String, String> sum : RepetitionFiles.parseSums(content(entry, RepetitionFiles.SUMS))
                    .entrySet()) {
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
            ProbeResult result = parse(files.getOrDefault(ProbeResult.FILE, new byte[0]));
            checkBelongs(result, name);
            repetitions.add(new StoredRepetition(entry, result, RepetitionFiles.histograms(result, files)));
        } catch (DamagedFileException e) {
            damaged.add(new DamagedRepetition(entry, entry.resolve(e.file), e.found, e.expected));
        }
    }

    private static ProbeResult parse(byte[] json) throws DamagedFileException {
        try {
            return CanonicalJson.read(json, ProbeResult.class);
        } catch (MalformedJsonException e) {
            throw new DamagedFileException(
                    ProbeResult.FILE, "what cannot be read (" + e.getMessage() + ")", "a probe's result");
        }
    }

    private void checkBelongs(ProbeResult result, RepetitionFolderName name) throws DamagedFileException {
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
        if (side == null) {
            side = spec.side();
        }
        if (!spec.uuid().equals(uuid) || !spec.side().equals(side)) {
            throw new DamagedFileException(
                    ProbeResult.FILE,
                    "a result of run " + spec.uuid() + ", side " + spec.side(),
                    "run " + uuid + ", side " + side);
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
