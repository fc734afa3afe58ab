package io.quietcore.results.store;

import io.quietcore.contract.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Several runs of one configuration as one: their repetitions, numbered on. Pure. */
public final class CombinedRuns {
    private CombinedRuns() {}

    /** The runs in this order, one or more, under a name. */
    public static StoredRun of(String name, List<StoredRun> runs) {
        List<StoredRepetition> repetitions = new ArrayList<>();
        List<StoredRepetition> explained = new ArrayList<>();
        int before = 0;
        for (StoredRun run : runs) {
            int offset = before;
            for (StoredRepetition each : run.repetitions()) {
                before = Math.max(before, offset + each.number());
                repetitions.add(numbered(each, offset + each.number()));
            }
            explained.addAll(run.explained());
        }
        return new StoredRun(
                runs.get(0).folder(),
                runs.stream().map(StoredRun::uuid).collect(Collectors.joining("+")),
                name,
                repetitions,
                explained);
    }

    private static StoredRepetition numbered(StoredRepetition repetition, int number) {
        return new StoredRepetition(repetition.folder(), repetition.result().numbered(number), repetition.histograms());
    }

    /**
     * How these runs were configured, in words; more than one where they are no repetitions of one another.
     *
     * @param runs one or more
     */
    public static Set<String> configurations(List<StoredRun> runs) {
        Set<String> all = new TreeSet<>();
        for (StoredRun run : runs) {
            for (StoredRepetition repetition : run.repetitions()) {
                ProbeSpec spec = repetition.result().spec();
                all.add(spec.side() + ": " + configuration(spec));
            }
        }
        return all;
    }

    /** How one role was configured, in words. */
    public static String configuration(ProbeSpec spec) {
        return (spec.request().pinned() ? "pinned" : "not pinned") + ", "
                + (spec.settings().fifo() ? "FIFO" : "not FIFO")
                + (spec.settings().lockMemory() ? ", memory locked" : "")
                + (spec.settings().holdIdleStates() ? ", idle states held" : "");
    }
}
