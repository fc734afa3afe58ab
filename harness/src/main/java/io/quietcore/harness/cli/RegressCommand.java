package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.history.HistoryDocument;
import io.quietcore.results.history.HistoryJunit;
import io.quietcore.results.history.HistoryText;
import io.quietcore.results.history.RegressionCheck;
import io.quietcore.results.history.RegressionCheck.Options;
import io.quietcore.results.history.SeriesFindings;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.workloads.Margin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore regress}. */
@Command(
        name = "regress",
        description = {
            "Says since which run a workload got worse: change points of its history (E-divisive at p 0.001, as Hunter and"
                    + " Apache Otava compute them), and the newest run against the last ones of the same machine in the"
                    + " same state. Either is an alarm where it is more than the series wanders from run to run, and more"
                    + " than so many series show by chance. A level that creeps up by a little each run has no such step:"
                    + " it is told and no alarm.",
            "Exit code 4 where it got worse by more than the margin and is so still; 0 otherwise, also where there are too"
                    + " few runs for an answer, which is said."
        },
        mixinStandardHelpOptions = true)
final class RegressCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(paramLabel = "WORKLOAD", description = "a campaign's name, such as host-smoke")
    private String workload = "";

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "30",
            description = "how many comparable runs the newest is judged against, 6 or more; default ${DEFAULT-VALUE}")
    private int last = 30;

    @Mixin
    private MarginOptions margin = new MarginOptions();

    @Option(names = "--junit", paramLabel = "FILE", description = "also write JUnit XML: a test case for each series")
    private @Nullable Path junit;

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Mixin
    private SeriesOptions series = new SeriesOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure {
        Logging.toStandardError("warn");
        Terminal terminal = Terminal.of(spec, junit);
        Margin declared = margin.declared(spec.commandLine());
        if (last < RegressionCheck.FEWEST_RUNS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--last: found " + last + ", expected " + RegressionCheck.FEWEST_RUNS + " or more");
        }
        Options options = new Options(last, declared.percent(), declared.absoluteNs());
        List<SeriesFindings> found = series.read(history.file(), workload).stream()
                .map(each -> RegressionCheck.of(each, options))
                .toList();
        found = RegressionCheck.together(found);
        if (junit != null) {
            AtomicFile.write(junit, HistoryJunit.xml(workload, found).getBytes(StandardCharsets.UTF_8));
        }
        PrintWriter out = terminal.out();
        out.print(
                output.format == OutputFormat.json
                        ? CanonicalJson.writeIndented(HistoryDocument.findings(workload, found))
                        : HistoryText.findings(found));
        out.flush();
        return found.stream().anyMatch(SeriesFindings::regressed) ? ExitCode.GATE : ExitCode.OK;
    }
}
