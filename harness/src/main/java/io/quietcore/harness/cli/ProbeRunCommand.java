package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.plan.SingleProbe;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.results.store.ReceivedResult;
import io.quietcore.results.summary.ProbeSummary;
import io.quietcore.results.summary.ProbeSummaryText;
import io.quietcore.results.summary.SelfTestText;
import io.quietcore.workloads.DurationText;
import io.quietcore.workloads.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore probe NAME}. */
@Command(mixinStandardHelpOptions = true)
class ProbeRunCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ProbeRunCommand.class);

    private final Probe probe;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private ProbeOptions where = new ProbeOptions();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description = "how long to measure, as in 500ms, 10s or 12h; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--scheduling",
            defaultValue = "fifo",
            description = "other or fifo; default ${DEFAULT-VALUE}, where allowed")
    private Scheduling scheduling = Scheduling.fifo;

    @Option(names = "--priority", paramLabel = "N", description = "FIFO priority, 1 to 99; default: the probe's own")
    private @Nullable Integer priority;

    @Option(
            names = "--no-lock-memory",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "do not ask for mlockall")
    private boolean lockMemory = true;

    @Option(
            names = "--no-hold-idle-states",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "do not hold /dev/cpu_dma_latency at 0")
    private boolean holdIdleStates = true;

    @Option(
            names = "--load",
            paramLabel = "NAME",
            defaultValue = "none",
            description =
                    "what runs on the CPUs that do not measure: none, memory-stream, fork-exec, timers, page-faults,"
                            + " stress-ng; default ${DEFAULT-VALUE}")
    private String load = "none";

    @Option(
            names = "--jvm-flag",
            paramLabel = "FLAG",
            description = "one more flag for the measuring JVM, as in --jvm-flag=-XX:+UseSerialGC; may be repeated")
    private List<String> jvmFlags = new ArrayList<>();

    @Mixin
    private OutputOption output = new OutputOption();

    /** Policies, as they are typed. */
    enum Scheduling {
        other,
        fifo
    }

    ProbeRunCommand(Probe probe) {
        this.probe = probe;
    }

    @Override
    public Integer call() throws IOException, CommandFailure {
        if (duration.compareTo(LONGEST) > 0) {
            throw new ParameterException(spec.commandLine(), "--duration: expected at most 168h");
        }
        Logging.toStandardError("warn");
        String listen = typed("--listen");
        if (listen != null) {
            return where.listen(listen);
        }
        SingleProbe orders = orders();
        try (LocalBackend backend = where.backend();
                StopSignals signals = new StopSignals(duration.multipliedBy(2).plus(GRACE), backend::close)) {
            List<ProbeSpec> roles = orders.roles(LocalMachine.nodeName(), where.chosen(), backend::numaNodeOf);
            List<String> refusals =
                    backend.refusals(roles.stream().map(ProbeSpec::request).toList());
            if (!refusals.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.ERROR,
                        refusals.stream()
                                .map(each -> probe.spelling() + ": " + each)
                                .toList());
            }
            CampaignBackend.claim(
                    backend,
                    List.of(roles.stream().map(ProbeSpec::request).toList()),
                    !load.equals(Load.NONE.spelling()));
            backend.stepAside(roles.stream().map(ProbeSpec::request).toList());
            try (RunProgress progress = RunProgress.of(1, duration, false)) {
                progress.stepStarted(probe.spelling());
                boolean selfTest = isSet("--self-test");
                List<ProbeSummary> summaries = summaries(backend.measure(roles, new Listener(progress)));
                if (selfTest) {
                    List<ProbeSpec> sampled = roles.stream()
                            .map(role -> role.told(Parameter.EXPLAIN, "yes"))
                            .toList();
                    return selfTested(summaries, summaries(backend.measure(sampled, new Listener(progress))));
                }
                progress.stepEnded();
                return told(summaries);
            } catch (InterruptedException e) {
                if (signals.timedOut()) {
                    throw new CommandFailure(
                            ExitCode.TIMEOUT, List.of(probe.spelling() + " did not end within twice its duration"));
                }
                spec.commandLine().getErr().println("quietcore: interrupted; nothing was measured");
                return ExitCode.INTERRUPTED;
            }
        }
    }

    private SingleProbe orders() throws CommandFailure, IOException {
        Settings settings;
        Schedule schedule;
        Parameters parameters = Parameters.NONE;
        try {
            settings = new Settings(scheduling == Scheduling.fifo, priority, lockMemory, holdIdleStates);
            schedule = SingleProbe.schedule(
                    probe,
                    duration.toNanos(),
                    time(ProbeCommands.PERIOD, 1_000_000, 50_000, 1_000_000_000),
                    time(ProbeCommands.THRESHOLD, 1_000, 100, 100_000_000));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        for (Parameter parameter : probe.parameters()) {
            String name = "--" + parameter.option();
            String typed = parameter.isSwitch() ? isSet(name) ? "yes" : null : typed(name);
            if (typed != null) {
                try {
                    parameters = parameters.with(parameter, typed);
                } catch (IllegalArgumentException e) {
                    throw CommandFailure.error(name + ": " + e.getMessage());
                }
            }
        }
        if (probe == Probe.BENCHMARK) {
            BenchmarkJar.check(parameters, "--");
        }
        StorageFiles.check(probe, parameters, "--file: ");
        if (probe == Probe.HANDOFF_MATRIX) {
            ProbeOptions.checkPairs(parameters, "--cpus");
        }
        return new SingleProbe(probe, settings, schedule, parameters, load(), jvmFlags);
    }

    private String load() throws CommandFailure {
        List<String> loads = Arrays.stream(Load.values()).map(Load::spelling).toList();
        if (!loads.contains(load)) {
            throw CommandFailure.error("--load: found '" + load + "'; expected one of " + loads);
        }
        return load;
    }

    private boolean isSet(String name) {
        @Nullable OptionSpec option = spec.findOption(name);
        Boolean asked = option == null ? null : option.getValue();
        return Boolean.TRUE.equals(asked);
    }

    private @Nullable String typed(String name) {
        @Nullable OptionSpec option = spec.findOption(name);
        return option == null ? null : option.getValue();
    }

    private long time(String name, long otherwiseNs, long leastNs, long mostNs) {
        String typed = typed(name);
        if (typed == null) {
            return otherwiseNs;
        }
        long ns = DurationText.parse(typed).orElse(-1L);
        if (ns < leastNs || ns > mostNs) {
            throw new IllegalArgumentException(name + ": found '" + typed + "'; expected "
                    + DurationText.format(leastNs) + " to " + DurationText.format(mostNs));
        }
        return ns;
    }

    private static List<ProbeSummary> summaries(List<RoleOutcome> outcomes) throws IOException, CommandFailure {
        List<String> failures = new ArrayList<>();
        List<ProbeSummary> summaries = new ArrayList<>();
        for (RoleOutcome outcome : outcomes) {
            if (outcome instanceof RoleOutcome.Failed failed) {
                failures.addAll(failed.reasons());
            } else if (outcome instanceof RoleOutcome.Measured measured
                    && measured.result().windows().isEmpty()) {
                // Nothing was measured: there is no result to be invalid.
                String name = measured.spec().probe().spelling();
                measured.result().reasons().forEach(reason -> failures.add(name + ": " + reason));
            } else if (outcome instanceof RoleOutcome.Measured measured) {
                summaries.add(ProbeSummary.of(
                        measured.result(), ReceivedResult.histograms(measured.result(), measured.files())));
            }
        }
        if (!failures.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, failures);
        }
        return summaries;
    }

    private int told(List<ProbeSummary> summaries) {
        PrintWriter out = spec.commandLine().getOut();
        for (ProbeSummary summary : summaries) {
            out.print(
                    output.format == OutputFormat.json
                            ? CanonicalJson.write(summary) + "\n"
                            : ProbeSummaryText.of(summary));
        }
        return summaries.stream().allMatch(ProbeSummary::valid) ? ExitCode.OK : ExitCode.INVALID;
    }

    private int selfTested(List<ProbeSummary> alone, List<ProbeSummary> sampled) {
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < alone.size(); i++) {
            out.print(
                    output.format == OutputFormat.json
                            ? CanonicalJson.write(List.of(alone.get(i), sampled.get(i))) + "\n"
                            : SelfTestText.of(alone.get(i), sampled.get(i)));
        }
        return alone.stream().allMatch(ProbeSummary::valid) ? ExitCode.OK : ExitCode.INVALID;
    }

    /** Progress on a terminal. */
    private record Listener(RunProgress progress) implements Backend.Listener {
        @Override
        public void progressed(ProbeSpec role, Progress said) {
            progress.within((double) said.done() / Math.max(1, said.of()));
        }

        /** What a failed role said is among its reasons. */
        @Override
        public void said(ProbeSpec role, String line) {
            LOG.info("{}: {}", role.role(), line);
        }
    }
}
