package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSeriesTest {
    private static final SeriesKey PLAIN = SeriesKey.of("w1", 0, "2", "x");

    private static SeriesKey labelled(String name) {
        return PLAIN.with(SeriesKey.SERIES, name);
    }

    @ParameterizedTest
    @EnumSource(Probe.class)
    void whatIsSpelledIsReadAgain(Probe probe) {
        for (ProbeSeries series : ProbeSeries.of(probe, Parameters.NONE)) {
            assertThat(ProbeSeries.named(series.spelling())).contains(series);
            for (Statistic statistic : probe.statistics()) {
                Metric metric = new Metric(series, statistic);
                assertThat(Metric.named(metric.name())).contains(metric);
            }
        }
        assertThat(ProbeSeries.named(probe.spelling())).contains(ProbeSeries.of(probe));
    }

    @ParameterizedTest
    @CsvSource({
        "handoff-matrix-0-1-P50, handoff-matrix, 0-1",
        "memory-ws-64MiB-P99, memory, ws-64MiB",
        "storage-read-4k-max, storage, read-4k",
        "tick-to-trade-rate-10000-P999, tick-to-trade, rate-10000",
        "tick-to-trade-P999, tick-to-trade, ''",
        "memory-P99, memory, ''",
    })
    void aMetricNamesItsSeries(String metric, String probe, String series) {
        assertThat(Metric.named(metric).orElseThrow().series())
                .isEqualTo(new ProbeSeries(Probe.named(probe).orElseThrow(), series));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"handoff-0-1-P50", "wakeup-raw-P99", "jitter-a-lost", "memory--P99", "memory-a_b-P99", "P99", ""
            })
    void whatIsNoSeriesIsNoMetric(String name) {
        assertThat(Metric.named(name)).isEmpty();
    }

    @Test
    void aProbeOfOneSeriesHasNoOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProbeSeries(Probe.WAKEUP, "raw"))
                .withMessageContaining("one series");
    }

    @Test
    void allValuesAreAMixtureWhereTheirPartsWereRecorded() {
        Set<SeriesKey> sweep = Set.of(PLAIN, labelled("rate-1"), labelled("rate-2"));
        assertThat(ProbeSeries.of(Probe.ALLOC, PLAIN, sweep).orElseThrow().isMerged())
                .isTrue();
        assertThat(ProbeSeries.of(Probe.ALLOC, labelled("rate-1"), sweep).orElseThrow())
                .isEqualTo(new ProbeSeries(Probe.ALLOC, "rate-1"));
        assertThat(ProbeSeries.of(Probe.ALLOC, PLAIN, Set.of(PLAIN)).orElseThrow())
                .isEqualTo(ProbeSeries.of(Probe.ALLOC));
        Set<SeriesKey> wakeups = Set.of(PLAIN, labelled("raw"));
        assertThat(ProbeSeries.of(Probe.WAKEUP, PLAIN, wakeups).orElseThrow()).isEqualTo(ProbeSeries.of(Probe.WAKEUP));
        assertThat(ProbeSeries.of(Probe.WAKEUP, labelled("raw"), wakeups)).isEmpty();
    }

    @Test
    void seriesThatHaveAPartOfTheWindowMeasuredForThatPart() {
        Set<SeriesKey> two =
                Set.of(PLAIN, labelled("a"), labelled("b"), labelled("b").with(SeriesKey.CPU, "3"));
        assertThat(new ProbeSeries(Probe.MEMORY, "a").measuredNs(1_000, two)).isEqualTo(500);
        assertThat(new ProbeSeries(Probe.MEMORY, "merged").measuredNs(1_000, two))
                .isEqualTo(1_000);
        assertThat(new ProbeSeries(Probe.STORAGE, "a").measuredNs(1_000, two)).isEqualTo(1_000);
    }

    @Test
    void pairsAreKnownWhereTheCpusWereTold() {
        Parameters told = new Parameters(Map.of("cpus", "1-3"));
        assertThat(ProbeSeries.of(Probe.HANDOFF_MATRIX, told))
                .map(ProbeSeries::name)
                .containsExactly("1-2", "1-3", "2-3");
        assertThat(new ProbeSeries(Probe.HANDOFF_MATRIX, "0-1").isOf(told)).isFalse();
        assertThat(new ProbeSeries(Probe.HANDOFF_MATRIX, "0-1").isOf(Parameters.NONE))
                .isTrue();
        assertThat(ProbeSeries.of(Probe.HANDOFF_MATRIX).isOf(Parameters.NONE)).isFalse();
    }
}
