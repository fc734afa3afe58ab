package io.quietcore.results.store;

import java.util.List;

/**
 * All that lies in a run's folder.
 *
 * @param run the whole and valid repetitions
 * @param setAside those that are marked in their names
 * @param damaged those that are neither; callers say so, and take them as missing
 */
public record RunContents(StoredRun run, List<SetAside> setAside, List<DamagedRepetition> damaged) {
    public RunContents {
        setAside = List.copyOf(setAside);
        damaged = List.copyOf(damaged);
    }

    /** The same without the repetitions beyond these numbers: of a side that is being measured once more. */
    public RunContents upTo(int repetitions, int explained) {
        return new RunContents(
                new StoredRun(
                        run.folder(),
                        run.uuid(),
                        run.side(),
                        run.repetitions().stream()
                                .filter(each -> each.number() <= repetitions)
                                .toList(),
                        run.explained().stream()
                                .filter(each -> each.number() <= explained)
                                .toList()),
                setAside,
                damaged);
    }
}
