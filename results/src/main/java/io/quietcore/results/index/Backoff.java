package io.quietcore.results.index;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How often something is tried again, and how long after: a random time up to a limit that doubles, so that many who
 * failed together do not come back together ("full jitter", AWS Architecture Blog, 2015).
 *
 * @param attempts in all
 * @param first limit of the first wait
 * @param most that any wait is
 * @param random draws the waits
 * @param pause how waiting is done
 */
public record Backoff(int attempts, Duration first, Duration most, RandomGenerator random, Pause pause) {
    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** Eight attempts take about 15 seconds: a server that restarts takes longer, one that is busy does not. */
    public static final int STANDARD_ATTEMPTS = 8;

    /** Waits from a quarter of a second up to ten. */
    public static Backoff standard(int attempts) {
        return new Backoff(
                attempts, Duration.ofMillis(250), Duration.ofSeconds(10), RandomGenerator.getDefault(), time -> {
                    boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
                });
    }

    /** The wait after the attempt of this number, from 1. */
    Duration after(int attempt) {
        long limit = Math.min(most.toMillis(), first.toMillis() << Math.min(attempt - 1, 30));
        return Duration.ofMillis(random.nextLong(limit + 1));
    }
}
