package io.quietcore.harness.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work of the thread that made this object: on a signal (Ctrl-C, SIGTERM) or when a time limit passes. The
 * thread is interrupted, and a signal's hook waits until it has left what it holds in order.
 */
final class StopSignals implements AutoCloseable {
    /** Longer than the backend takes to end its processes; after it the JVM ends all the same. */
    private static final long ORDERLY_SECONDS = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timeout");
        thread.setDaemon(true);
        return thread;
    });
    private final Thread hook;
    private volatile boolean timedOut;
    private volatile boolean signalled;

    /**
     * Listens until closed.
     *
     * @param limit after which the calling thread is interrupted
     * @param onSignal what else a signal does, in a thread of its own, before it waits
     */
    StopSignals(Duration limit, Runnable onSignal) {
        Thread worker = Thread.currentThread();
        hook = new Thread(
                () -> {
                    signalled = true;
                    onSignal.run();
                    worker.interrupt();
                    awaitWorker();
                },
                "signal");
        Runtime.getRuntime().addShutdownHook(hook);
        // The future is not needed: closing this object ends the timer.
        var unused = timer.schedule(
                () -> {
                    timedOut = true;
                    worker.interrupt();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void awaitWorker() {
        try {
            if (!done.await(ORDERLY_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("quietcore: did not end in order within " + ORDERLY_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean timedOut() {
        return timedOut;
    }

    boolean signalled() {
        return signalled;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (!signalled) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // A signal came just now; its hook waits for the line below.
                signalled = true;
            }
        }
        done.countDown();
    }
}
