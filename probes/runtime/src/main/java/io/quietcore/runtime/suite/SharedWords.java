package io.quietcore.runtime.suite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Words that one thread writes and another reads, each on cache lines of its own. They lie in a bare array, which a loop
 * holds in a local variable: a field that is read again after each acquire would have neighbours in the heap.
 */
final class SharedWords {
    /**
     * From one word to the next, and from the first and the last one to the array's ends: 256 bytes. Adjacent lines are
     * fetched in pairs (Intel 64 optimisation manual, spatial prefetcher), so that 128 bytes must be free either side.
     */
    static final int APART = 32;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Spins between two looks at the clock. */
    private static final int PATIENCE = 1 << 16;

    /** A thread that is silent for so long is gone; its stalls are shorter. */
    private static final long GONE_NS = 10_000_000_000L;

    private SharedWords() {}

    static long[] make(int count) {
        return new long[(count + 1) * APART];
    }

    /** With what its writer wrote before (acquire). */
    static long read(long[] words, int word) {
        return (long) WORDS.getAcquire(words, (word + 1) * APART);
    }

    /** The caller's own word, which nobody else writes. */
    static long own(long[] words, int word) {
        return words[(word + 1) * APART];
    }

    /** Behind everything that was written before (release). */
    static void write(long[] words, int word, long value) {
        WORDS.setRelease(words, (word + 1) * APART, value);
    }

    /** Spins until the word has this value; false where it has not within 10 s of a moment. */
    static boolean await(long[] words, int word, long value, long sinceNs) {
        int patience = PATIENCE;
        while (read(words, word) != value) {
            Thread.onSpinWait();
            if (--patience == 0) {
                if (System.nanoTime() - sinceNs > GONE_NS) {
                    return false;
                }
                patience = PATIENCE;
            }
        }
        return true;
    }
}
