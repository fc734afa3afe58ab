package io.quietcore.results.interference;

import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.WindowCount;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How much of a repetition's time its CPU was not the measurement's, at least. Several things tell a part each, and parts of them
 * are the same time: the largest is what is known. Pure.
 */
final class LostTime {
    private LostTime() {}

    /** The share, from 0 to 1; empty where nothing tells. */
    static OptionalDouble share(StoredRepetition repetition) {
        ProbeResult result = repetition.result();
        Totals totals = new Totals(result.windows());
        DoubleStream.Builder shares = DoubleStream.builder();
        totals.share(WindowCount.WAITED).ifPresent(shares);
        stolen(result.grant(), totals).ifPresent(shares);
        if (isBusyLoop(result)) {
            totals.share(WindowCount.RAN).ifPresent(ran -> shares.add(1 - ran));
        }
        others(result, totals).ifPresent(shares);
        if (result.spec().probe().countsGaps()) {
            repetition.histograms().values().stream()
                    .limit(1)
                    .map(gaps -> HistogramStatistics.of(
                            Statistic.LOST, gaps, result.spec().schedule().thresholdNs()))
                    .forEach(percent -> percent.ifPresent(value -> shares.add(value / 100)));
        }
        OptionalDouble largest = shares.build().max();
        return largest.isPresent() ? OptionalDouble.of(Math.max(0, Math.min(1, largest.getAsDouble()))) : largest;
    }

    /** Of one CPU. */
    static OptionalDouble stolen(PlacementGrant grant, Totals totals) {
        OptionalDouble share = totals.share(WindowCount.STOLEN);
        int cpus = grant.pinned() ? 1 : grant.measuringCpus().size();
        return share.isPresent() ? OptionalDouble.of(share.getAsDouble() / cpus) : share;
    }

    /** It never sleeps: whatever time it did not run was taken from it. A benchmark of somebody else's may well sleep. */
    private static boolean isBusyLoop(ProbeResult result) {
        Probe probe = result.spec().probe();
        return probe.busy() && probe != Probe.BENCHMARK;
    }

    /**
     * That other threads ran on the CPU of one that sleeps most of the time. Only where none of them works for it: a peer, a device's
     * worker, its own JVM. Steal while they ran is not theirs.
     */
    static OptionalDouble others(ProbeResult result, Totals totals) {
        Probe probe = result.spec().probe();
        PlacementGrant grant = result.grant();
        OptionalDouble all = totals.share(WindowCount.CPU_RAN);
        OptionalDouble own = totals.share(WindowCount.RAN);
        boolean none = probe.busy() || !probe.periodic() || probe == Probe.NETWORK;
        if (none || !grant.pinned() || grant.sharesHousekeeping() || all.isEmpty() || own.isEmpty()) {
            return OptionalDouble.empty();
        }
        double stolen = totals.share(WindowCount.STOLEN).orElse(0);
        return OptionalDouble.of(Math.max(0, all.getAsDouble() - own.getAsDouble() - stolen));
    }
}
