package io.quietcore.runtime.suite;

/**
 * The busy loop: reads the clock, and counts every gap between two readings. What takes the CPU away, or stops it, makes
 * a longer gap; the usual turn of the loop is its floor, below which nothing can be seen.
 *
 * <p>No {@code onSpinWait}: it changes the period. No array access can fail and nothing is allocated.
 */
final class JitterLoop {
    private JitterLoop() {}

    /**
     * Counts gaps until a moment.
     *
     * @param fromNs the reading that the first gap starts at
     * @param untilNs the first reading at or after this one ends the loop, and its gap is counted
     * @return how many gaps were counted
     */
    static long run(Gaps gaps, long fromNs, long untilNs) {
        long[] fine = gaps.fine;
        long beforeNs = fromNs;
        long count = 0;
        long nowNs;
        do {
            nowNs = System.nanoTime();
            long gapNs = nowNs - beforeNs;
            if (gapNs < Gaps.FINE) {
                fine[(int) gapNs & (Gaps.FINE - 1)]++;
            } else {
                gaps.slow(beforeNs, gapNs);
            }
            beforeNs = nowNs;
            count++;
        } while (nowNs < untilNs);
        return count;
    }

    /**
     * Runs the loop in short calls, each of which begins with a long gap: the method is then compiled as a whole and not
     * replaced while it runs, and the branch for long gaps is compiled with it (a branch that was never taken is left out
     * by the compiler, and the first real spike would throw the compiled code away).
     *
     * @param gaps cleared at the end
     */
    static void warmUp(Gaps gaps, long untilNs) {
        long nowNs = System.nanoTime();
        while (nowNs < untilNs) {
            // Long gaps are rare: without this their branch would be compiled in the middle of a window.
            for (int i = 0; i < LONG_GAPS; i++) {
                gaps.slow(0, Gaps.FINE + ((long) i * i & MOST_WARM_UP_GAP_NS));
            }
            run(gaps, nowNs - LONG_GAP_NS, nowNs + SLICE_NS);
            // Longer than what the array counts, and not over any usual threshold: the other way through that branch.
            run(gaps, System.nanoTime() - Gaps.FINE, nowNs + 2 * SLICE_NS);
            nowNs = System.nanoTime();
        }
        gaps.clear();
    }

    /** In each round; in all far more than HotSpot's second compiler waits for (Tier4InvocationThreshold). */
    private static final int LONG_GAPS = 2_000;

    private static final long MOST_WARM_UP_GAP_NS = (1L << 31) - 1;
    private static final long SLICE_NS = 500_000;
    private static final long LONG_GAP_NS = 1_000_000_000L;
}
