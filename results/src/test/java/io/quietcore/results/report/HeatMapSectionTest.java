package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HeatMapSectionTest {
    /** One repetition on each node, whose one pair takes 1 µs more on each node than on the one before. */
    private static StoredRun measuredOn(int nodes) {
        Runs made = Runs.of("tuned").evidence("distances", Evidence.seen("smt 0-1"));
        for (int node = 0; node < nodes; node++) {
            long roundTripNs = 1_000L * (node + 1);
            made.on("worker-" + node).measured(Probe.HANDOFF_MATRIX, 0, 1, repetition -> histogram(roundTripNs));
        }
        StoredRun run = made.run();
        List<StoredRepetition> ofPairs =
                run.repetitions().stream().map(HeatMapSectionTest::ofPair).toList();
        return new StoredRun(run.folder(), run.uuid(), run.side(), ofPairs, List.of());
    }

    private static Histogram histogram(long valueNs) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(valueNs, 100);
        return histogram;
    }

    private static StoredRepetition ofPair(StoredRepetition each) {
        SeriesKey key = each.histograms().keySet().iterator().next().with(SeriesKey.SERIES, "0-1");
        CompactHistogram histogram = each.histograms().values().iterator().next();
        return new StoredRepetition(each.folder(), each.result(), Map.of(key, histogram));
    }

    private static String page(int nodes) {
        Html page = new Html();
        page.open("body");
        HeatMapSection.write(page, Map.of("tuned", measuredOn(nodes)));
        return page.close().toString();
    }

    @Test
    void eachNodeHasAMapOfItsOwn() {
        assertThat(page(2)).contains("worker-0", "1.00 us", "worker-1", "2.00 us", "smt");
    }

    @Test
    void ofManyNodesTheSlowestAreDrawnAndTheOthersCounted() {
        String page = page(Comparison.MOST_PLACES + 3);

        assertThat(page).contains("worker-10", "worker-3", "on 3 more nodes of tuned is not drawn");
        assertThat(page).doesNotContain("worker-2");
    }
}
