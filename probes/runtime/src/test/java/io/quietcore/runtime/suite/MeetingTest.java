package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes part is there before the clock starts, and what is not the thing named is not counted. */
@Timeout(60)
class MeetingTest {
    private static final PlacementGrant NOWHERE =
            new PlacementGrant(0, false, CpuSet.of(0), CpuSet.EMPTY, CpuSet.of(0), "a test");

    @Test
    void aPartnerThatIsReadySpinsInFrontOfItsTask() {
        Partner partner = new Partner("test-partner");
        AtomicBoolean begun = new AtomicBoolean();
        AtomicLong startNs = new AtomicLong();

        assertThat(partner.ready(() -> {
                    begun.set(true);
                    startNs.set(System.nanoTime());
                }))
                .isTrue();
        assertThat(begun).isFalse();

        long toldNs = System.nanoTime();
        partner.go();
        partner.awaitReadied();
        partner.close();

        assertThat(begun).isTrue();
        assertThat(startNs.get()).isGreaterThanOrEqualTo(toldNs);
    }

    @Test
    void aPartnerIsReadyAgainAndAgain() {
        Partner partner = new Partner("test-partner");
        AtomicLong times = new AtomicLong();

        for (int i = 1; i <= 100; i++) {
            assertThat(partner.ready(times::incrementAndGet)).isTrue();
            assertThat(times.get()).isEqualTo(i - 1);
            partner.go();
            partner.awaitReadied();
            assertThat(times.get()).isEqualTo(i);
        }
        partner.close();
    }

    @Test
    void theHandoffMeetsItsPartnerBeforeTheWindowAndCountsNothingOfIt() {
        HandoffProbe probe = new HandoffProbe(NOWHERE);

        probe.meet();
        assertThat(probe.latencies.count()).isZero();
        probe.measure(5_000_000);
        probe.close();

        assertThat(probe.count()).isPositive();
        assertThat(probe.latencies.count()).isEqualTo(probe.count());
        assertThat(probe.problems()).isEmpty();
        assertThat(probe.evidence().get("meeting").detail())
                .startsWith("up to 1000 round trips in at most 20 ms before the clock");
    }

    @Test
    void aCallThatFindsTheThreadAwakeIsLateByThePlanAndNoWakeUp() {
        ParkProbe probe = new ParkProbe(1_000, Parameters.NONE, NOWHERE, () -> 7);

        probe.meet();
        probe.measure(100_000);
        probe.close();

        assertThat(probe.count()).isEqualTo(100);
        assertThat(probe.latencies.count()).isEqualTo(100);
        assertThat(wakeUps(probe)).isZero();
        assertThat(probe.evidence().get("neverSlept").detail()).startsWith("100 of 100 calls came before");
    }

    @Test
    void aCallThatWakesTheThreadIsInTheSeriesOfItsMechanism() {
        AtomicLong switches = new AtomicLong();
        ParkProbe probe = new ParkProbe(1_000, Parameters.NONE, NOWHERE, switches::incrementAndGet);

        probe.meet();
        probe.measure(100_000);
        probe.close();

        assertThat(wakeUps(probe)).isEqualTo(100);
        assertThat(probe.latencies.series("park").getTotalCount()).isEqualTo(50);
        assertThat(probe.evidence().get("neverSlept").detail()).startsWith("0 of 100 calls");
    }

    private static long wakeUps(ParkProbe probe) {
        Histogram both = probe.latencies.series("park").copy();
        both.add(probe.latencies.series("futex"));
        return both.getTotalCount();
    }
}
