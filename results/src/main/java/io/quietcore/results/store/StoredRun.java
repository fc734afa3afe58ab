package io.quietcore.results.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run: one uuid, one folder, the valid repetitions of one side of a campaign.
 *
 * @param folder {@code collected-metrics-<uuid>}
 * @param uuid the run's
 * @param side the campaign's side that it measured
 * @param repetitions the valid ones that are compared, by number, group and role
 * @param explained those whose spikes were explained meanwhile, which disturbed them: told, and compared with nothing
 */
public record StoredRun(
        Path folder, String uuid, String side, List<StoredRepetition> repetitions, List<StoredRepetition> explained) {
    public StoredRun {
        repetitions = List.copyOf(repetitions);
        explained = List.copyOf(explained);
    }

    /** Every valid repetition, whatever it is for. */
    public List<StoredRepetition> all() {
        return Stream.concat(repetitions.stream(), explained.stream()).toList();
    }
}
