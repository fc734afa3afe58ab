package io.quietcore.results.statistics;

import java.util.ArrayList;
import java.util.List;

/** Adds up encoded histograms, such as the windows of a repetition, and packs the sum alone. One thread. */
public final class HistogramSum {
    private final List<CompactHistogram> ofOtherRulers = new ArrayList<>();

    /** Sums of ever fewer windows, each of a power of two: of n windows each is merged log2 n times. */
    private final List<CompactHistogram.Filling> sums = new ArrayList<>();

    private int added;

    /**
     * Adds one.
     *
     * @throws IllegalArgumentException as {@link CompactHistogram#decode}; what was added before stays
     * @throws ArithmeticException for more values than a long counts
     */
    public void add(byte[] compressed) {
        CompactHistogram.Filling next = EncodedHistogram.decode(compressed);
        if (added > 0 && !sums.get(0).ruler().equals(next.ruler())) {
            ofOtherRulers.add(ofOneRuler());
            sums.clear();
            added = 0;
        }
        sums.add(next);
        added++;
        for (int merges = Integer.numberOfTrailingZeros(added); merges > 0; merges--) {
            mergeLastTwo();
        }
    }

    private void mergeLastTwo() {
        CompactHistogram.Filling last = sums.remove(sums.size() - 1);
        sums.set(sums.size() - 1, new CompactHistogram.Filling(sums.get(sums.size() - 1), last));
    }

    private CompactHistogram ofOneRuler() {
        while (sums.size() > 1) {
            mergeLastTwo();
        }
        return sums.get(0).done();
    }

    /** All of them, one or more. */
    public CompactHistogram done() {
        CompactHistogram last = ofOneRuler();
        if (ofOtherRulers.isEmpty()) {
            return last;
        }
        List<CompactHistogram> all = new ArrayList<>(ofOtherRulers);
        all.add(last);
        return CompactHistogram.sum(all);
    }
}
