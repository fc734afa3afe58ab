package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.ProbeSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** {@link Feed} and {@link Strategy} at one rate, or at several after another. */
final class TickToTradeProbe extends LatencyProbe {
    private static final int RING = 1 << 16;

    private static final int PAST_TICKS = 1_000;
    private static final long AHEAD_NS = 10_000_000;

    /** From the word to the feed, which is awake, to the moment that its plan starts at. */
    private static final long LEAD_NS = 10_000;

    private final Partner feed = new Partner("feed");
    private final TickRing ring = new TickRing(RING);
    private final Strategy strategy = new Strategy();
    private final AtomicLong late = new AtomicLong();
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final PlacementGrant grant;
    private final long[] ratesHz;
    private final @Nullable Histogram[] byRate;
    private final long allocatedPerSecond;
    private boolean met;
    private long planned;
    private long plannedNs;

    TickToTradeProbe(ProbeSpec spec, PlacementGrant grant) {
        this.grant = grant;
        this.ratesHz = spec.parameters().numbers(Parameter.RATES);
        this.allocatedPerSecond =
                spec.probe() == Probe.ALLOC ? spec.parameters().number(Parameter.ALLOCATION_RATE) : 0;
        this.byRate = new Histogram[ratesHz.length];
        for (int i = 0; i < ratesHz.length; i++) {
            // A single rate is the series of all values.
            byRate[i] = ratesHz.length == 1 ? null : latencies.series(ProbeSeries.rate(ratesHz[i]));
        }
    }

    @Override
    public void placed(int fifoPriority) {
        if (!grant.partnerCpus().isEmpty()) {
            feed.take(grant.partnerCpus(), fifoPriority);
        }
    }

    /** The feed spins before the first tick is due, so that none is late because of its own start. */
    @Override
    public void meet() {
        meet(ratesHz[0]);
    }

    private void meet(long rateHz) {
        met = feed.ready(() -> Feed.publish(ring, plannedNs, rateHz, planned, late));
    }

    /** Ticks whose moment is past come at once: more of them in the same time, for the compiler. */
    @Override
    public void warmUp(long lengthNs) {
        long untilNs = System.nanoTime() + lengthNs;
        while (System.nanoTime() < untilNs) {
            for (int i = 0; i < ratesHz.length; i++) {
                meet(ratesHz[i]);
                long pastNs = PAST_TICKS * 1_000_000_000L / ratesHz[i];
                if (!met || turn(i, System.nanoTime() - pastNs, PAST_TICKS) < PAST_TICKS) {
                    return;
                }
            }
            discard(AHEAD_NS);
        }
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long all = 0;
        for (int i = 0; i < ratesHz.length; i++) {
            long rateHz = ratesHz[i];
            if (i > 0) {
                meet(rateHz);
            }
            if (!met) {
                problem("the feed's thread did not come within 10 s");
                return all;
            }
            long count = Math.max(1, (long) (lengthNs * 1e-9 / ratesHz.length * rateHz));
            long came = turn(i, System.nanoTime() + LEAD_NS, count);
            if (came < count) {
                problem("the feed fell silent after " + came + " of " + count + " ticks");
                return all + came;
            }
            evidence.put(
                    "feedLate-" + rateHz,
                    Evidence.seen(late.get() + " of " + count
                            + " ticks of the last window were published more than 1 us late"));
            all += came;
        }
        return all;
    }

    /** So many ticks at one rate, to a feed that is ready; how many came. */
    private long turn(int rate, long startNs, long count) {
        planned = count;
        plannedNs = startNs;
        feed.go();
        int bytesPerTick = (int) Math.min(1 << 24, allocatedPerSecond / ratesHz[rate]);
        long came = strategy.run(ring, count, bytesPerTick, latencies, byRate[rate]);
        if (came == count) {
            feed.awaitReadied();
        }
        return came;
    }

    @Override
    public Map<String, Evidence> evidence() {
        evidence.put("partner", feed.place());
        evidence.put("meeting", Evidence.seen("the feed is awake before the first tick of each rate is due"));
        return evidence;
    }

    @Override
    public void close() {
        feed.close();
    }
}
