package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.runtime.machine.Requests;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * The loops of {@code handoff} and {@code tick-to-trade} without JMH around them, between two CPUs: P50 and P99 in ns of each of
 * some windows, one line each. For scripts/bench-partners, which runs the same in C.
 */
public final class PartnersBench {
    private static final int WINDOWS = 5;
    private static final long WINDOW_NS = 300_000_000;
    private static final long RATE_HZ = 100_000;
    private static final long LEAD_NS = 10_000;

    private PartnersBench() {}

    /**
     * Measures.
     *
     * @param args {@code handoff} or {@code tick-to-trade}, the measuring CPU, the partner's
     */
    public static void main(String[] args) {
        Partner partner = new Partner("partner");
        partner.take(CpuSet.of(Integer.parseInt(args[2])), 0);
        Requests.bindCaller(CpuSet.of(Integer.parseInt(args[1])));
        Latencies latencies = new Latencies();
        Runnable window = args[0].equals("handoff") ? handoff(partner, latencies) : ticks(partner, latencies);
        for (int i = 0; i < 2 * WINDOWS; i++) {
            latencies.reset();
            window.run();
            if (i >= WINDOWS) {
                Histogram all = latencies.bySeries().get("");
                System.out.println(all.getValueAtPercentile(50) + " " + all.getValueAtPercentile(99));
            }
        }
        partner.close();
    }

    private static Runnable handoff(Partner partner, Latencies latencies) {
        HandoffLoop loop = new HandoffLoop();
        return () -> {
            loop.meet(partner);
            loop.run(System.nanoTime() + WINDOW_NS, latencies, null);
            loop.stop();
            partner.awaitReadied();
        };
    }

    private static Runnable ticks(Partner partner, Latencies latencies) {
        TickRing ring = new TickRing(1 << 16);
        Strategy strategy = new Strategy();
        AtomicLong late = new AtomicLong();
        long count = RATE_HZ * WINDOW_NS / 1_000_000_000;
        long[] fromNs = new long[1];
        return () -> {
            partner.ready(() -> Feed.publish(ring, fromNs[0], RATE_HZ, count, late));
            fromNs[0] = System.nanoTime() + LEAD_NS;
            partner.go();
            strategy.run(ring, count, 0, latencies, null);
            partner.awaitReadied();
        };
    }
}
