package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The sides' histograms over bins that are alike on a logarithmic axis. Pure.
 *
 * @param edgesNs bin i reaches from edge i to edge i + 1
 * @param sides each with a count for every bin
 */
record Bins(List<Double> edgesNs, List<Side> sides) {
    private static final int BINS_PER_DECADE = 10;

    /** From just below 10 ns, where bins are as narrow as the clock's unit: the first holds what is shorter too. */
    private static final int FIRST = 9;

    /** To 10,000 s: more than the hour that a probe's histogram reaches to. */
    private static final int LAST = 130;

    private static final double[] EDGES_NS = edges();

    Bins {
        edgesNs = List.copyOf(edgesNs);
        sides = List.copyOf(sides);
    }

    /**
     * All repetitions of a side together.
     *
     * @param measuredS how long they measured, the time of each CPU added up; sides of different length are compared by the
     *     counts over it
     */
    record Side(String side, double measuredS, List<Long> counts) {
        Side {
            counts = List.copyOf(counts);
        }
    }

    private static double[] edges() {
        double[] edges = new double[LAST - FIRST + 1];
        Arrays.setAll(edges, i -> Math.pow(10, (FIRST + i) / (double) BINS_PER_DECADE));
        return edges;
    }

    /** Over the bins that any side has values in; empty where none has. */
    static Bins of(Map<String, List<StoredRepetition>> bySide) {
        List<Side> whole = new ArrayList<>();
        bySide.forEach((side, repetitions) -> whole.add(ofSide(side, repetitions)));
        int first = Integer.MAX_VALUE;
        int end = 0;
        for (Side side : whole) {
            for (int i = 0; i < side.counts.size(); i++) {
                if (side.counts.get(i) > 0) {
                    first = Math.min(first, i);
                    end = Math.max(end, i + 1);
                }
            }
        }
        if (end == 0) {
            return new Bins(List.of(), List.of());
        }
        int from = first;
        int until = end;
        return new Bins(
                Arrays.stream(EDGES_NS, from, until + 1).boxed().toList(),
                whole.stream()
                        .map(each -> new Side(each.side, each.measuredS, each.counts.subList(from, until)))
                        .toList());
    }

    private static Side ofSide(String side, List<StoredRepetition> repetitions) {
        List<CompactHistogram> histograms = new ArrayList<>();
        long measuredNs = 0;
        for (StoredRepetition repetition : repetitions) {
            long lengthNs = repetition.result().windows().stream()
                    .mapToLong(Window::lengthNs)
                    .sum();
            for (Map.Entry<SeriesKey, CompactHistogram> each :
                    repetition.histograms().entrySet()) {
                // What was counted in no time has no rate: no probe of ours says so.
                if (lengthNs > 0 && each.getKey().get(SeriesKey.SERIES).isEmpty()) {
                    histograms.add(each.getValue());
                    measuredNs += lengthNs;
                }
            }
        }
        long[] counts = histograms.isEmpty()
                ? new long[EDGES_NS.length - 1]
                : CompactHistogram.sum(histograms).countsBetween(EDGES_NS);
        return new Side(side, measuredNs / 1e9, Arrays.stream(counts).boxed().toList());
    }
}
