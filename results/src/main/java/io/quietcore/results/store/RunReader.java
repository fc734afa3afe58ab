package io.quietcore.results.store;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
        RepetitionReader files = new RepetitionReader();
        // Files are read and decoded on all CPUs, and judged one after the other, in the order of their names.
        RunFolder.entries(folder.resolve(RunFolder.REPETITIONS)).parallelStream()
                .map(files::read)
                .toList()
                .forEach(reader::take);
        reader.repetitions.sort(ORDER);
        String known = reader.side == null ? "" : reader.side;
        Map<Boolean, List<StoredRepetition>> explained = reader.repetitions.stream()
                .collect(Collectors.partitioningBy(each -> each.result().spec().explained()));
        StoredRun run = new StoredRun(
                folder, uuid, known, explained.getOrDefault(false, List.of()), explained.getOrDefault(true, List.of()));
        return new RunContents(run, reader.setAside, reader.damaged);
    }

    private void take(RepetitionReader.Found found) {
        if (found instanceof RepetitionReader.Whole whole) {
            takeWhole(whole.repetition());
        } else if (found instanceof RepetitionReader.Aside aside) {
            setAside.add(aside.what());
        } else if (found instanceof RepetitionReader.Damaged one) {
            damaged.add(one.what());
        }
    }

    private void takeWhole(StoredRepetition repetition) {
        ProbeSpec spec = repetition.result().spec();
        if (side == null) {
            side = spec.side();
        }
        if (spec.uuid().equals(uuid) && spec.side().equals(side)) {
            repetitions.add(repetition);
        } else {
            damaged.add(new DamagedRepetition(
                    repetition.folder(),
                    repetition.folder().resolve(ProbeResult.FILE),
                    "a result of run " + spec.uuid() + ", side " + spec.side(),
                    "run " + uuid + ", side " + side));
        }
    }
}
