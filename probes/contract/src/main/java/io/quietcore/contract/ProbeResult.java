package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one role measured in one repetition, with the evidence for it. Stored as {@code result.json} beside its
 * {@code .hlog} files.
 *
 * @param spec what was ordered
 * @param grant where it ran
 * @param startedAt the first window's start, wall clock
 * @param endedAt the last window's end
 * @param host the machine
 * @param floor the clock that everything was read from
 * @param histograms the series, each in a file beside the result
 * @param windows the measured windows, in order
 * @param spikes gaps over the threshold, in order of time; the longest ones where there were more than are kept
 * @param spikesLost how many spikes were not kept (they are in the histogram all the same)
 * @param explanations of the spikes, in their order, where they were asked for; otherwise empty
 * @param evidence by name: what was asked of the kernel and what came of it
 * @param stopped whether it was told to stop and is shorter by order
 * @param reasons why the result is invalid; empty for a valid one
 */
public record ProbeResult(
        ProbeSpec spec,
        PlacementGrant grant,
        Instant startedAt,
        Instant endedAt,
        HostFacts host,
        Floor floor,
        List<HistogramFile> histograms,
        List<Window> windows,
        List<Spike> spikes,
        long spikesLost,
        List<Explanation> explanations,
        Map<String, Evidence> evidence,
        boolean stopped,
        List<String> reasons) {
    public static final String FILE = "result.json";

    /** Evidence of why nothing was measured, where another attempt would end the same way. */
    public static final String HOPELESS = "hopeless";

    public ProbeResult {
        histograms = List.copyOf(histograms);
        windows = List.copyOf(windows);
        spikes = List.copyOf(spikes);
        explanations = List.copyOf(explanations);
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
        reasons = List.copyOf(reasons);
    }

    @JsonProperty(value = "valid", access = JsonProperty.Access.READ_ONLY)
    public boolean valid() {
        return reasons.isEmpty();
    }

    /** Why nothing was measured, where another attempt would end the same way. */
    public Optional<String> hopeless() {
        return Optional.ofNullable(evidence.get(HOPELESS)).map(Evidence::detail);
    }

    /** The same measurement as another repetition: several runs are compared as one. */
    public ProbeResult numbered(int repetition) {
        return new ProbeResult(
                spec.numbered(repetition),
                grant,
                startedAt,
                endedAt,
                host,
                floor,
                histograms,
                windows,
                spikes,
                spikesLost,
                explanations,
                evidence,
                stopped,
                reasons);
    }

    /**
     * The clock, measured before the first window.
     *
     * @param clockSource the kernel's current clock source
     * @param nanoTimeCostNs one {@code System.nanoTime()}: the least mean of many batches of calls
     * @param granularityNs the smallest step of it that is not zero
     * @param medianGapNs {@code jitter}: the median turn of the loop, below which nothing can be seen; never subtracted
     */
    public record Floor(String clockSource, double nanoTimeCostNs, long granularityNs, long medianGapNs) {}

    /**
     * A series of this result.
     *
     * @param tag {@link SeriesKey#toTag()}; the tag of its lines in the file
     * @param file the interval log's name
     * @param unit of the recorded values
     * @param totalCount values recorded, over all lines of the tag
     * @param overflowCount values above the histogram's range, recorded as its highest value; a result with any is
     *     invalid
     */
    public record HistogramFile(String tag, String file, String unit, long totalCount, long overflowCount) {}

    /**
     * One measured window.
     *
     * @param index from 0
     * @param startedAt wall clock
     * @param startNs the same moment by {@code System.nanoTime()}, which on Linux is CLOCK_MONOTONIC for all processes
     * @param lengthNs from the first recorded reading of the clock to the last
     * @param count values recorded in it
     * @param cpuBefore where the measuring thread was before, by sched_getcpu
     * @param cpuAfter and after
     * @param allowedBefore its Cpus_allowed_list before
     * @param allowedAfter and after
     * @param voluntarySwitches context switches that it asked for, within
     * @param involuntarySwitches and those that it suffered
     * @param noise what the JVM itself and the machine did meanwhile, by name: safepoints, collections, compilations, deoptimisations,
     *     allocatedBytes (by the measuring thread), migrations; throttled, how often the CPU quota took the thread its CPU;
     *     and all that the kernel counted ({@link WindowCount}). What could not be read is absent
     * @param reasons why the window is invalid
     */
    public record Window(
            int index,
            Instant startedAt,
            long startNs,
            long lengthNs,
            long count,
            int cpuBefore,
            int cpuAfter,
            String allowedBefore,
            String allowedAfter,
            long voluntarySwitches,
            long involuntarySwitches,
            Map<String, Long> noise,
            List<String> reasons) {
        public Window {
            noise = CompactCounts.of(noise);
            reasons = List.copyOf(reasons);
        }

        /** This window with the number of values that it holds. */
        public Window counting(long values) {
            return with(values, noise);
        }

        /** This window with what the JVM itself did meanwhile. */
        public Window noisy(Map<String, Long> counted) {
            return with(count, counted);
        }

        private Window with(long values, Map<String, Long> counted) {
            return new Window(
                    index,
                    startedAt,
                    startNs,
                    lengthNs,
                    values,
                    cpuBefore,
                    cpuAfter,
                    allowedBefore,
                    allowedAfter,
                    voluntarySwitches,
                    involuntarySwitches,
                    counted,
                    reasons);
        }
    }

    /**
     * A value over the threshold.
     *
     * @param window the window's index
     * @param offsetNs from the window's start to the value's
     * @param valueNs the gap, or the lateness
     */
    public record Spike(int window, long offsetNs, long valueNs) {}
}
