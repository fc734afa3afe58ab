package io.quietcore.runtime.load;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread for each CPU, held there. They prepare, wait for each other, and work until they are told to stop. Used by
 * one thread; the workers tell it of themselves by a queue.
 */
final class Workers {
    /** What a worker puts into the queue when it is prepared; anything else is why it failed. */
    static final String PREPARED = "prepared";

    private final LoadKind kind;
    private final CpuSet cpus;
    private final List<Worker> workers = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile boolean stopped;
    private long beganNs;

    Workers(LoadKind kind, CpuSet cpus, BlockingQueue<String> events) {
        this.kind = kind;
        this.cpus = cpus;
        cpus.cpus().forEach(cpu -> workers.add(new Worker(cpu, events)));
        workers.forEach(Thread::start);
    }

    /** Lets all of them begin at one moment. */
    void begin() {
        beganNs = System.nanoTime();
        gate.countDown();
    }

    /** Ends them: no worker begins another round. Those that have not begun do nothing. */
    void stop() {
        stopped = true;
        if (gate.getCount() > 0) {
            begin();
        }
    }

    /**
     * Waits for the end of all of them.
     *
     * @return what they did; empty where one still runs
     */
    Optional<LoadReport> awaitEnd(long mostMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
        long lastNs = beganNs;
        List<LoadReport.Worker> done = new ArrayList<>();
        for (Worker worker : workers) {
            // A join of 0 ms would wait for ever.
            worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
            if (worker.isAlive()) {
                return Optional.empty();
            }
            lastNs = Math.max(lastNs, worker.endedNs);
            done.add(new LoadReport.Worker(worker.cpu, worker.operations));
        }
        return Optional.of(LoadReport.of(kind, cpus, lastNs - beganNs, done));
    }

    private final class Worker extends Thread {
        private final int cpu;
        private final BlockingQueue<String> events;

        // Written by this thread, read by others after its end.
        private long operations;
        private long endedNs = Long.MIN_VALUE;

        Worker(int cpu, BlockingQueue<String> events) {
            super("load on CPU " + cpu);
            this.cpu = cpu;
            this.events = events;
            setDaemon(true);
            // What no catch below foresees: no memory for a block, for one.
            setUncaughtExceptionHandler((thread, e) -> failed(e.toString()));
        }

        private void failed(@Nullable String why) {
            events.add("the worker on CPU " + cpu + " failed: " + why);
        }

        @Override
        public void run() {
            try {
                OwnThreads.holdCaller(cpu);
                try (Work work = Work.of(kind, cpu)) {
                    events.add(PREPARED);
                    gate.await();
                    operations = work(work);
                    endedNs = System.nanoTime();
                }
            } catch (IOException e) {
                failed(e.getMessage());
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted, and nobody here interrupts", e);
            }
        }

        private long work(Work work) throws IOException {
            long ended = 0;
            while (!stopped) {
                ended += work.round();
            }
            return ended + work.finish();
        }
    }
}
