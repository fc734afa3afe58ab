package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A machine that was too busy is the first thing that is told, and what was counted stands beside the effect. */
class InterferenceTextTest {
    private static final long SECOND = 1_000_000_000;

    private static Comparison compared(Map<String, Long> before, Map<String, Long> after, double lostPercent) {
        return Comparer.compare(
                new Comparer.Identity("tuning", "c"),
                Runs.of("baseline")
                        .counting(before)
                        .measured(Probe.JITTER, 0, 4, i -> Runs.gaps(lostPercent + 0.1 * i))
                        .input(),
                Runs.of("tuned")
                        .counting(after)
                        .measured(Probe.JITTER, 0, 4, i -> Runs.gaps(1.03 * lostPercent + 0.1 * i))
                        .input(),
                new Method(List.of(new Metric(Probe.JITTER, Statistic.LOST)), 5, 1_000L, 4, 1, List.of()));
    }

    @Test
    void aMachineThatWasTooBusyIsToldBeforeAnyNumber() {
        Comparison comparison = compared(Map.of(), Map.of(), 76);

        assertThat(ComparisonText.table(comparison).lines().skip(1).findFirst())
                .get()
                .asString()
                .startsWith("WARNING jitter: the machine was too busy for this comparison to say anything");
        assertThat(CanonicalJson.write(CompareDocument.of(comparison)))
                .contains("\"tooBusy\":[\"jitter: the machine was");
    }

    @Test
    void whatWasCountedStandsBesideTheEffectAndWhatCouldNotBeReadIsNever0() {
        Comparison comparison = compared(
                Map.of("countedNs", SECOND, "tlbShootdowns", 50L, "stolenNs", 0L, "hugePageFaults", 0L),
                Map.of("countedNs", SECOND, "tlbShootdowns", 2_000L, "stolenNs", 20_000_000L),
                1);

        String table = ComparisonText.table(comparison);

        assertThat(table)
                .doesNotContain("too busy")
                .contains("Meanwhile, jitter: what was counted a second, beside jitter-lost x")
                .containsPattern("measuring CPU +IPIs, TLB shootdown +50.0 1/s +2000 1/s\n")
                .containsPattern("measuring CPU +the hypervisor took it \\(steal\\) +0 ns/s +20.0 ms/s\n")
                .containsPattern("machine +huge pages, faults \\(THP\\) +0 1/s +unavailable\n")
                .contains("unavailable on both: ranNs, waitedNs,");
    }
}
