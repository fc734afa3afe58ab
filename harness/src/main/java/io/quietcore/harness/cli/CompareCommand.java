package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Method;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Margin;
import io.quietcore.workloads.ProbeLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore compare}. */
@Command(
        name = "compare",
        description = {
            "Compares the repetitions of two runs, whatever campaigns they come from.",
            "The sides of one campaign are compared as that campaign declared: 'quietcore report DIR'."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BASE", description = "folder collected-metrics-<uuid> of the reference")
    private Path base = Path.of(".");

    @Parameters(index = "1", paramLabel = "TUNED", description = "folder collected-metrics-<uuid> to compare with it")
    private Path tuned = Path.of(".");

    @Option(
            names = "--primary",
            paramLabel = "METRIC",
            split = ",",
            description =
                    "metrics that get verdicts, at most 4, such as jitter-lost,wakeup-P99; default: one of each probe")
    private List<String> primary = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private OutputFormat format = OutputFormat.text;

    @Override
    public Integer call() throws IOException, CommandFailure {
        RunContents reference = read(base);
        RunContents side = read(tuned);
        // Nothing says that the two took turns: one block of all repetitions.
        int blockSize = Math.max(mostRepetitions(reference.run()), mostRepetitions(side.run()));
        Method method = new Method(
                primary(reference.run()),
                Margin.DEFAULT.percent(),
                Margin.DEFAULT.absoluteNs(),
                blockSize,
                1,
                List.of());
        Comparison comparison =
                Comparer.compare(new Comparer.Identity("compare", ""), input(reference), input(side), method);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                format == OutputFormat.json
                        ? CanonicalJson.writeIndented(List.of(comparison))
                        : ComparisonText.table(comparison));
        return ExitCode.OK;
    }

    private static RunContents read(Path folder) throws IOException, CommandFailure {
        RunContents contents = RunFolder.read(folder);
        if (contents.run().repetitions().isEmpty()) {
            throw CommandFailure.error(folder + " holds no whole repetition; there is nothing to compare");
        }
        return contents;
    }

    private static int mostRepetitions(StoredRun run) {
        return run.repetitions().stream()
                .mapToInt(StoredRepetition::number)
                .max()
                .orElse(1);
    }

    /** What was asked for, or for each probe what judges it with the samples that it has. */
    private List<Metric> primary(StoredRun run) {
        if (primary.size() > Campaign.MAX_PRIMARY) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--primary: found " + primary.size() + " metrics, expected at most " + Campaign.MAX_PRIMARY);
        }
        List<Metric> metrics = new ArrayList<>();
        for (String name : primary) {
            metrics.add(Metric.named(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--primary: '" + name
                                    + "' is not a metric; expected one such as jitter-lost or wakeup-P99")));
        }
        return metrics.isEmpty() ? defaults(run) : metrics;
    }

    private static List<Metric> defaults(StoredRun run) {
        Map<Probe, Metric> byProbe = new LinkedHashMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            Probe probe = repetition.result().spec().probe();
            new ProbeLoad(
                            probe,
                            repetition.result().spec().schedule(),
                            repetition.result().spec().parameters())
                    .judge()
                    .ifPresent(statistic -> byProbe.putIfAbsent(probe, new Metric(probe, statistic)));
        }
        return List.copyOf(byProbe.values());
    }

    private static Comparer.SideInput input(RunContents contents) {
        List<String> setAside = new ArrayList<>();
        contents.setAside().forEach(each -> setAside.add(each.name().toString()));
        contents.damaged().forEach(each -> setAside.add(each.message()));
        return new Comparer.SideInput(contents.run(), setAside, List.of(), List.of());
    }
}
