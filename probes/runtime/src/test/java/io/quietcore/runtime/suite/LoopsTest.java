package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopsTest {
    private final Latencies latencies = new Latencies("part");
    private final Histogram part = latencies.series("part");

    @Test
    void theChaseVisitsEveryLineOfTheWorkingSetOnce() {
        int bytes = 64 << 10;
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        ChaseLoop.prepare(memory, bytes);

        BitSet seen = new BitSet();
        int at = 0;
        for (int i = 0; i < bytes / ChaseLoop.LINE_BYTES; i++) {
            seen.set(at / ChaseLoop.LINE_BYTES);
            at = (int) memory.getLong(at);
        }

        assertThat(seen.cardinality()).isEqualTo(bytes / ChaseLoop.LINE_BYTES);
        assertThat(at).isZero();
    }

    @Test
    void theChaseAllocatesNothingAndCountsEveryValue() {
        ByteBuffer memory = ByteBuffer.allocateDirect(16 << 10).order(ByteOrder.nativeOrder());
        ChaseLoop.prepare(memory, 16 << 10);
        ChaseLoop.run(memory, System.nanoTime() + 200_000_000, latencies, part);
        latencies.reset();
        AtomicLong counted = new AtomicLong();

        long allocated = AllocatedBytes.leastBy(
                () -> counted.addAndGet(ChaseLoop.run(memory, System.nanoTime() + 10_000_000, latencies, part)));

        assertThat(allocated).isZero();
        assertThat(latencies.count()).isEqualTo(counted.get());
        assertThat(part.getTotalCount()).isEqualTo(counted.get());
    }

    @Test
    void theHandoffAllocatesNothingAndCountsEveryRoundTrip() {
        HandoffLoop loop = new HandoffLoop();
        Partner partner = new Partner("test-partner");
        assertThat(loop.meet(partner)).isTrue();
        loop.run(System.nanoTime() + 300_000_000, latencies, part);
        latencies.reset();
        AtomicLong counted = new AtomicLong();

        long allocated = AllocatedBytes.leastBy(
                () -> counted.addAndGet(loop.run(System.nanoTime() + 20_000_000, latencies, part)));
        loop.stop();
        partner.awaitReadied();
        partner.close();

        assertThat(allocated).isZero();
        assertThat(counted.get()).isPositive();
        assertThat(latencies.count()).isEqualTo(counted.get());
    }

    @Test
    void aPartnerThatStallsIsInTheHandoffHistogram() {
        HandoffLoop loop = new HandoffLoop();
        Partner partner = new Partner("test-partner");
        partner.start(() -> {
            long untilNs = System.nanoTime() + 30_000_000;
            while (System.nanoTime() < untilNs) {
                LockSupport.parkNanos(untilNs - System.nanoTime());
            }
            loop.answer();
        });

        loop.run(System.nanoTime() + 60_000_000, latencies, part);
        loop.stop();
        partner.await();
        partner.close();

        assertThat(part.getMaxValue()).isGreaterThan(25_000_000);
    }

    @Test
    void aTickThatWaitsInTheRingIsLateFromItsPlannedMoment() {
        TickRing ring = new TickRing(1 << 10);
        long startNs = System.nanoTime() - 100_000_000;
        // Published at once, since all moments lie in the past: what a strategy finds after a stall of 100 ms.
        Feed.publish(ring, startNs, 1_000, 100, new AtomicLong());

        long taken = new Strategy().run(ring, 100, 0, latencies, null);

        assertThat(taken).isEqualTo(100);
        Histogram all = latencies.series("");
        assertThat(all.getMaxValue()).isGreaterThan(98_000_000);
        assertThat(all.getMaxValue() - all.getMinValue()).isGreaterThan(90_000_000);
    }

    @Test
    void theRingKeepsItsOrderAndRefusesWhatDoesNotFit() {
        TickRing ring = new TickRing(4);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.offer(i, 10L * i)).isTrue();
        }
        assertThat(ring.offer(4, 40)).isFalse();

        for (int i = 0; i < 4; i++) {
            assertThat(ring.available()).isTrue();
            assertThat(ring.dueNs()).isEqualTo(i);
            assertThat(ring.price()).isEqualTo(10L * i);
            ring.take();
        }
        assertThat(ring.available()).isFalse();
        assertThat(ring.offer(4, 40)).isTrue();
    }

    @Test
    void theStrategyAllocatesWhatItIsToldAndNothingElse() {
        TickRing ring = new TickRing(1 << 16);
        Strategy strategy = new Strategy();
        Runnable silent = () -> {
            Feed.publish(ring, System.nanoTime() - 1_000_000_000, 1_000_000, 10_000, new AtomicLong());
            strategy.run(ring, 10_000, 0, latencies, null);
        };
        for (int i = 0; i < 50; i++) {
            silent.run();
        }

        long without = AllocatedBytes.leastBy(() -> strategy.run(fed(ring), 10_000, 0, latencies, null));
        long with = AllocatedBytes.leastBy(() -> strategy.run(fed(ring), 10_000, 1_000, latencies, null));

        // The test's own counter is one object.
        assertThat(without).isLessThan(1_000);
        assertThat(with).isGreaterThan(10_000L * 1_000);
    }

    private static TickRing fed(TickRing ring) {
        Feed.publish(ring, System.nanoTime() - 1_000_000_000, 1_000_000, 10_000, new AtomicLong());
        return ring;
    }

    @Test
    void anAddressThatIsNoneIsRefusedInWords() throws IOException {
        assertThat(Addresses.parse("127.0.0.1:4711").getPort()).isEqualTo(4_711);
        assertThat(Addresses.parse("[::1]:80").getAddress().isLoopbackAddress()).isTrue();
        for (String wrong : new String[] {"", "host", "host:", ":80", "::1:80", "127.0.0.1:70000"}) {
            assertThatThrownBy(() -> Addresses.parse(wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HOST:PORT");
        }
    }
}
