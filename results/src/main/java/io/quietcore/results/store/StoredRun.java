package io.quietcore.results.store;

import java.nio.file.Path;
import java.util.List;

/**
 * A run: one uuid, one folder, the valid repetitions of one side of a campaign.
 *
 * @param folder {@code collected-metrics-<uuid>}
 * @param uuid the run's
 * @param side the campaign's side that it measured
 * @param repetitions the valid ones, by number, group and role
 */
public record StoredRun(Path folder, String uuid, String side, List<StoredRepetition> repetitions) {
    public StoredRun {
        repetitions = List.copyOf(repetitions);
    }
}
