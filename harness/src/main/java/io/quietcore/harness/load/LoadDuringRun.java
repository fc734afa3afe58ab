package io.quietcore.harness.load;

import io.quietcore.harness.backend.ChildAffinity;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.results.document.ChurnTimes;
import io.quietcore.results.facts.Course;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a load while a campaign is measured, from a thread of its own: when the first window has ended and the time before
 * the load has passed it starts, and when the time after it has passed the campaign is told to end. So there is a window
 * before the load, however long the warm-up was.
 */
public final class LoadDuringRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadDuringRun.class);

    private final LoadOrders orders;
    private final String uuid;
    private final CampaignRun run;
    private final ChildAffinity affinity;
    private final Consumer<String> lines;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable LoadProcess process;
    private volatile @Nullable Course course;

    private LoadDuringRun(
            LoadOrders orders, String uuid, CampaignRun run, ChildAffinity affinity, Consumer<String> lines) {
        this.orders = orders;
        this.uuid = uuid;
        this.run = run;
        this.affinity = affinity;
        this.lines = lines;
        this.thread = new Thread(this::follow, "load");
    }

    /**
     * Begins to wait for the campaign.
     *
     * @param uuid of the run, which the load finds in its environment
     * @param affinity of this process before it stepped aside
     * @param lines takes what the load says
     */
    public static LoadDuringRun begin(
            LoadOrders orders, String uuid, CampaignRun run, ChildAffinity affinity, Consumer<String> lines) {
        LoadDuringRun load = new LoadDuringRun(orders, uuid, run, affinity, lines);
        load.thread.setDaemon(true);
        load.thread.start();
        return load;
    }

    private void follow() {
        try {
            run.awaitWindow();
            if (passed(orders.before().toNanos())) {
                course = load();
                LOG.info("load {} {}", orders.name(), course.words());
                if (passed(orders.after().toNanos())) {
                    run.endAfterWindow();
                }
            }
        } catch (InterruptedException e) {
            // Closed while it waited for the campaign.
            Thread.currentThread().interrupt();
        }
    }

    /** Waits; false when it was closed meanwhile. */
    private boolean passed(long ns) throws InterruptedException {
        return !closed.await(ns, TimeUnit.NANOSECONDS);
    }

    private Course load() throws InterruptedException {
        Instant startedAt = Instant.now();
        @Nullable Integer exitCode = null;
        LOG.info("load {} starts", orders.name());
        try {
            exitCode = start().await();
        } catch (IOException e) {
            LOG.error("load {} could not be started: {}", orders.name(), e.getMessage());
        }
        Instant endedAt = Instant.now();
        boolean normal = exitCode != null && exitCode == 0;
        return new Course(orders.name(), startedAt, endedAt, exitCode, normal, churns(startedAt));
    }

    private synchronized LoadProcess start() throws IOException {
        if (closed.getCount() == 0) {
            throw new IOException("the measurement has ended");
        }
        LoadProcess started = LoadProcess.start(orders, uuid, affinity, lines);
        process = started;
        return started;
    }

    private List<Course.Span> churns(Instant startedAt) {
        if (orders.metrics() == null) {
            return List.of();
        }
        try {
            return ChurnTimes.read(orders.metrics(), startedAt);
        } catch (IOException e) {
            LOG.warn("no churn is known: {}", e.getMessage());
            return List.of();
        }
    }

    /** The load's course, once it has ended; a load that still runs is ended first. Empty for one that never started. */
    public Optional<Course> end() {
        close();
        return Optional.ofNullable(course);
    }

    @Override
    public void close() {
        closed.countDown();
        @Nullable LoadProcess running;
        synchronized (this) {
            running = process;
        }
        if (running != null) {
            running.end();
        } else {
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
