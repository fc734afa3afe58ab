package io.quietcore.harness.kubernetes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A thread for each node of a wave, most of the time waiting. */
final class NodeThreads {
    private final int parallelism;
    private final ExecutorService threads;

    NodeThreads(int parallelism) {
        this.parallelism = parallelism;
        threads = Executors.newFixedThreadPool(parallelism, NodeThreads::daemon);
    }

    /** One that does not keep the program from ending. */
    static Thread daemon(Runnable body) {
        Thread thread = new Thread(body, "kubernetes");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * All, each on a thread, so many at once as there are; the first failure is thrown when those that ran with it have ended.
     */
    <T> List<T> all(List<Callable<T>> tasks) throws IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += parallelism) {
            // None waits in the pool's queue: what waits there when the pool is shut down is waited for in vain.
            results.addAll(atOnce(tasks.subList(from, Math.min(tasks.size(), from + parallelism))));
        }
        return results;
    }

    private <T> List<T> atOnce(List<Callable<T>> tasks) throws IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        return results;
    }

    /** Ends what they do as soon as they notice; nothing new begins. */
    void interrupt() {
        threads.shutdownNow();
    }

    /** Waits until they have noticed, also where this thread was interrupted itself. */
    void awaitEnd(long limitSeconds) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(limitSeconds, TimeUnit.SECONDS)) {
                System.err.println(
                        "quietcore: a request to the cluster is still under way; 'quietcore clean' removes what it makes");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
