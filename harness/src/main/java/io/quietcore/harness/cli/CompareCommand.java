package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Gate;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.compare.CompareDocument;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.DefaultPrimary;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.GateResultText;
import io.quietcore.results.compare.Gates;
import io.quietcore.results.compare.Method;
import io.quietcore.results.report.JUnitXml;
import io.quietcore.results.report.JUnitXml.Case;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.CombinedRuns;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Margin;
import io.quietcore.workloads.SeriesProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore compare}. */
@Command(
        name = "compare",
        description = {
            "Compares the repetitions of two runs, or sets of runs, whatever campaigns they come from.",
            "BASE and TUNED: the folder of a run (collected-metrics-<uuid>), a folder that holds runs of one"
                    + " configuration, or a quoted pattern of either, such as 'nightly-*'.",
            "The sides of one campaign are compared as that campaign declared: 'quietcore report DIR'."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BASE", description = "the reference")
    private String base = ".";

    @Parameters(index = "1", paramLabel = "TUNED", description = "what is compared with it")
    private String tuned = ".";

    @Option(
            names = "--primary",
            paramLabel = "METRIC",
            split = ",",
            description =
                    "metrics that get verdicts, at most 4, such as jitter-lost,wakeup-P99; default: one of each probe")
    private List<String> primary = new ArrayList<>();

    @Mixin
    private Acceptance acceptance = new Acceptance();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "also write comparison.json, report.html and report.md into this folder")
    private @Nullable Path out;

    @Option(names = "--junit", paramLabel = "FILE", description = "also write gates and verdicts as JUnit XML")
    private @Nullable Path junit;

    @Option(
            names = "--gate",
            paramLabel = "GATE",
            description = "what TUNED must keep, such as 'jitter: p99 < 1us' or 'wakeup: ratio(p99) <= 1.05'; may be"
                    + " repeated; exit code 4 where one does not pass")
    private List<String> gates = new ArrayList<>();

    @Mixin
    private MarginOptions margin = new MarginOptions();

    /** One argument: what it named, and what was read there. */
    private record Named(String typed, List<RunContents> contents, List<String> leftOut) {
        List<StoredRun> runs() {
            return contents.stream()
                    .map(RunContents::run)
                    .filter(run -> !run.repetitions().isEmpty())
                    .toList();
        }

        List<String> setAside() {
            List<String> lines = new ArrayList<>(leftOut);
            for (RunContents each : contents) {
                each.setAside().forEach(one -> lines.add(one.name().toString()));
                each.damaged().forEach(one -> lines.add(one.message()));
                if (each.run().repetitions().isEmpty()) {
                    lines.add(each.run().folder() + " holds no whole repetition");
                }
            }
            return lines;
        }

        Set<Probe> probes() {
            return runs().stream()
                    .flatMap(run -> run.repetitions().stream())
                    .map(each -> each.result().spec().probe())
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Probe.class)));
        }
    }

    @Override
    public Integer call() throws IOException, CommandFailure {
        Logging.toStandardError("warn");
        Terminal terminal = Terminal.of(spec, junit);
        if (out != null && OutputFile.isCampaign(out)) {
            throw CommandFailure.error(
                    "--out: " + out + " is the folder of a campaign, whose comparison and report would be"
                            + " lost; name another folder");
        }
        List<Gate> declared = DeclaredGates.parse(gates);
        Margin declaredMargin = margin.declared(spec.commandLine());
        Named reference = read(base, spec.commandLine().getErr());
        Named side = read(tuned, spec.commandLine().getErr());
        Set<Probe> shared = EnumSet.copyOf(reference.probes());
        shared.retainAll(side.probes());
        if (shared.isEmpty()) {
            throw CommandFailure.error("BASE measured " + spellings(reference.probes()) + ", TUNED "
                    + spellings(side.probes()) + "; expected a probe that both measured");
        }
        StoredRun before = combined(reference, side);
        StoredRun after = combined(side, reference);
        // Nothing says that the two took turns: one block of all repetitions.
        int blockSize = Math.max(mostRepetitions(before), mostRepetitions(after));
        DefaultPrimary judging = primary(before, after, shared);
        Method method = new Method(
                judging.metrics(), declaredMargin.percent(), declaredMargin.absoluteNs(), blockSize, 1, List.of());
        refuseMixtures(judging.metrics(), declared, after);
        List<GateResult> judged =
                Gates.judge(DeclaredGates.with(declared, System.getenv(), side.probes()), after, before, method);
        Comparison comparison = Comparer.compare(
                        new Comparer.Identity("compare", ""),
                        new Comparer.SideInput(before, reference.setAside(), List.of(), List.of()),
                        new Comparer.SideInput(after, side.setAside(), List.of(), List.of()),
                        method)
                .with(judged)
                .warning(judging.notes());
        List<Case> cases = JUnitXml.cases(
                List.of(comparison), judged, acceptance.failOnRegression ? Set.of(after.side()) : Set.of());
        write(comparison, before, after, cases);
        PrintWriter text = terminal.out();
        if (output.format == OutputFormat.json) {
            text.print(CanonicalJson.writeIndented(CompareDocument.of(comparison)));
        } else {
            text.print(ComparisonText.table(comparison));
            text.print(GateResultText.of(judged));
        }
        text.flush();
        return Acceptance.exitCode(cases);
    }

    /** What mixes several series, or is none of those that were measured, is judged by nobody. */
    private static void refuseMixtures(List<Metric> metrics, List<Gate> gates, StoredRun side) throws CommandFailure {
        List<String> problems = new ArrayList<>();
        for (Metric metric : metrics) {
            refused(metric.series(), "-" + metric.statistic().spelling(), side)
                    .ifPresent(problem -> problems.add("--primary: " + problem));
        }
        for (Gate gate : gates) {
            refused(gate.series(), "", side).ifPresent(problem -> problems.add("--gate: " + problem));
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, problems);
        }
    }

    private static Optional<String> refused(ProbeSeries asked, String ending, StoredRun side) {
        List<ProbeSeries> recorded = DefaultPrimary.in(side, asked.probe());
        return recorded.isEmpty()
                ? Optional.empty()
                : SeriesProblem.among(recorded, asked, ending).map(SeriesProblem::message);
    }

    private void write(Comparison comparison, StoredRun before, StoredRun after, List<Case> cases)
            throws IOException, CommandFailure {
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        runs.put(before.side(), before);
        runs.put(after.side(), after);
        String title = before.side() + " and " + after.side();
        ReportFiles files =
                new ReportFiles(title, List.of(comparison), runs, Map.of(), comparison.gates(), Map.of(), List.of());
        if (out != null) {
            AtomicFile.write(
                    OutputFolder.create(out).resolve(CampaignFolder.COMPARISON_FILE),
                    CanonicalJson.writeIndented(List.of(comparison)).getBytes(StandardCharsets.UTF_8));
            files.write(out);
        }
        if (junit != null) {
            ReportFiles.writeJUnit(junit, title, cases);
        }
    }

    private static Named read(String typed, PrintWriter err) throws IOException, CommandFailure {
        List<RunContents> contents = new ArrayList<>();
        RunSearch.Found found = RunSearch.find(typed);
        SealedEvidence.requireOf(found.runs(), err);
        for (Path folder : found.runs()) {
            contents.add(RunFolder.read(folder));
        }
        Named named = new Named(typed, contents, found.leftOut());
        if (named.runs().isEmpty()) {
            List<String> lines = new ArrayList<>(named.setAside());
            lines.add(typed + ": there is nothing to compare; expected a run with a whole repetition");
            throw new CommandFailure(ExitCode.ERROR, lines);
        }
        Set<String> configurations = CombinedRuns.configurations(named.runs());
        if (configurations.size() > 1) {
            throw CommandFailure.error(typed + " holds runs that are no repetitions of one another ("
                    + String.join("; ", configurations) + "); expected runs of one configuration; name the runs of one"
                    + " side, or compare the sides of a campaign with 'quietcore report'");
        }
        return named;
    }

    /** The runs of one argument as one; two sides of one name are told apart by what was typed. */
    private static StoredRun combined(Named named, Named other) {
        String name = named.runs().get(0).side();
        boolean ambiguous = name.equals(other.runs().get(0).side());
        return CombinedRuns.of(ambiguous ? named.typed() : name, named.runs());
    }

    private static String spellings(Set<Probe> probes) {
        return probes.stream().map(Probe::spelling).collect(Collectors.joining(", "));
    }

    private static int mostRepetitions(StoredRun run) {
        return run.repetitions().stream()
                .mapToInt(StoredRepetition::number)
                .max()
                .orElse(1);
    }

    /** What was asked for, or for each probe what judges it with the samples that it has. */
    private DefaultPrimary primary(StoredRun before, StoredRun after, Set<Probe> shared) {
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
        return metrics.isEmpty()
                ? DefaultPrimary.of(PrimaryMetrics.of(before, shared), List.of(before, after))
                : new DefaultPrimary(metrics, List.of());
    }
}
