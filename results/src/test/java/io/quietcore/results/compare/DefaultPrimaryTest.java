package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultPrimaryTest {
    private static final Metric P99 = Metric.named("benchmark-P99").orElseThrow();

    private static Histogram values(long count) {
        Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
        histogram.recordValueWithCount(1_000_000, count);
        return histogram;
    }

    private static Runs side(String name, long count, long inTheThird) {
        return Runs.of(name).measured(Probe.BENCHMARK, 0, 6, i -> values(i == 3 ? inTheThird : count));
    }

    @ParameterizedTest
    @CsvSource({
        "3690, benchmark-P99",
        "3600, benchmark-P95",
        "730, benchmark-P95",
        "700, benchmark-P50",
        "60, benchmark-P50"
    })
    void theHighestQuantileIsTakenThatHasItsSamplesInEveryRepetitionOfBothSides(long fewest, String metric) {
        Runs many = side("baseline", 1_000_000, 1_000_000);
        Runs few = side("tuned", 50_000, fewest);

        for (List<Runs> order : List.of(List.of(many, few), List.of(few, many))) {
            DefaultPrimary chosen = DefaultPrimary.of(
                    List.of(P99), order.stream().map(Runs::run).toList());

            assertThat(chosen.metrics()).containsExactly(Metric.named(metric).orElseThrow());
        }
    }

    @Test
    void anotherQuantileThanItsOwnIsSaid() {
        DefaultPrimary chosen = DefaultPrimary.of(
                List.of(P99),
                List.of(side("a", 4_000, 967).run(), side("b", 4_000, 4_000).run()));

        assertThat(chosen.notes())
                .containsExactly(
                        "benchmark is judged by benchmark-P95: benchmark-P99 needs 3,680 values a repetition, and"
                                + " one has 967");
        assertThat(DefaultPrimary.of(
                                List.of(P99), List.of(side("a", 4_000, 4_000).run()))
                        .notes())
                .isEmpty();
    }

    @Test
    void whereNoQuantileHasItsSamplesAndWhereNothingWasMeasuredItsOwnStays() {
        assertThat(DefaultPrimary.of(List.of(P99), List.of(side("a", 20, 20).run()))
                        .metrics())
                .containsExactly(P99);
        assertThat(DefaultPrimary.of(List.of(P99), List.of()).metrics()).containsExactly(P99);
    }

    @Test
    void aShareOfTheTimeHasAlwaysItsSamples() {
        Metric lost = Metric.named("jitter-lost").orElseThrow();
        Runs gaps = Runs.of("a").measured(Probe.JITTER, 0, 2, i -> Runs.gaps(1));

        assertThat(DefaultPrimary.of(List.of(lost), List.of(gaps.run())).metrics())
                .containsExactly(lost);
    }
}
