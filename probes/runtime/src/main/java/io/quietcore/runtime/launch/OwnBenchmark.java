package io.quietcore.runtime.launch;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.SeriesKey;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.measure.HistogramLog;
import io.quietcore.runtime.measure.MeasuredWindows;
import io.quietcore.runtime.measure.MeasuringExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The main class of a JVM with the user's benchmark jar first on its class path: JMH, the user's own version of it, runs
 * one benchmark in one fork on our {@link MeasuringExecutor}. An iteration is a window.
 *
 * <p>The latencies that the benchmark recorded are the result; beside them, or where it recorded none in their place,
 * stand the times of invocations that JMH sampled (mode SampleTime; to about 0.1 %, org.openjdk.jmh.util.SampleBuffer).
 *
 * <p>Standard output: {@code progress} or {@code hopeless} and JSON, line by line. Standard error: words. Exit code 0 with a report in the
 * exchange, or 1.
 */
public final class OwnBenchmark {
    /** Before each line that tells of progress. */
    static final String PROGRESS = "progress ";

    /** Before the line that tells why it failed, where it will fail so again. */
    static final String HOPELESS = "hopeless ";

    /** The times that JMH sampled, where the benchmark recorded its own. */
    private static final String INVOCATION = "invocation";

    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final long GRACE_SECONDS = 60;
    private static final int NAMED = 10;

    private OwnBenchmark() {}

    /** No arguments: the exchange says everything. */
    public static void main(String[] args) {
        try {
            Exchange exchange = Exchange.ofThisJvm();
            ProbeSpec spec = exchange.readSpec();
            ForkOutput output = new ForkOutput(
                    spec.schedule(),
                    progress -> System.out.println(PROGRESS + CanonicalJson.write(progress)),
                    System.err::println);
            String benchmark = benchmark(spec, output);
            try {
                run(exchange, spec, benchmark, output);
            } catch (RunnerException e) {
                Optional<String> thrown = Thrown.words(benchmark, e);
                if (thrown.isEmpty()) {
                    throw e;
                }
                throw new HopelessException(thrown.get(), e);
            }
        } catch (HopelessException e) {
            System.out.println(HOPELESS + CanonicalJson.write(String.valueOf(e.getMessage())));
            System.exit(1);
        } catch (IOException | RunnerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** What fails however often it is tried. */
    private static final class HopelessException extends Exception {
        private static final long serialVersionUID = 1L;

        HopelessException(String message) {
            super(message);
        }

        HopelessException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The name of the one benchmark that is meant. */
    private static String benchmark(ProbeSpec spec, ForkOutput output) throws HopelessException {
        String include = spec.parameters().text(Parameter.INCLUDE);
        Map<String, Integer> threadsByName = new TreeMap<>();
        for (BenchmarkListEntry each : BenchmarkList.defaultList().find(output, List.of(include), List.of(OURS))) {
            int grouped = Arrays.stream(each.getThreadGroups()).sum();
            threadsByName.put(each.getUsername(), Math.max(each.getThreads().orElse(1), grouped));
        }
        if (threadsByName.size() != 1) {
            throw new HopelessException("--include " + include + " matches " + threadsByName.size() + " benchmarks"
                    + (threadsByName.isEmpty()
                            ? ""
                            : ": "
                                    + threadsByName.keySet().stream()
                                            .limit(NAMED)
                                            .toList())
                    + "; expected one");
        }
        Map.Entry<String, Integer> found = threadsByName.entrySet().iterator().next();
        if (found.getValue() > 1) {
            throw new HopelessException(found.getKey() + " asks for " + found.getValue()
                    + " threads (@Threads, @Group); one CPU measures, so expected one");
        }
        return found.getKey();
    }

    private static void run(Exchange exchange, ProbeSpec spec, String benchmark, ForkOutput output)
            throws IOException, RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        var results = new Runner(options(exchange, spec, spec.parameters().text(Parameter.INCLUDE)), output).run();
        if (!exchange.hasReport()) {
            throw new IOException("the benchmark's JVM left no report; JMH before 1.10 knows no executor but its own");
        }
        MeasuredWindows measured = exchange.readReport();
        exchange.writeReport(withHistograms(exchange, spec, measured, sampled(results), benchmark));
    }

    /** What JMH's own list in probes.jar names. */
    private static final String OURS = "^io\\.quietcore\\.runtime\\.";

    private static Options options(Exchange exchange, ProbeSpec spec, String include) {
        Schedule schedule = spec.schedule();
        TimeValue window = TimeValue.nanoseconds(schedule.windowNs());
        List<String> flags =
                new ArrayList<>(JvmFlags.of(spec, exchange, Runtime.version().feature()));
        flags.add("-Djmh.executor=CUSTOM");
        flags.add("-Djmh.executor.class=" + MeasuringExecutor.class.getName());
        return new OptionsBuilder()
                .include(include)
                .exclude(OURS)
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupForks(0)
                .threads(1)
                .warmupIterations(schedule.warmupWindows())
                .warmupTime(window)
                .measurementIterations(schedule.windows())
                .measurementTime(window)
                .timeout(TimeValue.seconds(2 * schedule.windowNs() / 1_000_000_000L + GRACE_SECONDS))
                .shouldFailOnError(true)
                .jvm(System.getProperty("java.home") + "/bin/java")
                .jvmArgsAppend(flags.toArray(String[]::new))
                .build();
    }

    /** The invocation times of each measured iteration. */
    private static List<Histogram> sampled(Iterable<RunResult> results) {
        List<Histogram> iterations = new ArrayList<>();
        for (RunResult run : results) {
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    Histogram histogram = new Histogram(1, HIGHEST_NS, 3);
                    Iterator<Map.Entry<Double, Long>> values =
                            iteration.getPrimaryResult().getStatistics().getRawData();
                    while (values.hasNext()) {
                        Map.Entry<Double, Long> value = values.next();
                        histogram.recordValueWithCount(
                                Math.min(HIGHEST_NS, Math.round(value.getKey())), value.getValue());
                    }
                    iterations.add(histogram);
                }
            }
        }
        return iterations;
    }

    private static MeasuredWindows withHistograms(
            Exchange exchange, ProbeSpec spec, MeasuredWindows measured, List<Histogram> sampled, String benchmark)
            throws IOException {
        List<Histogram> recorded = recorded(exchange);
        List<String> reasons = new ArrayList<>(measured.reasons());
        int windows = measured.windows().size();
        if (sampled.size() != windows || (!recorded.isEmpty() && recorded.size() != windows)) {
            reasons.add("JMH tells of " + sampled.size() + " iterations, the benchmark recorded in " + recorded.size()
                    + ", and " + windows + " were seen");
        }
        PlacementGrant grant = Objects.requireNonNull(spec.grant());
        SeriesKey key = SeriesKey.of(
                spec.request().node(),
                grant.numaNode(),
                grant.cpuLabel(),
                spec.probe().spelling());
        List<Window> counted = new ArrayList<>();
        String file = spec.probe().spelling() + ".hlog";
        try (HistogramLog log = new HistogramLog(exchange.folder(), file, key, measured.startedAt())) {
            for (int i = 0; i < Math.min(windows, sampled.size()); i++) {
                Map<String, Histogram> series = new LinkedHashMap<>();
                series.put("", recorded.size() == windows ? recorded.get(i) : sampled.get(i));
                if (recorded.size() == windows) {
                    series.put(INVOCATION, sampled.get(i));
                }
                Window window = measured.windows().get(i);
                log.window(series, window.startedAt(), window.startedAt().plusNanos(window.lengthNs()));
                counted.add(
                        window.counting(Objects.requireNonNull(series.get("")).getTotalCount()));
            }
            Map<String, Evidence> evidence = new TreeMap<>(measured.evidence());
            evidence.put("benchmark", Evidence.seen(benchmark));
            evidence.put(
                    "latencies",
                    Evidence.seen(
                            recorded.isEmpty()
                                    ? "the time of invocations, as JMH sampled them"
                                    : "recorded by the benchmark; series invocation: as JMH sampled them"));
            return new MeasuredWindows(
                    measured.startedAt(),
                    measured.endedAt(),
                    measured.floor(),
                    log.files(0),
                    counted,
                    List.of(),
                    0,
                    evidence,
                    false,
                    reasons);
        }
    }

    private static List<Histogram> recorded(Exchange exchange) throws IOException {
        List<Histogram> recorded = new ArrayList<>();
        try (HistogramLogReader reader =
                new HistogramLogReader(exchange.file(MeasuringExecutor.RECORDED).toFile())) {
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next instanceof Histogram histogram;
                    next = reader.nextIntervalHistogram()) {
                recorded.add(histogram);
            }
        }
        return recorded;
    }
}
