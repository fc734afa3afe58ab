package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.history.HistoryDocument;
import io.quietcore.results.history.HistorySeries;
import io.quietcore.results.history.HistoryStore;
import io.quietcore.results.history.HistoryText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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

/** {@code quietcore history}. */
@Command(
        name = "history",
        description = {
            "The runs of a workload over time; without a WORKLOAD, those that have any.",
            "'campaign' and 'run' remember what they measure. The history only caches what run folders say: --rebuild"
                    + " fills it from them again."
        },
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "a campaign's name, such as host-smoke")
    private @Nullable String workload;

    @Option(
            names = "--add",
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "remember the runs in these folders: of a run, of a campaign, or of campaigns")
    private List<String> added = new ArrayList<>();

    @Option(
            names = "--rebuild",
            arity = "1..*",
            paramLabel = "DIR",
            description = "forget everything, and remember the runs in these folders")
    private List<String> rebuilt = new ArrayList<>();

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description = "what the runs in these folders measured, where they do not say it themselves")
    private @Nullable String named;

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Mixin
    private SeriesOptions series = new SeriesOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure {
        Logging.toStandardError("warn");
        boolean filling = !added.isEmpty() || !rebuilt.isEmpty();
        if ((!added.isEmpty() && !rebuilt.isEmpty()) || (filling && workload != null)) {
            throw new ParameterException(
                    spec.commandLine(), "expected one of a WORKLOAD, --add FOLDER and --rebuild DIR");
        }
        if (!filling && named != null) {
            throw new ParameterException(spec.commandLine(), "--workload belongs to --add and --rebuild");
        }
        if (filling) {
            return fill();
        } else if (workload == null) {
            tell();
        } else {
            tell(workload);
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** Runs that were altered keep none of the others out; that there were some is the exit code. */
    private int fill() throws IOException, CommandFailure {
        RunIntake.Taken taken = RunIntake.read(added.isEmpty() ? rebuilt : added, named);
        taken.warnings().forEach(each -> spec.commandLine().getErr().println("quietcore: warning: " + each));
        taken.leftOut().forEach(each -> spec.commandLine().getErr().println("quietcore: left out: " + each));
        try (HistoryStore store =
                added.isEmpty() ? HistoryStore.openToRefill(history.file()) : HistoryStore.open(history.file())) {
            if (added.isEmpty()) {
                store.replaceAll(taken.runs());
            } else {
                store.add(taken.runs());
            }
            spec.commandLine()
                    .getErr()
                    .println("quietcore: " + taken.runs().size() + " runs remembered in " + history.file());
            print(store.workloads());
        }
        spec.commandLine().getOut().flush();
        taken.altered()
                .forEach(each -> spec.commandLine().getErr().println("quietcore: its run is not remembered: " + each));
        return taken.altered().isEmpty() ? ExitCode.OK : ExitCode.ERROR;
    }

    private void tell() throws IOException, CommandFailure {
        try (HistoryStore store = HistoryStore.read(history.file())) {
            print(store.workloads());
        }
    }

    private void print(List<HistoryStore.Workload> workloads) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                output.format == OutputFormat.json
                        ? CanonicalJson.writeIndented(workloads)
                        : HistoryText.workloads(workloads));
    }

    private void tell(String name) throws IOException, CommandFailure {
        List<HistorySeries> found = series.read(history.file(), name);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                output.format == OutputFormat.json
                        ? CanonicalJson.writeIndented(HistoryDocument.series(found))
                        : HistoryText.table(found));
    }
}
