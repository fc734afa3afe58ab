package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WakeupLoopTest {
    private static final long PERIOD_NS = 1_000_000;

    private final Histogram planned = new Histogram(1, WakeupLoop.HIGHEST_NS, 3);
    private final Histogram raw = new Histogram(1, WakeupLoop.HIGHEST_NS, 3);
    private long nowNs = 5_000_000_000L;
    private int sleeps;

    /** Wakes 2 µs late, and 10 ms later than that at one sleep. */
    private int sleepWithOneStall(long deadlineNs) {
        sleeps++;
        nowNs = Math.max(nowNs, deadlineNs) + 2_000 + (sleeps == 3 ? 10_000_000 : 0);
        return 0;
    }

    @Test
    void aStallMakesEveryDeadlineLateThatItCovers() {
        WakeupLoop loop = new WakeupLoop(this::sleepWithOneStall, () -> nowNs, PERIOD_NS);

        loop.run(nowNs, 20, planned, raw);

        assertThat(planned.getTotalCount()).isEqualTo(20);
        // The stalled one is 10 ms late, the next 9 ms, and so on: ten in all over half a millisecond.
        assertThat(planned.getCountBetweenValues(500_000, WakeupLoop.HIGHEST_NS))
                .isEqualTo(10);
        assertThat(planned.getMaxValue()).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void theRawSeriesLeavesOutDeadlinesThatWerePastAlready() {
        WakeupLoop loop = new WakeupLoop(this::sleepWithOneStall, () -> nowNs, PERIOD_NS);

        loop.run(nowNs, 20, planned, raw);

        assertThat(raw.getTotalCount()).isEqualTo(10);
        assertThat(raw.getCountBetweenValues(500_000, WakeupLoop.HIGHEST_NS)).isEqualTo(1);
    }

    @Test
    void theScheduleIsNeverMovedByALateWakeUp() {
        WakeupLoop loop = new WakeupLoop(this::sleepWithOneStall, () -> nowNs, PERIOD_NS);
        long startNs = nowNs;

        long endNs = loop.run(startNs, 1_000, planned, raw);

        assertThat(endNs).isEqualTo(startNs + 1_000 * PERIOD_NS + 2_000);
    }

    @Test
    void aSignalDoesNotEndASleepEarly() {
        Sleeper interrupted = deadlineNs -> {
            if (++sleeps % 2 == 1) {
                return 4;
            }
            nowNs = deadlineNs + 700;
            return 0;
        };
        WakeupLoop loop = new WakeupLoop(interrupted, () -> nowNs, PERIOD_NS);

        loop.run(nowNs, 3, planned, raw);

        assertThat(sleeps).isEqualTo(6);
        assertThat(planned.getMinValue()).isBetween(699L, 701L);
        assertThat(loop.failure()).isZero();
    }

    @Test
    void aSleepThatFailsIsToldAndNotTakenForAPromptOne() {
        WakeupLoop loop = new WakeupLoop(deadlineNs -> 22, () -> nowNs, PERIOD_NS);

        loop.run(nowNs, 3, planned, raw);

        assertThat(loop.failure()).isEqualTo(22);
    }

    @Test
    void realSleepsWakeOnScheduleAndAllocateNothing() {
        WakeupLoop loop = new WakeupLoop(Sleeper.clockNanosleep(), System::nanoTime, 200_000);
        // Past deadlines return at once: enough calls for the compiler.
        loop.run(System.nanoTime() - 4_000_000_000L, 20_000, planned, raw);
        planned.reset();
        raw.reset();
        long[] elapsedNs = new long[1];

        long allocated = AllocatedBytes.leastBy(() -> {
            planned.reset();
            long startNs = System.nanoTime();
            loop.run(startNs, 500, planned, raw);
            elapsedNs[0] = System.nanoTime() - startNs;
        });

        assertThat(elapsedNs[0]).isGreaterThanOrEqualTo(500 * 200_000);
        assertThat(planned.getTotalCount()).isEqualTo(500);
        assertThat(loop.failure()).isZero();
        assertThat(allocated).isZero();
    }
}
