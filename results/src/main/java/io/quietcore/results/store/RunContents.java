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
}
