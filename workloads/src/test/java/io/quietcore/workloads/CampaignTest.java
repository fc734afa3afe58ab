package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import io.quietcore.contract.Statistic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignTest {
    private static final ProbeLoad JITTER =
            new ProbeLoad(Probe.JITTER, new Schedule(2, 1, 1_000_000_000, 0, 0, 1_000), Parameters.NONE);
    private static final ProbeLoad WAKEUP =
            new ProbeLoad(Probe.WAKEUP, new Schedule(2, 2, 1_000_000_000, 0, 300_000, 0), Parameters.NONE);
    private static final Metric LOST = new Metric(Probe.JITTER, Statistic.LOST);
    private static final Side PLAIN = new Side("plain", false, Settings.NONE, PodShape.DEFAULT, List.of());
    private static final Side TUNED =
            new Side("tuned", true, new Settings(true, 7, true, true), PodShape.DEFAULT, List.of("kernel"));

    private static final Side OWN =
            new Side("own", true, new Settings(true, 7, true, true), PodShape.DEFAULT, List.of());

    private static Campaign campaign(List<Side> sides, int repetitions, int blockSize, List<Metric> primary) {
        return new Campaign(
                "c",
                "",
                sides,
                List.of(JITTER),
                repetitions,
                blockSize,
                1,
                true,
                primary,
                true,
                Margin.DEFAULT,
                Switching.INTERLEAVED,
                Target.LOCAL,
                List.of(2, 0, 2),
                Load.NONE,
                0,
                List.of(),
                List.of(),
                "0".repeat(64));
    }

    @Test
    void anotherSeedChangesTheOrderAndNothingElse() {
        Campaign campaign = campaign(List.of(PLAIN, TUNED), 6, 2, List.of(LOST));

        assertThat(campaign.withSeed(99).seed()).isEqualTo(99);
        assertThat(campaign.withSeed(99).withSeed(1)).isEqualTo(campaign);
        assertThat(campaign.withSeed(99)
                        .withPriority(3)
                        .lasting(1_000_000_000)
                        .againstItself()
                        .seed())
                .isEqualTo(99);
        assertThatIllegalArgumentException().isThrownBy(() -> campaign.withSeed(-1));
    }

    @Test
    void aCampaignDeclaresWhatEachSideDoesDifferently() {
        Campaign campaign = campaign(List.of(PLAIN, TUNED), 6, 2, List.of(LOST));
        assertThat(campaign.reference().declared()).isEmpty();
        assertThat(campaign.side("tuned").orElseThrow().declared())
                .containsExactly(
                        "pinned: each measuring thread has a CPU to itself",
                        "housekeeping off the measuring CPU",
                        "SCHED_FIFO 7 instead of SCHED_OTHER",
                        "memory locked",
                        "idle states held (/dev/cpu_dma_latency at 0)");
        assertThat(campaign.numaNodes()).containsExactly(0, 2);
        assertThat(campaign.blocks()).isEqualTo(3);
        assertThat(campaign.side("other")).isEmpty();
    }

    @Test
    void differencesRunFromTheReferenceToTheSide() {
        assertThat(DeclaredDifferences.between(TUNED, PLAIN))
                .containsExactly(
                        "not pinned: the scheduler moves the measuring thread over its NUMA node",
                        "housekeeping may share the measuring CPU",
                        "SCHED_OTHER instead of SCHED_FIFO 7",
                        "memory not locked",
                        "idle states not held");
    }

    @Test
    void aPriorityThatIsNotAskedForIsNoDifference() {
        Side idle = new Side("idle", false, new Settings(false, 9, false, false), PodShape.DEFAULT, List.of());
        assertThat(DeclaredDifferences.between(PLAIN, idle)).isEmpty();
        Side own = new Side("own", false, new Settings(true, null, false, false), PodShape.DEFAULT, List.of());
        Side five = new Side("five", false, new Settings(true, 5, false, false), PodShape.DEFAULT, List.of());
        assertThat(DeclaredDifferences.between(own, five))
                .containsExactly("SCHED_FIFO 5 instead of SCHED_FIFO (1 for busy loops, 95 for others)");
    }

    @Test
    void aCampaignThatCannotBeIsNotBuilt() {
        assertRefused(() -> campaign(List.of(), 6, 2, List.of(LOST)), "sides");
        assertRefused(() -> campaign(List.of(PLAIN, PLAIN), 6, 2, List.of(LOST)), "sides with one name each");
        assertRefused(() -> campaign(List.of(TUNED, PLAIN), 6, 2, List.of(LOST)), "changes nothing against itself");
        assertRefused(() -> campaign(List.of(PLAIN), 7, 2, List.of(LOST)), "whole blocks");
        assertRefused(() -> campaign(List.of(PLAIN), 6, 2, List.of()), "1 to 4");
        assertRefused(() -> campaign(List.of(PLAIN), 6, 2, List.of(LOST, LOST)), "different");
        Metric other = new Metric(Probe.WAKEUP, Statistic.MAX);
        assertRefused(() -> campaign(List.of(PLAIN), 6, 2, List.of(other)), "its own probes");
        assertRefused(() -> new Side("a/b", false, Settings.NONE, PodShape.DEFAULT, List.of()), "a/b");
        assertRefused(() -> new Side("a", false, Settings.NONE, PodShape.DEFAULT, List.of("colour")), "colour");
        assertRefused(() -> new Margin(0, 0L), "one of the two above 0");
        assertRefused(() -> new ProbeLoad(Probe.JITTER, WAKEUP.schedule(), Parameters.NONE), "period");
        assertRefused(() -> new ProbeLoad(Probe.WAKEUP, JITTER.schedule(), Parameters.NONE), "period");
    }

    @Test
    void aCampaignAgainstItselfHasItsReferenceOnBothSides() {
        Campaign again = campaign(List.of(OWN, PLAIN), 6, 2, List.of(LOST)).againstItself();
        assertThat(again.sides()).map(Side::name).containsExactly("own", "own-again");
        assertThat(again.sides().get(1).declared()).isEmpty();
        assertThat(again.sides().get(1).settings()).isEqualTo(OWN.settings());
        assertThat(again.compared()).hasSize(1);
    }

    private static void assertRefused(Runnable building, String why) {
        assertThatThrownBy(building::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void samplesAreCountedByWholePeriodsInEachWindow() {
        assertThat(WAKEUP.samples()).isEqualTo(2 * 3_333);
        assertThat(WAKEUP.measures(Statistic.P99)).isTrue();
        assertThat(WAKEUP.measures(Statistic.P999)).isFalse();
        assertThat(WAKEUP.measures(Statistic.LOST)).isFalse();
        assertThat(WAKEUP.judge()).contains(new Metric(Probe.WAKEUP, Statistic.P99));
        assertThat(JITTER.judge()).contains(LOST);
    }

    @ParameterizedTest
    @CsvSource({
        "memory, '', '', memory-dram-P999",
        "memory, workingSets, '1M,64M', memory-ws-64MiB-P999",
        "storage, '', '', storage-read-4k-P99",
        "storage, operations, write, storage-write-4k-P99",
        "tick-to-trade, '', '', tick-to-trade-P999",
        "tick-to-trade, ratesHz, '10000,100000', tick-to-trade-rate-10000-P999",
        "alloc, ratesHz, '500,1000', alloc-rate-500-P999",
        "fio, '', '', fio-read-4k-P99",
        "fio, operations, read, fio-P99",
        "handoff-matrix, cpus, '2,4-5', handoff-matrix-2-4-P999",
        "handoff, '', '', handoff-P999",
    })
    void ofSeveralSeriesOneJudges(String probe, String key, String value, String metric) {
        ProbeLoad load = new ProbeLoad(
                Probe.named(probe).orElseThrow(),
                new Schedule(2, 10, 1_000_000_000, 0, 0, 0),
                new Parameters(key.isEmpty() ? Map.of() : Map.of(key, value)));
        assertThat(load.judge()).map(Metric::name).contains(metric);
    }

    @Test
    void seriesThatTakeTurnsShareTheSamples() {
        Schedule schedule = new Schedule(2, 10, 500_000_000, 0, 1_000_000, 0);
        ProbeLoad both = new ProbeLoad(Probe.PARK, schedule, Parameters.NONE);
        ProbeLoad one = new ProbeLoad(Probe.PARK, schedule, Parameters.NONE.with(Parameter.MECHANISM, "futex"));
        assertThat(both.samples()).isEqualTo(2_500);
        assertThat(both.judge()).map(Metric::name).contains("park-park-P95");
        assertThat(one.samples()).isEqualTo(5_000);
        assertThat(one.judge()).map(Metric::name).contains("park-futex-P99");
    }

    @Test
    void aLongerRepetitionHasMoreWindowsAndOnlyBeyondThatLongerOnes() {
        assertThat(JITTER.withWindows(100).schedule()).isEqualTo(new Schedule(2, 100, 1_000_000_000, 0, 0, 1_000));
        assertThat(JITTER.withWindows(2_400).schedule()).isEqualTo(new Schedule(2, 1_200, 2_000_000_000, 0, 0, 1_000));
        assertThat(JITTER.withWindows(0.5).schedule()).isEqualTo(new Schedule(2, 1, 500_000_000, 0, 0, 1_000));
    }
}
