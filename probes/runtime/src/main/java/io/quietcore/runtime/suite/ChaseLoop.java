package io.quietcore.runtime.suite;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * Loads that wait for one another: each cache line of a working set holds the offset of the next, in one random cycle
 * through all of them (S. Sattolo, "An algorithm to generate a random cyclic permutation", 1986), so that no prefetcher
 * and no second load can run ahead. Allocates nothing while it runs.
 */
final class ChaseLoop {
    /** Loads in one value. */
    static final int LOADS = 64;

    /** The line of x86-64 and of most arm64 machines. */
    static final int LINE_BYTES = 64;

    private static final long SEED = 20_260_101;

    private ChaseLoop() {}

    /** Writes the cycle into the first bytes of a buffer. */
    static void prepare(ByteBuffer memory, int bytes) {
        int lines = bytes / LINE_BYTES;
        int[] next = new int[lines];
        for (int i = 0; i < lines; i++) {
            next[i] = i;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = lines - 1; i > 0; i--) {
            int other = random.nextInt(i);
            int kept = next[i];
            next[i] = next[other];
            next[other] = kept;
        }
        for (int i = 0; i < lines; i++) {
            memory.putLong(i * LINE_BYTES, (long) next[i] * LINE_BYTES);
        }
    }

    /**
     * Follows the cycle until a moment.
     *
     * @return values recorded
     */
    static long run(ByteBuffer memory, long untilNs, Latencies latencies, Histogram also) {
        int at = 0;
        long count = 0;
        long nowNs = System.nanoTime();
        do {
            long beforeNs = Latencies.from(nowNs, System.nanoTime());
            for (int i = 0; i < LOADS; i++) {
                at = (int) memory.getLong(at);
            }
            // Nothing of the chain may be left out or put off: the clock is read only once its end is known.
            if (at < 0) {
                throw new IllegalStateException("the cycle is broken");
            }
            nowNs = System.nanoTime();
            latencies.record(nowNs - beforeNs);
            latencies.record(also, nowNs - beforeNs);
            count++;
        } while (nowNs < untilNs);
        return count;
    }
}
