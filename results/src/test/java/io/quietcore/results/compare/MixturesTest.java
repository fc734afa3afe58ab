package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Form;
import io.quietcore.contract.Gate.Limit;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.results.document.RunDescription;
import io.quietcore.results.document.RunDocuments;
import io.quietcore.results.export.CsvExport;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.history.HistoryRun;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What one probe measures of several things is judged one by one: their mixture moves with its shares. */
class MixturesTest {
    private static final double SET_NS = 0.25e9;
    private static final Comparer.Identity CAMPAIGN = new Comparer.Identity("memory", "");

    /** Chains of 64 loads over four working sets, each for a quarter of a second: the slower a load, the fewer there are. */
    private static Map<String, Histogram> chains(double dramNs) {
        Map<String, Histogram> chains = new LinkedHashMap<>();
        chains.put("", new Histogram(1, 3_600_000_000_000L, 3));
        chains.put("l1", set(u -> 64));
        chains.put("l2", set(u -> 256));
        chains.put("l3", set(u -> 768 * (1 + 2 * Math.pow(u, 2.5))));
        chains.put("dram", set(u -> dramNs * (0.9 + 0.2 * u)));
        chains.forEach((label, histogram) -> {
            if (!label.isEmpty()) {
                chains.get("").add(histogram);
            }
        });
        return chains;
    }

    /** Values by their quantile, as many as fit into the time. */
    private static Histogram set(DoubleUnaryOperator value) {
        Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
        int steps = 1_000;
        double mean = 0;
        for (int i = 0; i < steps; i++) {
            mean += value.applyAsDouble((i + 0.5) / steps) / steps;
        }
        for (int i = 0; i < steps; i++) {
            histogram.recordValueWithCount(
                    Math.round(value.applyAsDouble((i + 0.5) / steps)), Math.round(SET_NS / mean / steps));
        }
        return histogram;
    }

    private static Runs memory(String side, double dramNs) {
        return Runs.of(side).series(Probe.MEMORY, 0, 1, 6, i -> chains(dramNs * (1 + 0.001 * i)));
    }

    private static Metric metric(String name) {
        return Metric.named(name).orElseThrow();
    }

    private static Comparison compared(String primary) {
        return Comparer.compare(
                CAMPAIGN,
                memory("baseline", 6_400).input(),
                memory("tuned", 12_800).input(),
                new Method(List.of(metric(primary)), 5, null, 2, 1, List.of()));
    }

    private static MetricComparison of(Comparison comparison, String name) {
        return comparison.metrics().stream()
                .filter(each -> each.metric().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among "
                        + comparison.metrics().stream()
                                .map(MetricComparison::metric)
                                .toList()));
    }

    /** P99 of all loads falls to 0.85 of what it was, and was told as an improvement. */
    @Test
    void dramThatIsTwiceAsSlowIsNoImprovement() {
        Comparison comparison = compared("memory-dram-P99");

        MetricComparison judged = of(comparison, "memory-dram-P99");
        assertThat(judged.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(judged.certain()).isTrue();
        assertThat(judged.effect().estimate()).isCloseTo(2, within(0.01));
        MetricComparison merged = of(comparison, "memory-merged-P99");
        assertThat(merged.sideMedian() / merged.referenceMedian()).isCloseTo(0.85, within(0.01));
        assertThat(comparison.metrics().stream()
                        .filter(each -> each.metric().series().isMerged()))
                .isNotEmpty()
                .allSatisfy(each -> {
                    assertThat(each.verdict()).isNull();
                    assertThat(each.effect()).isNull();
                    assertThat(each.p()).isNull();
                    assertThat(each.reason()).contains("never judged");
                });
        assertThat(of(comparison, "memory-l3-P99").effect().estimate()).isEqualTo(1);
    }

    @Test
    void whereNothingIsDeclaredTheLastWorkingSetJudges() {
        List<Metric> own = DefaultPrimary.of(
                        List.of(metric("memory-dram-P99")),
                        List.of(memory("a", 6_400).run()))
                .metrics();
        assertThat(own).containsExactly(metric("memory-dram-P99"));

        // A run of earlier days, whose sets are named after their sizes.
        Runs named = Runs.of("a").series(Probe.MEMORY, 0, 1, 6, i -> {
            Map<String, Histogram> chains = new LinkedHashMap<>();
            chains(6_400).forEach((label, histogram) -> chains.put(label.isEmpty() ? "" : "ws-" + label, histogram));
            return chains;
        });
        DefaultPrimary older = DefaultPrimary.of(List.of(metric("memory-dram-P99")), List.of(named.run()));
        assertThat(older.metrics()).containsExactly(metric("memory-ws-dram-P99"));
        assertThat(older.notes()).containsExactly("memory-dram is judged by memory-ws-dram, which every side measured");
    }

    @Test
    void aMixtureHasNoVerdict() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compared("memory-merged-P99"))
                .withMessageContaining("one series");
        Comparison comparison = compared("memory-P99");
        assertThat(of(comparison, "memory-P99").verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(of(comparison, "memory-P99").effect()).isNull();
    }

    @Test
    void aGateIsHeldAgainstItsSeries() {
        assertThat(gate("memory-dram", 7_200)).isEqualTo(GateResult.Outcome.PASSED);
        assertThat(gate("memory-dram", 5_000)).isEqualTo(GateResult.Outcome.FAILED);
        assertThat(gate("memory-l1", 70)).isEqualTo(GateResult.Outcome.PASSED);
        GateResult mixture = result("memory", 5_000);
        assertThat(mixture.outcome()).isEqualTo(GateResult.Outcome.UNDECIDED);
        assertThat(mixture.reason())
                .isEqualTo("there is no memory; what was measured: memory-dram, memory-l1, memory-l2, memory-l3");
    }

    /** A quarter of the window is its own: what is rare there is four times as frequent as in all of the time. */
    @Test
    void aRateIsOfTheTimeThatTheSeriesMeasured() {
        assertThat(result("memory-dram", 7_200).seconds() * 4)
                .isEqualTo(Gates.judge(List.of(gate(ProbeSeries.of(Probe.WAKEUP), 1e9)), wakeups(), null, method())
                        .get(0)
                        .seconds());
    }

    private static StoredRun wakeups() {
        return Runs.of("a")
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(1_000))
                .run();
    }

    private static GateResult.Outcome gate(String series, double limitNs) {
        return result(series, limitNs).outcome();
    }

    private static GateResult result(String series, double limitNs) {
        return Gates.judge(
                        List.of(gate(ProbeSeries.named(series).orElseThrow(), limitNs)),
                        memory("a", 6_400).run(),
                        null,
                        method())
                .get(0);
    }

    private static Method method() {
        return new Method(List.of(), 5, null, 6, 1, List.of());
    }

    private static Gate gate(ProbeSeries series, double limitNs) {
        return new Gate(
                series,
                new Quantity(Statistic.P99, 0),
                new Form(Form.Kind.SHARE, 0.5),
                Gate.Comparison.BELOW,
                Limit.of(limitNs),
                null,
                Scope.EVERYWHERE);
    }

    /** Each series has its document, its row and its point in the history; what is merged is no point. */
    @Test
    void everySeriesIsToldAndOnlyTheMixtureIsNotRemembered() throws IOException {
        StoredRun run = memory("a", 6_400).run();
        List<String> all = List.of("dram", "l1", "l2", "l3", "merged");

        Map<String, List<Map<String, Object>>> documents =
                RunDocuments.of(run, new RunDescription("memory", "c-1", "1.0", 6, List.of(), true, RunFacts.NONE));
        assertThat(documents.keySet().stream().filter(name -> name.endsWith("-P99.json")))
                .containsExactlyElementsOf(
                        all.stream().map(each -> "memory-" + each + "-P99.json").toList());
        assertThat(documents.get("memory-dram-P99.json").get(0).get("labels"))
                .asString()
                .contains("series=dram");
        StringBuilder csv = new StringBuilder();
        CsvExport.write(List.of(run), csv);
        assertThat(all).allMatch(each -> csv.toString().contains(",memory," + each + ",P99,"));
        assertThat(HistoryRun.of(run, "w", List.of(metric("memory-dram-P99"))).values().stream()
                        .filter(each -> each.metric().statistic() == Statistic.P99)
                        .map(each -> each.metric().name() + (each.primary() ? " primary" : "")))
                .containsExactly("memory-dram-P99 primary", "memory-l1-P99", "memory-l2-P99", "memory-l3-P99");
    }

    /** Reads where only reads were asked for, and the raw values beside a probe's one series. */
    @Test
    void whatHoldsNothingOrStandsBesideIsNoSeries() {
        Runs reads = Runs.of("a")
                .series(
                        Probe.STORAGE,
                        0,
                        1,
                        2,
                        i -> Map.of(
                                "",
                                Runs.latencies(9_000),
                                "read-4k",
                                Runs.latencies(9_000),
                                "write-4k",
                                new Histogram(3)))
                .series(Probe.WAKEUP, 0, 1, 2, i -> Map.of("", Runs.latencies(900), "raw", Runs.latencies(900)));

        assertThat(DefaultPrimary.in(reads.run(), Probe.STORAGE))
                .map(ProbeSeries::spelling)
                .containsExactly("storage-read-4k");
        assertThat(DefaultPrimary.in(reads.run(), Probe.WAKEUP))
                .map(ProbeSeries::spelling)
                .containsExactly("wakeup");
        assertThat(Arrays.stream(new String[] {"wakeup-raw-P99", "jitter-x-lost", "handoff-0-1-P99"}))
                .allMatch(name -> Metric.named(name).isEmpty());
    }
}
