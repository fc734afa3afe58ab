package io.quietcore.runtime.suite;

/** What a clock_nanosleep costs whose deadline is past: the call, without the sleep. For scripts/bench-wakeup-call. */
public final class WakeupCallBench {
    private static final int CALLS = 200_000;
    private static final int ROUNDS = 5;

    private WakeupCallBench() {}

    public static void main(String[] args) {
        Sleeper sleeper = Sleeper.clockNanosleep();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long startNs = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sleeper.sleepUntil(1);
            }
            best = Math.min(best, System.nanoTime() - startNs);
        }
        System.out.println(best / CALLS);
    }
}
