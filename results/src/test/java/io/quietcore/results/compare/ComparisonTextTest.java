package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.Statistic.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTextTest {
    private final Metric p99 = new Metric(Probe.WAKEUP, Statistic.P99);

    @ParameterizedTest
    @CsvSource({"12.34, 12.3 ns", "999, 999 ns", "1500, 1.50 µs", "23456, 23.5 µs", "3000000, 3.00 ms", "0, 0 ns"})
    void aTimeHasThreeDigitsAndTheUnitThatSuitsIt(double valueNs, String text) {
        assertThat(ComparisonText.value(valueNs, Unit.NS)).isEqualTo(text);
    }

    @Test
    void whatIsMissingIsNoNumber() {
        assertThat(ComparisonText.value(null, Unit.PERCENT)).isEqualTo("-");
    }

    @Test
    void theTableNamesVerdictEffectAndWarnings() {
        Comparison comparison = Comparer.compare(
                new Comparer.Identity("a-test", "c"),
                Runs.of("baseline")
                        .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(40_000 + i))
                        .input(),
                Runs.of("tuned")
                        .fingerprint("kernel", "7.0")
                        .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(20_000 + i))
                        .input(),
                new Method(List.of(p99), 5, 1_000L, 2, 1, List.of()));

        String table = ComparisonText.table(comparison);

        assertThat(table)
                .contains("a-test: tuned against baseline")
                .containsPattern("wakeup-P99 +all +59\\.[0-9] µs +29\\.[0-9] µs +x0\\.50 \\[0\\.50, 0\\.50\\] +0\\.009"
                        + " +IMPROVED, certain\n")
                .contains("A/A wakeup-P99: 0 of 10 splits")
                .contains("WARNING the sides differ in kernel")
                .doesNotContain("wakeup-P999");
        assertThat(table.lines()).noneMatch(line -> line.endsWith(" ") && !line.contains("wakeup  "));
    }
}
