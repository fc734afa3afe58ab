package io.quietcore.runtime.launch;

import io.quietcore.contract.ClassArchive;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.TemporaryFolder;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.suite.Benchmarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs one repetition: one fork of JMH, a window for each iteration. */
final class MeasuringJvm {
    private static final long GRACE_SECONDS = 60;

    private MeasuringJvm() {}

    /**
     * Runs it to its end.
     *
     * @param said takes what the JVM says for people
     * @return what JMH says of a fork that failed, line by line; empty where none did
     */
    static List<String> run(ProbeSpec spec, Exchange exchange, Consumer<Progress> progress, Consumer<String> said) {
        // Roles of one group measure at the same time: JMH's lock would let one wait for the other.
        System.setProperty("jmh.ignoreLock", "true");
        // No probe has a black hole: JMH need not start two JVMs to find out which kind this one knows.
        System.setProperty("jmh.blackhole.autoDetect", "false");
        ForkOutput output = new ForkOutput(spec.schedule(), progress, said);
        try {
            new Runner(options(spec, exchange), output).run();
            return List.of();
        } catch (RunnerException e) {
            return output.lastWords().isEmpty() ? List.of(String.valueOf(e.getMessage())) : output.lastWords();
        }
    }

    private static Options options(ProbeSpec spec, Exchange exchange) {
        Schedule schedule = spec.schedule();
        Class<?> benchmark = Benchmarks.of(spec.probe());
        long windowSeconds = (schedule.windowNs() + schedule.discardNs()) / 1_000_000_000L;
        return new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName()) + "\\.")
                .mode(Mode.SingleShotTime)
                .forks(1)
                .warmupForks(0)
                .threads(1)
                .warmupIterations(schedule.warmupWindows())
                .measurementIterations(schedule.windows())
                .timeout(TimeValue.seconds(2 * windowSeconds + GRACE_SECONDS))
                .shouldFailOnError(true)
                .shouldDoGC(false)
                .jvm(System.getProperty("java.home") + "/bin/java")
                .jvmArgs(flags(spec, exchange).toArray(String[]::new))
                .build();
    }

    /** The jar that this launcher runs from. */
    static Path jar() {
        return Path.of(System.getProperty("java.class.path"));
    }

    /** All flags of the measuring JVM; with the class archive of this jar, where there is one. */
    static List<String> flags(ProbeSpec spec, Exchange exchange) {
        List<String> flags = new ArrayList<>();
        // A user's jar comes first on its class path, and another collector may lay objects out otherwise than the
        // archive.
        if (spec.probe() != Probe.BENCHMARK && spec.probe() != Probe.ALLOC) {
            ClassArchive.usable(jar(), Path.of(System.getProperty("java.home")))
                    .ifPresent(archive -> flags.add(ClassArchive.flag(archive)));
        }
        flags.addAll(TemporaryFolder.flags());
        flags.addAll(JvmFlags.of(spec, exchange, Runtime.version().feature()));
        return flags;
    }
}
