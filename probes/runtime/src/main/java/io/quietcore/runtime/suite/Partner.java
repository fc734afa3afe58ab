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
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
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

    /** Waits until the task has ended. */
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
