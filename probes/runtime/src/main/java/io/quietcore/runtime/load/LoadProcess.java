package io.quietcore.runtime.load;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A load as a process of its own: {@code KIND CPULIST}.
 *
 * <p>It says {@code ready} when all workers run. It ends at a line {@code stop}, or at the end of its standard input,
 * which comes with the death of who started it; then it says one line of JSON, what it did, and exits with 0. What is
 * wrong is one line on standard error.
 */
public final class LoadProcess {
    /** The line that says that all workers run. */
    static final String READY = "ready";

    /** The line that ends it. */
    static final String STOP = "stop";

    /** A wrong argument, a CPU that is refused, or a load that could not go on. */
    static final int FAILED = 1;

    /** The program that this load is made of is not installed. */
    static final int NOT_INSTALLED = 3;

    private static final long STOP_MS = 1_000;

    /** stress-ng ends its stressors and sums up first. */
    private static final long STRESS_NG_STOP_MS = 7_000;

    private final LoadKind kind;
    private final CpuSet cpus;
    private final PrintStream out;

    private LoadProcess(LoadKind kind, CpuSet cpus, PrintStream out) {
        this.kind = kind;
        this.cpus = cpus;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        int code;
        try {
            code = of(args, System.out).run();
        } catch (IllegalArgumentException | IOException e) {
            code = fail(FAILED, e.getMessage());
        }
        System.exit(code);
    }

    private static LoadProcess of(String[] args, PrintStream out) {
        if (args.length != 2) {
            throw new IllegalArgumentException("expected KIND CPULIST, found " + Arrays.asList(args));
        }
        LoadKind kind = LoadKind.named(args[0])
                .filter(k -> k != LoadKind.NONE)
                .orElseThrow(() -> new IllegalArgumentException("'" + args[0] + "' is not a load; expected one of "
                        + Arrays.stream(LoadKind.values())
                                .filter(k -> k != LoadKind.NONE)
                                .map(LoadKind::spelling)
                                .toList()));
        CpuSet cpus = CpuSet.parse(args[1]);
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("the CPU list is empty: a load needs a CPU");
        }
        return new LoadProcess(kind, cpus, out);
    }

    private int run() throws IOException, InterruptedException {
        if (kind == LoadKind.STRESS_NG && Programs.onPath(StressNg.PROGRAM).isEmpty()) {
            return fail(NOT_INSTALLED, StressNg.PROGRAM + " is not installed: it is not on PATH");
        }
        OwnThreads.settle(cpus);
        // At a signal no worker comes to close what it started.
        Runtime.getRuntime().addShutdownHook(new Thread(LoadProcess::endChildren, "end of children"));
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Workers workers = new Workers(kind, cpus, events);
        listen(events);
        Optional<String> failure = untilStop(workers, events);
        workers.stop();
        Optional<LoadReport> report = workers.awaitEnd(kind == LoadKind.STRESS_NG ? STRESS_NG_STOP_MS : STOP_MS);
        // A failure at the very end counts as well.
        failure =
                failure.or(() -> events.stream().filter(LoadProcess::isFailure).findFirst());
        if (failure.isPresent()) {
            return fail(FAILED, failure.get());
        }
        if (report.isEmpty()) {
            return fail(FAILED, "a worker of " + kind.spelling() + " did not stop in time");
        }
        out.println(CanonicalJson.write(report.get()));
        return 0;
    }

    /** Says when all are ready; returns at a stop, or with why a worker failed. */
    private Optional<String> untilStop(Workers workers, BlockingQueue<String> events) throws InterruptedException {
        int prepared = 0;
        for (String event = events.take(); !event.equals(STOP); event = events.take()) {
            if (isFailure(event)) {
                return Optional.of(event);
            }
            if (++prepared == cpus.size()) {
                workers.begin();
                out.println(READY);
                out.flush();
            }
        }
        return Optional.empty();
    }

    private static boolean isFailure(String event) {
        return !event.equals(STOP) && !event.equals(Workers.PREPARED);
    }

    private static void listen(BlockingQueue<String> events) {
        Thread listener = new Thread(() -> awaitStop(events), "standard input");
        listener.setDaemon(true);
        listener.start();
    }

    private static void awaitStop(BlockingQueue<String> events) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null && !line.strip().equals(STOP)) {
                line = in.readLine();
            }
            events.add(STOP);
        } catch (IOException e) {
            events.add("standard input cannot be read: " + e.getMessage());
        }
    }

    private static void endChildren() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
    }

    private static int fail(int code, @Nullable String message) {
        System.err.println(String.valueOf(message).lines().findFirst().orElse(""));
        return code;
    }
}
