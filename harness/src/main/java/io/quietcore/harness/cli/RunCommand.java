package io.quietcore.harness.cli;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.DurationText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore run}. */
@Command(
        name = "run",
        description =
                "Measures one configuration for as long as it is told, with nothing to compare it with: a workload"
                        + " such as soak, or a JMH benchmark of your own. Told by the hour; resumable.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** kube-burner's default --timeout. */
    private static final Duration OPEN_END = Duration.ofHours(4);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @picocli.CommandLine.Parameters(
            arity = "0..*",
            paramLabel = "WORKLOAD",
            description = "a bundled campaign with one side, such as soak, or a YAML file; with --while, the command's"
                    + " words after it")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "how long to measure, 1s to 168h, as in 30m or 12h; default: the workload's own")
    private @Nullable Duration duration;

    @Option(names = "--benchmark-jar", paramLabel = "FILE", description = "the jar that JMH's build makes")
    private @Nullable String benchmarkJar;

    @Option(
            names = "--include",
            paramLabel = "REGEX",
            description = "matches the name of one benchmark in it; default: all, where there is one")
    private @Nullable String include;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "fresh JVMs for --benchmark-jar, which share --duration where it is given; default 5, or with"
                    + " --duration as many of 5s as it holds")
    private @Nullable Integer repetitions;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private CampaignOptions options = new CampaignOptions();

    @Override
    public Integer call() throws IOException, CommandFailure {
        boolean named = benchmarkJar == null && options.resume == null;
        @Nullable String workload = named && !words.isEmpty() ? words.get(0) : null;
        List<String> command = named && !words.isEmpty() ? words.subList(1, words.size()) : words;
        CampaignText text = text(workload);
        Campaign measured = text.campaign();
        if (measured.sides().size() > 1) {
            throw CommandFailure.error(
                    measured.name() + " has " + measured.sides().size()
                            + " sides to compare; expected one: compare with 'quietcore campaign " + workload + "'");
        }
        if (options.kubernetes.contexts.size() > 1) {
            throw CommandFailure.error("--context: found " + options.kubernetes.contexts
                    + "; 'run' measures one cluster, 'quietcore campaign' several");
        }
        Accompaniment beside =
                new Accompaniment(load.orders(command).orElse(null), load.untilParentEnds, load.failLoad);
        if (beside.load() != null) {
            checkWindows(measured);
        }
        if (options.resume != null && load.openEnded()) {
            throw new ParameterException(
                    spec.commandLine(), "--resume goes on alone: it takes no --while and no" + " --until-parent-ends");
        }
        if (beside.load() != null && duration != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--while measures as long as its command runs, and"
                            + " --duration says how long; leave one of them out");
        }
        if (load.openEnded() && repetitions != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--repetitions says how often, --while and --until-parent-ends how long; leave one out");
        }
        sayWhatIsLeftOut(measured);
        return new CampaignSession(
                        Terminal.of(spec, options.junit),
                        "run",
                        options,
                        new CampaignChanges(null, null, durationNs(), false, null, false),
                        CampaignPlace.only(options),
                        beside)
                .measure(text)
                .exitCode();
    }

    /** A program of others says only at its end what it measured: nothing would tell before from during. */
    private static void checkWindows(Campaign measured) throws CommandFailure {
        if (measured.probes().stream().allMatch(each -> each.probe().external())) {
            throw CommandFailure.error("--while: "
                    + measured.probes().stream()
                            .map(each -> each.probe().spelling())
                            .collect(Collectors.joining(", "))
                    + " measures a repetition as one window, which cannot be told apart into before, during and after;"
                    + " expected a workload with a probe that has windows, such as jitter");
        }
    }

    /** A shorter time than the workload's own is measured in fewer repetitions, which is said. */
    private void sayWhatIsLeftOut(Campaign measured) {
        @Nullable Long asked = duration == null || benchmarkJar != null ? null : durationNs();
        int left =
                asked == null ? measured.repetitions() : measured.lasting(asked).repetitions();
        if (asked != null && left < measured.repetitions()) {
            spec.commandLine()
                    .getErr()
                    .println("quietcore: --duration " + DurationText.format(asked) + ": " + left + " of the "
                            + measured.repetitions() + " repetitions that " + measured.name() + " declares");
        }
    }

    /** What has no end of its own has a plan for kube-burner's own longest run. */
    private @Nullable Long durationNs() {
        if (duration != null) {
            // Repetitions that were asked for are all measured: the campaign's own text shares the time among them.
            return repetitions == null ? (Long) duration.toNanos() : null;
        }
        return load.openEnded() ? (Long) (options.timeout == null ? OPEN_END : options.timeout).toNanos() : null;
    }

    private CampaignText text(@Nullable String workload) throws CommandFailure, IOException {
        if (Stream.of(workload, options.resume, benchmarkJar)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new ParameterException(
                    spec.commandLine(), "expected one of a WORKLOAD, --benchmark-jar FILE and --resume DIR");
        }
        if (benchmarkJar == null && (include != null || repetitions != null)) {
            throw new ParameterException(spec.commandLine(), "--include and --repetitions belong to --benchmark-jar");
        }
        if (duration != null && (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--duration: found " + DurationText.format(duration.toNanos()) + "; expected 1s to 168h");
        }
        if (options.resume != null) {
            if (options.out != null || duration != null) {
                throw new ParameterException(
                        spec.commandLine(), "--resume goes on where it was: it takes no --out and no --duration");
            }
            return CampaignSession.resumed(options.resume, "run WORKLOAD");
        }
        return benchmarkJar == null ? CampaignText.named(String.valueOf(workload)) : benchmark(benchmarkJar);
    }

    private CampaignText benchmark(String jar) throws CommandFailure {
        Parameters parameters = Parameters.NONE.with(Parameter.BENCHMARK_JAR, jar);
        if (include != null) {
            parameters = parameters.with(Parameter.INCLUDE, include);
        }
        BenchmarkJar.check(parameters, "--");
        String yaml = BenchmarkCampaign.yaml(parameters, repetitions, repetitions == null ? null : duration);
        return CampaignText.parsed("--benchmark-jar", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
