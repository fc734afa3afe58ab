package io.quietcore.runtime.suite;

/**
 * What a clock_nanosleep costs that the kernel refuses (EINVAL): the call, without the sleep. One whose deadline is past
 * goes through the scheduler all the same. For scripts/bench-wakeup-call.
 */
public final class WakeupCallBench {
    /** Becomes a negative tv_nsec. */
    private static final long NO_MOMENT_NS = -1;

    private static final int CALLS = 200_000;
    private static final int ROUNDS = 5;

    private WakeupCallBench() {}

    public static void main(String[] args) {
        Sleeper sleeper = Sleeper.clockNanosleep();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long startNs = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sleeper.sleepUntil(NO_MOMENT_NS);
            }
            best = Math.min(best, System.nanoTime() - startNs);
        }
        System.out.println(best / CALLS);
    }
}
