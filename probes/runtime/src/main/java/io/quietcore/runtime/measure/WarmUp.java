package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.runtime.noise.JvmEvent;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Warm-up by what the compiler does and not by the clock: rounds, until one of the suite's methods has come as far as
 * HotSpot's last tier and two rounds in a row went by without a compilation or a deoptimisation of what measures. A slow or
 * shared CPU needs more rounds for the same code, and gets them; the bound is for JVMs that never come so far (flags can
 * forbid it).
 */
final class WarmUp {
    /** At least; one quiet round may be one in which the compiler's thread had no CPU. */
    private static final int QUIET_ROUNDS = 2;

    private static final long MOST_NS = 3_000_000_000L;

    private final Supplier<List<JvmEvent>> news;
    private final LongSupplier nanoTime;
    private boolean lastTier;
    private boolean quiet;
    private int rounds;
    private long tookNs;

    /**
     * A warm-up of one repetition.
     *
     * @param news what the JVM did since it was asked before
     * @param nanoTime the clock
     */
    WarmUp(Supplier<List<JvmEvent>> news, LongSupplier nanoTime) {
        this.news = news;
        this.nanoTime = nanoTime;
    }

    /** Rounds until the compiler is quiet, and at least one. */
    void run(Runnable round) {
        long startNs = nanoTime.getAsLong();
        int quietRounds = 0;
        long ns;
        do {
            round.run();
            rounds++;
            List<JvmEvent> seen = news.get();
            lastTier |= seen.stream().anyMatch(WarmUp::isLastTierOfOurs);
            quietRounds = seen.stream().anyMatch(JvmEvent::changesMeasuringCode) ? 0 : quietRounds + 1;
            quiet = lastTier && quietRounds >= QUIET_ROUNDS;
            ns = nanoTime.getAsLong() - startNs;
        } while (!quiet && tookNs + ns < MOST_NS);
        tookNs += ns;
    }

    private static boolean isLastTierOfOurs(JvmEvent event) {
        return event.tier() == JvmEvent.LAST_TIER && event.detail().contains("io.quietcore.runtime.suite.");
    }

    /** For a result. */
    Evidence evidence() {
        return Evidence.seen(String.format(
                Locale.ROOT,
                "%d rounds in %.1f s; at their end the compiler %s, and %s",
                rounds,
                tookNs / 1e9,
                quiet ? "was quiet" : "was not quiet",
                lastTier ? "the loops ran in its last tier" : "no loop had reached its last tier"));
    }

    /** Whether the compiler was quiet in the end. */
    boolean isQuiet() {
        return quiet;
    }
}
