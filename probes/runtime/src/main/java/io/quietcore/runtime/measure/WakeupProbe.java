package io.quietcore.runtime.measure;

import io.quietcore.contract.ProbeResult.Spike;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** {@link WakeupLoop} in windows. */
final class WakeupProbe implements WindowProbe {
    /** The series of deadlines that lay ahead when the sleep began. */
    static final String RAW = "raw";

    private static final int SIGNIFICANT_DIGITS = 3;

    private final WakeupLoop loop;
    private final long periodNs;
    private final Histogram planned = new Histogram(1, WakeupLoop.HIGHEST_NS, SIGNIFICANT_DIGITS);
    private final Histogram raw = new Histogram(1, WakeupLoop.HIGHEST_NS, SIGNIFICANT_DIGITS);
    private long startNs;
    private long endNs;

    WakeupProbe(long periodNs) {
        this.periodNs = periodNs;
        this.loop = new WakeupLoop(Sleeper.clockNanosleep(), System::nanoTime, periodNs);
    }

    /** Sleeps for most of the time, and runs through deadlines of the past for the compiler, as after a stall. */
    @Override
    public void warmUp(long lengthNs) {
        long untilNs = System.nanoTime() + lengthNs;
        while (System.nanoTime() < untilNs) {
            loop.run(System.nanoTime() - PAST_DEADLINES * periodNs, PAST_DEADLINES, planned, raw);
            loop.run(System.nanoTime(), 20, planned, raw);
        }
        planned.reset();
        raw.reset();
    }

    private static final int PAST_DEADLINES = 500;

    @Override
    public void discard(long lengthNs) {
        loop.run(System.nanoTime(), lengthNs / periodNs, planned, raw);
        planned.reset();
        raw.reset();
    }

    @Override
    public void measure(long lengthNs) {
        startNs = System.nanoTime();
        endNs = loop.run(startNs, lengthNs / periodNs, planned, raw);
        count = lengthNs / periodNs;
    }

    private long count;

    @Override
    public long startNs() {
        return startNs;
    }

    @Override
    public long endNs() {
        return endNs;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public Map<String, Histogram> histograms() {
        Map<String, Histogram> bySeries = new LinkedHashMap<>();
        bySeries.put("", planned);
        bySeries.put(RAW, raw);
        return bySeries;
    }

    @Override
    public List<Spike> spikes(int window) {
        return List.of();
    }

    @Override
    public long spikesLost() {
        return 0;
    }

    @Override
    public long overflow() {
        return loop.overflow();
    }

    @Override
    public long medianGapNs() {
        return 0;
    }

    @Override
    public List<String> problems() {
        return loop.failure() == 0
                ? List.of()
                : List.of("clock_nanosleep failed with errno " + loop.failure() + ": wake-ups were not timed");
    }
}
