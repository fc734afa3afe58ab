package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.store.StoredRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class CpuMapTest {
    /** Both NUMA nodes of so many nodes; the second NUMA node loses twice as much, the last node ten times. */
    private static Map<String, StoredRun> runs(int nodes) {
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        for (String side : List.of("baseline", "tuned")) {
            Runs made = Runs.of(side);
            for (int node = 0; node < nodes; node++) {
                double percent = node == nodes - 1 ? 10 : 1;
                made.on("worker-" + node)
                        .measured(Probe.JITTER, 0, 2, i -> Runs.gaps(percent))
                        .measured(Probe.JITTER, 1, 2, i -> Runs.gaps(2 * percent));
            }
            runs.put(side, made.run());
        }
        return runs;
    }

    private static String page(Map<String, StoredRun> runs) {
        Html page = new Html();
        page.open("body");
        CpuMapSection.write(page, runs);
        return page.close().toString();
    }

    @Test
    void eachCpuOfEachNumaNodeHasItsValueOverAllRepetitions() {
        CpuMap map = CpuMap.of(runs(2)).get(0);

        assertThat(map.statistic()).isEqualTo(Statistic.LOST);
        assertThat(map.cells().get("tuned"))
                .extracting(each -> each.place() + " " + each.cpu() + " " + Math.round(each.value()))
                .containsExactly(
                        "worker-0-numa0 4 1", "worker-0-numa1 5 2", "worker-1-numa0 4 10", "worker-1-numa1 5 20");
        assertThat(map.shades().of(1)).isZero();
        assertThat(map.shades().of(map.cells().get("tuned").get(3).value())).isEqualTo(1);
        assertThat(page(runs(2))).contains("data-place=\"worker-1-numa1\" data-cpu=\"5\" data-value=\"19.9999");
    }

    @Test
    void theStatisticIsOneThatEveryCpuHasSamplesFor() {
        Histogram few = new Histogram(3);
        few.recordValueWithCount(7_000, 1_000);
        Map<String, StoredRun> runs = Map.of(
                "tuned",
                Runs.of("tuned")
                        .measured(Probe.WAKEUP, 0, 1, i -> Runs.latencies(10_000))
                        .measured(Probe.WAKEUP, 1, 1, i -> few)
                        .run());

        // P95 needs 720 values and P99 needs 3,680.
        assertThat(CpuMap.of(runs).get(0).statistic()).isEqualTo(Statistic.P95);
    }

    @Test
    void whatIsLeftOutIsSaid() {
        Histogram none = new Histogram(3);
        none.recordValueWithCount(7_000, 3);
        Map<String, StoredRun> runs = Map.of(
                "tuned",
                Runs.of("tuned")
                        .measured(Probe.WAKEUP, 0, 1, i -> Runs.latencies(10_000))
                        .measured(Probe.WAKEUP, 1, 1, i -> none)
                        .run());

        assertThat(page(runs)).contains("not shown: <span data-n=\"cpu-lacking\">1</span>", "samples enough for");
    }

    @Test
    void oneCpuIsNoMap() {
        assertThat(CpuMap.of(Map.of(
                        "tuned",
                        Runs.of("tuned")
                                .measured(Probe.JITTER, 0, 2, i -> Runs.gaps(1))
                                .run())))
                .isEmpty();
    }

    @Test
    void ofManyNodesEachNumaNodeIsASquareAndTheWorstAreNamed() {
        int nodes = Comparison.MOST_PLACES + 250;
        String page = page(runs(nodes));

        // Of each side; the paths hold a square for every NUMA node.
        assertThat(page.split("<svg", -1)).hasSize(3);
        assertThat(page.split("h8", -1)).hasSize(1 + 2 * 2 * nodes);
        assertThat(page).contains("worker-" + (nodes - 1) + "-numa1").doesNotContain("worker-17-numa1");
        assertThat(page.length()).isLessThan(40_000);
    }

    @Test
    void namesAreText() {
        assertThat(page(Map.of(
                        HostileComparison.NAME,
                        Runs.of("x")
                                .measured(Probe.JITTER, 0, 1, i -> Runs.gaps(1))
                                .measured(Probe.JITTER, 1, 1, i -> Runs.gaps(1))
                                .run())))
                .contains("&lt;script&gt;")
                .doesNotContain("<script");
    }
}
