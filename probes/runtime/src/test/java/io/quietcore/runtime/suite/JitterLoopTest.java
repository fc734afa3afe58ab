package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class JitterLoopTest {
    private final Gaps gaps = new Gaps(1_000_000, 4);
    private final Histogram histogram = new Histogram(1, Gaps.HIGHEST_NS, 3);

    @Test
    void everyIterationIsInTheHistogram() {
        long fromNs = System.nanoTime();

        long count = JitterLoop.run(gaps, fromNs, fromNs + 50_000_000);
        gaps.addTo(histogram);

        assertThat(count).isGreaterThan(1_000);
        assertThat(histogram.getTotalCount()).isEqualTo(count);
    }

    @Test
    void theGapsAddUpToTheTimeThatWentBy() {
        long fromNs = System.nanoTime();

        JitterLoop.run(gaps, fromNs, fromNs + 50_000_000);
        long endNs = System.nanoTime();
        gaps.addTo(histogram);
        double sumNs = 0;
        for (var bucket : histogram.recordedValues()) {
            sumNs += (double) histogram.medianEquivalentValue(bucket.getValueIteratedTo())
                    * bucket.getCountAddedInThisIterationStep();
        }

        // The last reading comes before endNs; buckets are 0.1 % wide.
        assertThat(sumNs).isBetween(50_000_000 * 0.998, (endNs - fromNs) * 1.002);
    }

    @Test
    void theLoopAllocatesNothingOnceItIsWarm() {
        JitterLoop.warmUp(gaps, System.nanoTime() + 100_000_000);

        long allocated = AllocatedBytes.leastBy(() -> {
            long fromNs = System.nanoTime();
            JitterLoop.run(gaps, fromNs - 5_000, fromNs + 20_000_000);
        });

        assertThat(allocated).isZero();
    }

    @Test
    void aStallIsOneLongGapWithItsMoment() {
        long fromNs = System.nanoTime() - 3_000_000;

        JitterLoop.run(gaps, fromNs, fromNs);

        assertThat(gaps.spikes()).isEqualTo(1);
        assertThat(gaps.spikeStartNs(0)).isEqualTo(fromNs);
        assertThat(gaps.spikeNs(0)).isGreaterThanOrEqualTo(3_000_000);
    }

    @Test
    void spikesBeyondTheRingAreCountedAsLostAndStayInTheHistogram() {
        for (int i = 1; i <= 6; i++) {
            gaps.slow(i, 2_000_000);
        }
        gaps.addTo(histogram);

        assertThat(gaps.spikes()).isEqualTo(4);
        assertThat(gaps.spikesLost()).isEqualTo(2);
        assertThat(histogram.getTotalCount()).isEqualTo(6);
    }

    @Test
    void aGapAboveTheRangeIsCountedAsOverflowAndNotLost() {
        gaps.slow(0, Gaps.HIGHEST_NS + 1);
        gaps.addTo(histogram);

        assertThat(gaps.overflow()).isEqualTo(1);
        assertThat(histogram.getTotalCount()).isEqualTo(1);
    }

    @Test
    void warmingUpLeavesNothingBehind() {
        JitterLoop.warmUp(gaps, System.nanoTime() + 10_000_000);
        gaps.addTo(histogram);

        assertThat(histogram.getTotalCount()).isZero();
        assertThat(gaps.spikes()).isZero();
    }
}
