package io.quietcore.harness.telemetry;

import io.quietcore.contract.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a run is and how long it will take: a bar on a terminal, a log line for each step elsewhere and where
 * several clusters are measured at once.
 *
 * <p>May be called from several threads.
 */
public interface RunProgress extends AutoCloseable {
    /** A step begins; {@code what} says which, in a few words. */
    void stepStarted(String what);

    /** How much of the step is over, from 0 to 1. */
    void within(double share);

    /** The step is over. */
    void stepEnded();

    @Override
    void close();

    /**
     * For a run of so many steps.
     *
     * @param expectedStep how long one takes by its schedule; corrected by what the first ones took
     * @param openEnd whether it will be told to end, and the steps are only the most that there can be
     */
    static RunProgress of(int steps, Duration expectedStep, boolean openEnd) {
        return standardErrorIsTerminal() && Logging.scope() == null
                ? new Bar(steps, openEnd)
                : new Lines(steps, expectedStep, openEnd);
    }

    /** Whether a person watches: standard error is a terminal. {@code System.console()} asks about other streams. */
    static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | SecurityException e) {
            // No procfs: lines are always readable.
            return false;
        }
    }

    /** A bar with the time left. */
    final class Bar implements RunProgress {
        private static final int PARTS = 100;
        private final ProgressBar bar;
        private long done;

        Bar(int steps, boolean openEnd) {
            bar = new ProgressBarBuilder()
                    .setTaskName("campaign")
                    .setInitialMax((long) steps * PARTS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setEtaFunction(state -> openEnd || state.getCurrent() <= state.getStart()
                            ? Optional.empty()
                            : Optional.of(state.getElapsedAfterStart()
                                    .multipliedBy(state.getMax() - state.getCurrent())
                                    .dividedBy(state.getCurrent() - state.getStart())))
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
        }

        @Override
        public synchronized void stepStarted(String what) {
            bar.setExtraMessage(" " + Printable.line(what));
        }

        @Override
        public synchronized void within(double share) {
            bar.stepTo(Math.max(bar.getCurrent(), done * PARTS + (long) (share * PARTS)));
        }

        @Override
        public synchronized void stepEnded() {
            done++;
            bar.stepTo(done * PARTS);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line for each step, with the time left. */
    final class Lines implements RunProgress {
        private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
        private final int steps;
        private final long expectedStepNs;
        private final boolean openEnd;
        private final long startNs = System.nanoTime();
        private int done;

        Lines(int steps, Duration expectedStep, boolean openEnd) {
            this.steps = steps;
            this.openEnd = openEnd;
            this.expectedStepNs = expectedStep.toNanos();
        }

        @Override
        public synchronized void stepStarted(String what) {
            long stepNs = done == 0 ? expectedStepNs : (System.nanoTime() - startNs) / done;
            String left = words(stepNs * Math.max(0, steps - done));
            if (openEnd) {
                LOG.info("{} {}, until it is told to end, {} at most", done + 1, what, left);
            } else {
                LOG.info("{}/{} {}, {} left", done + 1, steps, what, left);
            }
        }

        @Override
        public void within(double share) {
            // A line for each step is enough where nobody watches.
        }

        @Override
        public synchronized void stepEnded() {
            done++;
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        static String words(long ns) {
            long seconds = Math.round(ns / 1e9);
            return seconds < 120
                    ? seconds + " s"
                    : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
    }
}
