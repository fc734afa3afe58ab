package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideBySideTextTest {
    private static Comparison compared(int tunedNs) {
        return Comparer.compare(
                new Comparer.Identity("a-test", "c"),
                Runs.of("baseline")
                        .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(40_000 + i))
                        .input(),
                Runs.of("tuned")
                        .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(tunedNs + i))
                        .input(),
                new Method(List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 2, 1, List.of()));
    }

    @Test
    void oneMetricOfAllClustersStandsTogetherAndOneWithoutItSaysSo() {
        Map<String, List<Comparison>> clusters = new LinkedHashMap<>();
        clusters.put("berlin", List.of(compared(20_000)));
        clusters.put("away", List.of());
        clusters.put("oslo", List.of(compared(40_000)));

        assertThat(SideBySideText.table(clusters).lines().toList())
                .satisfiesExactly(
                        header -> assertThat(header).startsWith("metric").endsWith("verdict"),
                        berlin -> assertThat(berlin)
                                .containsPattern("wakeup-P99 +tuned +berlin +x0\\.50 \\[0\\.50, 0\\.50\\] +IMPROVED"),
                        away -> assertThat(away).containsPattern("wakeup-P99 +tuned +away +- +not measured"),
                        oslo -> assertThat(oslo).containsPattern("oslo +x1\\.00 .*EQUIVALENT"));
    }

    @Test
    void whereNothingIsComparedThereIsNoTable() {
        assertThat(SideBySideText.table(Map.of("a", List.of()))).isEmpty();
    }
}
