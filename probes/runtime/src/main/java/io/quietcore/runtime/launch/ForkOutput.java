package io.quietcore.runtime.launch;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.Schedule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;

/** What JMH and its fork say: iterations become progress, text that people should read is passed on, scores are not. */
final class ForkOutput implements OutputFormat {
    private static final int KEPT_LINES = 8;

    /** JMH's own story behind a '#', its marks around what a fork said, stack frames, and its last word on any failure. */
    private static final Pattern DECORATION =
            Pattern.compile("#|</?std|<failure>|at [a-z]|\\.\\.\\. [0-9]+ more|Benchmark had encountered error");

    private static final int MAX_LINE_BYTES = 4_096;

    private final Schedule schedule;
    private final Consumer<Progress> progress;
    private final Consumer<String> said;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    ForkOutput(Schedule schedule, Consumer<Progress> progress, Consumer<String> said) {
        this.schedule = schedule;
        this.progress = progress;
        this.said = said;
    }

    /** The last lines that were said, oldest first. */
    synchronized List<String> lastWords() {
        endLine();
        return List.copyOf(lastWords);
    }

    @Override
    public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
        // Told when it is over.
    }

    @Override
    public void iterationResult(
            BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult result) {
        boolean warmUp = params.getType() == IterationType.WARMUP;
        int of = schedule.warmupWindows() + schedule.windows();
        progress.accept(new Progress(
                warmUp ? Progress.WARM_UP : Progress.WINDOW,
                warmUp ? iteration : schedule.warmupWindows() + iteration,
                of));
    }

    @Override
    public void startBenchmark(BenchmarkParams benchmark) {
        // One benchmark a run: the spec says which.
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        // A mean of single shots: not a result here.
    }

    @Override
    public void startRun() {
        // The controller knows.
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        // The report is in the exchange.
    }

    @Override
    public synchronized void print(String text) {
        write(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Override
    public synchronized void println(String text) {
        print(text);
        endLine();
    }

    @Override
    public void verbosePrintln(String text) {
        // JMH's own story.
    }

    @Override
    public synchronized void write(int character) {
        if (character == '\n') {
            endLine();
        } else if (line.size() < MAX_LINE_BYTES) {
            line.write(character);
        }
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0);
    }

    private synchronized void write(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            write(bytes[i]);
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        if (text.isEmpty() || DECORATION.matcher(text).lookingAt()) {
            return;
        }
        // People read what happened; the class that says so is for a bug report, which has the stack trace.
        text = text.replaceFirst("^(Caused by: )?java[.a-z]*\\.[A-Za-z]+Exception: ", "$1");
        lastWords.addLast(text);
        if (lastWords.size() > KEPT_LINES) {
            lastWords.removeFirst();
        }
        said.accept(text);
    }

    @Override
    public void flush() {
        // Lines are passed on as they end.
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
