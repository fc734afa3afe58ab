package io.quietcore.results.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Probe;
import io.quietcore.contract.WindowCount;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.interference.Interference.Counted;
import io.quietcore.results.interference.Interference.OfProbe;
import io.quietcore.results.interference.Interference.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a machine did to two sides, of numbers that are known. */
class InterferencesTest {
    private static final long SECOND = 1_000_000_000;

    /** A second of a busy loop, of which others had so much. */
    private static Map<String, Long> second(long ranNs, long waitedNs, long stolenNs) {
        return Map.of(
                WindowCount.COUNTED.spelling(), SECOND,
                WindowCount.RAN.spelling(), ranNs,
                WindowCount.WAITED.spelling(), waitedNs,
                WindowCount.STOLEN.spelling(), stolenNs);
    }

    private static Runs jitter(String side, Map<String, Long> counted, double lostPercent) {
        return Runs.of(side)
                .evidence(
                        Neighbour.EVIDENCE,
                        Neighbour.evidence(List.of(new Neighbour(false, 7, "hog", true, CpuSet.of(4), 900L))))
                .counting(counted)
                .measured(Probe.JITTER, 0, 4, i -> Runs.gaps(lostPercent));
    }

    private static Interference of(Runs reference, Runs side) {
        return Interferences.of(reference.run(), side.run());
    }

    private static Row row(Interference interference, WindowCount count) {
        return interference.probes().get(0).rows().stream()
                .filter(row -> row.name().equals(count.spelling()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMachineThatTookMostOfTheTimeOfBothSidesSaysSoAndByWhat() {
        Interference interference = of(
                jitter("baseline", second(240_000_000, 740_000_000, 20_000_000), 76),
                jitter("tuned", second(250_000_000, 730_000_000, 20_000_000), 75));

        assertThat(interference.tooBusy())
                .containsExactly(
                        "jitter: the machine was too busy for this comparison to say anything: in the median repetition at"
                                + " least 76 % of the time was lost on baseline and 75 % on tuned, expected less than 10 %",
                        "jitter: what took it, on baseline and tuned: threads that ran while the measuring one waited 74 %"
                                + " and 73 %, the hypervisor (steal) 2 % and 2 % of the time; seen on its CPU: hog");
    }

    @Test
    void aLoopThatLostItsTimeUnseenSaysThatNobodyKnowsToWhat() {
        Interference interference = of(jitter("baseline", Map.of(), 76), jitter("tuned", Map.of(), 75));

        assertThat(interference.tooBusy()).hasSize(2);
        assertThat(interference.tooBusy().get(1)).contains("cannot be told, for the kernel counts no such time here");
        OfProbe probe = interference.probes().get(0);
        assertThat(probe.referenceLostPercent()).isCloseTo(76, within(0.5));
        assertThat(probe.rows()).isEmpty();
        assertThat(probe.unavailable()).contains("ranNs", "stolenNs");
    }

    @Test
    void oneSideThatWasBusyIsAnEffectAndNotTooBusy() {
        assertThat(of(
                                jitter("baseline", second(240_000_000, 740_000_000, 0), 76),
                                jitter("tuned", second(999_000_000, 0, 0), 0.1))
                        .tooBusy())
                .isEmpty();
    }

    @Test
    void aRareStallIsNotAMachineThatIsTooBusy() {
        Runs mostlyQuiet = Runs.of("baseline")
                .counting(second(999_000_000, 0, 0))
                .repetitions(Probe.JITTER, 0, 1, 5, i -> Runs.gaps(0.1))
                .counting(second(100_000_000, 900_000_000, 0))
                .repetitions(Probe.JITTER, 0, 6, 8, i -> Runs.gaps(90));

        assertThat(of(mostlyQuiet, mostlyQuiet).tooBusy()).isEmpty();
    }

    @Test
    void ofALoopThatSleepsOnlyWhatOthersHadCounts() {
        Map<String, Long> asleep = new HashMap<>(second(20_000_000, 0, 0));
        asleep.put(WindowCount.CPU_RAN.spelling(), 21_000_000L);
        Runs quiet = Runs.of("baseline").counting(asleep).measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(20_000));
        assertThat(of(quiet, quiet).tooBusy()).isEmpty();
        assertThat(of(quiet, quiet).probes().get(0).sideLostPercent()).isCloseTo(0.1, within(0.01));

        asleep.put(WindowCount.CPU_RAN.spelling(), 520_000_000L);
        Runs busy = Runs.of("baseline").counting(asleep).measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(20_000));
        assertThat(of(busy, busy).tooBusy().get(1)).contains("other threads on its CPU 50 % and 50 %");
    }

    @Test
    void countsAreSummedOverTheWindowsThatHaveThem() {
        Map<String, Long> two =
                Map.of(WindowCount.COUNTED.spelling(), 2 * SECOND, "tlbShootdowns", 30L, "compactionStalls", 0L);
        Map<String, Long> blind = Map.of(WindowCount.COUNTED.spelling(), SECOND, "compactionStalls", 4L);
        Runs baseline = Runs.of("baseline")
                .counting(two)
                .repetitions(Probe.JITTER, 0, 1, 2, i -> Runs.gaps(1))
                .counting(blind)
                .repetitions(Probe.JITTER, 0, 3, 4, i -> Runs.gaps(1));
        Runs tuned = jitter("tuned", blind, 1);

        Interference interference = of(baseline, tuned);

        // Two windows a repetition; the blind ones tell nothing of shootdowns, and are no seconds without any.
        assertThat(row(interference, WindowCount.TLB_SHOOTDOWNS))
                .isEqualTo(new Row("tlbShootdowns", new Counted(120, 8, 15), null));
        assertThat(row(interference, WindowCount.COMPACTION_STALLS))
                .isEqualTo(new Row("compactionStalls", new Counted(16, 12, 16 / 12.0), new Counted(32, 8, 4)));
        assertThat(interference.probes().get(0).unavailable())
                .contains("deviceInterrupts")
                .doesNotContain("tlbShootdowns");
    }

    @Test
    void aFrequencyIsThatOfTheMeanWindow() {
        Map<String, Long> counted = Map.of(WindowCount.COUNTED.spelling(), 5 * SECOND, "frequencyAfterKhz", 2_400_000L);
        Runs side = jitter("baseline", counted, 1);

        assertThat(row(of(side, side), WindowCount.FREQUENCY_AFTER).reference())
                .isEqualTo(new Counted(8 * 2_400_000L, 8, 2_400_000));
    }
}
