package io.quietcore.harness.cli;

import io.quietcore.harness.backend.ChildAffinity;
import io.quietcore.harness.load.LoadDuringRun;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.harness.run.StopRequest;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.Alert.Severity;
import io.quietcore.results.facts.Course;
import io.quietcore.results.store.JournalEntry.AlertRaised;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may end a measurement before its plan does: a request, the death of the process that started this one, the end of
 * the load. Each lets the window in hand come to its end.
 */
final class RunEnding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunEnding.class);
    private static final long LOOK_EVERY_MS = 200;

    private final Accompaniment beside;
    private final CampaignFolder folder;
    private final CampaignRun run;
    private final Optional<ProcessHandle> parent;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "run-ending");
        thread.setDaemon(true);
        return thread;
    });
    private final @Nullable LoadDuringRun load;
    private volatile boolean parentGone;
    private boolean told;

    private RunEnding(
            Accompaniment beside,
            CampaignFolder folder,
            CampaignRun run,
            Optional<ProcessHandle> parent,
            @Nullable LoadDuringRun load) {
        this.beside = beside;
        this.folder = folder;
        this.run = run;
        this.parent = parent;
        this.load = load;
    }

    /**
     * Begins to look.
     *
     * @param start what this process was when it began
     * @param uuid of the run
     * @param err takes what the load says
     */
    static RunEnding watch(
            Accompaniment beside, CampaignFolder folder, CampaignRun run, Start start, String uuid, PrintWriter err)
            throws IOException {
        @Nullable
        LoadDuringRun load = beside.load() == null
                ? null
                : LoadDuringRun.begin(beside.load(), uuid, run, start.affinity(), line -> err.println("load: " + line));
        RunEnding ending = new RunEnding(beside, folder, run, start.parent(), load);
        var unused = ending.looking.scheduleWithFixedDelay(
                ending::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        return ending;
    }

    /**
     * What is known of this process only at its start.
     *
     * @param parent that started it; a process whose parent dies gets another one
     * @param affinity before it stepped aside
     */
    record Start(Optional<ProcessHandle> parent, ChildAffinity affinity) {
        static Start ofThisProcess() throws IOException {
            return new Start(ProcessHandle.current().parent(), ChildAffinity.ofNow());
        }
    }

    private void look() {
        if (told) {
            return;
        }
        if (StopRequest.isAsked(folder.folder())) {
            LOG.info("told to stop: the window in hand is the last");
            end();
        } else if (beside.untilParentEnds() && !ProcessHandle.current().parent().equals(parent)) {
            parentGone = true;
            LOG.warn("the process that started this one has ended: the window in hand is the last");
            end();
        }
    }

    private void end() {
        told = true;
        run.endAfterWindow();
    }

    /**
     * Notes what came of it, once the measurement is over; from the thread that writes the journal.
     *
     * @param sides that were measured
     */
    void note(List<String> sides) throws IOException {
        Optional<Course> course = load == null ? Optional.empty() : load.end();
        if (course.isPresent()) {
            folder.writeJson(Course.FILE, course.get());
        }
        String abnormal = course.filter(each -> !each.normal())
                .map(each -> "load ended abnormally: " + each.command() + " " + each.words())
                .orElse(parentGone ? "load ended abnormally: its process ended and did not say stop" : "");
        if (!abnormal.isEmpty()) {
            LOG.warn(abnormal);
            Severity severity = beside.failLoad() ? Severity.ERROR : Severity.WARNING;
            for (String side : sides) {
                Alert alert = new Alert(folder.clock().instant(), severity, abnormal);
                folder.journal().append(new AlertRaised(side, alert, alert.at()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        looking.shutdownNow();
        if (load != null) {
            load.close();
        }
        StopRequest.clear(folder.folder());
    }
}
