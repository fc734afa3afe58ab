package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.machine.ThreadState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A thread that the measuring one meets: made before the measuring thread takes its place, held on a CPU of its own, and
 * at rest between windows. One task at a time.
 */
final class Partner {
    private static final int HERE = 0;
    private static final int GO = 1;
    private static final int DONE = 2;

    /** For one who comes when nobody waits for him any more. */
    private static final long TOO_LATE = -1;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final long[] words = SharedWords.make(3);
    private long turn;
    private final Thread thread;
    private volatile Evidence place = Evidence.notAsked();
    private volatile CountDownLatch done = new CountDownLatch(0);

    Partner(String name) {
        thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tasks.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds it on these CPUs, at the priority of the measuring thread; 0 for SCHED_OTHER. */
    void take(CpuSet cpus, int fifoPriority) {
        start(() -> {
            Evidence bound = Requests.bindCaller(cpus);
            if (bound.outcome() != Evidence.Outcome.USED) {
                place = new Evidence(bound.outcome(), "cannot be bound to CPU " + cpus + ": " + bound.detail());
                return;
            }
            String scheduling = fifoPriority > 0 ? Requests.fifo(fifoPriority).detail() : "SCHED_OTHER";
            String allowed = ThreadState.now().allowed();
            place = allowed.equals(cpus.toString())
                    ? Evidence.used("held on CPU " + allowed + " by " + bound.detail() + ", " + scheduling)
                    : Evidence.denied("wanted on CPU " + cpus + ", found on " + allowed);
        });
        await();
    }

    Evidence place() {
        return place;
    }

    /** Lets it begin a task. */
    void start(Runnable task) {
        CountDownLatch ended = new CountDownLatch(1);
        done = ended;
        tasks.add(() -> {
            try {
                task.run();
            } finally {
                ended.countDown();
            }
        });
    }

    /**
     * Wakes it for a task, and returns when it spins in front of it on its own CPU: what {@link #go} begins is not preceded by
     * a wake-up.
     *
     * @return false where it did not come within 10 s; it never begins the task then
     */
    boolean ready(Runnable task) {
        long mine = ++turn;
        long[] shared = words;
        tasks.add(() -> {
            SharedWords.write(shared, HERE, mine);
            long told = SharedWords.read(shared, GO);
            while (told < mine && told != TOO_LATE) {
                Thread.onSpinWait();
                told = SharedWords.read(shared, GO);
            }
            try {
                if (told != TOO_LATE) {
                    task.run();
                }
            } finally {
                SharedWords.write(shared, DONE, mine);
            }
        });
        boolean here = SharedWords.await(shared, HERE, mine, System.nanoTime());
        if (!here) {
            SharedWords.write(shared, GO, TOO_LATE);
        }
        return here;
    }

    /** Lets it begin the task that it is ready for. */
    void go() {
        SharedWords.write(words, GO, turn);
    }

    /** Spins until the task that it was ready for has ended; within a window, where a thread that waits would allocate. */
    void awaitReadied() {
        long sinceNs = System.nanoTime();
        while (!SharedWords.await(words, DONE, turn, sinceNs)) {
            sinceNs = System.nanoTime();
        }
    }

    /** Waits until the task that it was {@linkplain #start started} on has ended. */
    void await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        thread.interrupt();
    }
}
