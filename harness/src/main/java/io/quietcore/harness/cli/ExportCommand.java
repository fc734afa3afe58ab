package io.quietcore.harness.cli;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.results.document.OrionConfiguration;
import io.quietcore.results.document.OrionConfiguration.Place;
import io.quietcore.results.document.OrionConfiguration.Series;
import io.quietcore.results.export.CsvExport;
import io.quietcore.results.export.ExportName;
import io.quietcore.results.export.HgrmExport;
import io.quietcore.results.index.DocumentTarball;
import io.quietcore.results.report.ChartSvg;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.StoredRun;
import io.quietcore.topology.TopologyReader;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
import io.quietcore.workloads.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore export tarball|orion|csv|hgrm|svg}. */
@Command(
        name = "export",
        description = "Writes results for other programs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ExportCommand implements Runnable {
    private static final String RUNS = "of a run, of a campaign, or of several; or a quoted pattern of such";
    private static final Pattern PLACE = Pattern.compile("(.+)-numa([0-9]+)");

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: tarball, orion, csv, hgrm or svg");
    }

    @Command(
            name = "tarball",
            description = "Writes the documents of a folder as 'kube-burner import' and 'quietcore import' take them.",
            mixinStandardHelpOptions = true)
    int tarball(
            @Parameters(paramLabel = "FOLDER", description = "of a run, of a campaign, or kube-burner's own")
                    Path folder,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = "kube-burner-metrics.tgz",
                            description = "default ${DEFAULT-VALUE}")
                    Path out)
            throws IOException, InterruptedException {
        long documents = DocumentTarball.write(folder, out);
        return written(out, documents + " documents");
    }

    @Command(
            name = "orion",
            description = "Prints the configuration with which Orion finds change points in a workload's indexed runs.",
            mixinStandardHelpOptions = true)
    int orion(
            @Option(
                            names = "--workload",
                            required = true,
                            paramLabel = "WORKLOAD",
                            description = "a bundled campaign or a YAML file")
                    String workload,
            @Option(
                            names = "--es-index",
                            paramLabel = "NAME",
                            defaultValue = "quietcore",
                            description = "where its documents are indexed; default ${DEFAULT-VALUE}")
                    String index,
            @Option(
                            names = "--place",
                            paramLabel = "NODE-numaN",
                            description = "a NUMA node that measures, as documents spell it; may be given many times;"
                                    + " default: this machine's")
                    @Nullable
                    List<String> places,
            @Option(
                            names = "--match",
                            paramLabel = "NAME=VALUE",
                            description = "metadata that the runs have in common, such as platform=lab")
                    @Nullable
                    Map<String, String> match,
            @Option(
                            names = "--from",
                            paramLabel = "FOLDER",
                            description = "write tests for what these runs have documents for, " + RUNS
                                    + "; Orion ends with 3 at a test that finds none. Default: for all that the workload"
                                    + " declares, on each --place")
                    @Nullable
                    String from,
            @Option(
                            names = "--all-metrics",
                            description = "every statistic that --from has; default: the workload's primary metrics")
                    boolean all)
            throws CommandFailure, IOException {
        Campaign campaign = CampaignText.named(workload).campaign();
        if (all && from == null) {
            throw CommandFailure.error("--all-metrics: not every statistic has samples enough for a document; name runs"
                    + " that have them with --from FOLDER");
        }
        OrionConfiguration configuration = new OrionConfiguration(
                campaign.name(),
                index,
                match == null ? Map.of() : match,
                from == null
                        ? Series.all(
                                campaign.sides().stream().map(Side::name).toList(),
                                campaign.primary(),
                                places == null ? ownPlaces() : places(places))
                        : series(campaign, from, all, places == null ? List.of() : places(places)),
                campaign.margin().percent());
        spec.commandLine().getOut().print(configuration.yaml());
        return ExitCode.OK;
    }

    /** Of the campaign's probes, what the runs have; of all places where none is named. */
    private List<Series> series(Campaign campaign, String from, boolean all, List<Place> places)
            throws CommandFailure, IOException {
        List<Probe> probes = campaign.probes().stream().map(ProbeLoad::probe).toList();
        List<StoredRun> runs = StoredSides.read(from, spec).runs();
        List<Metric> primary = PrimaryMetrics.of(campaign, runs).metrics();
        List<Series> found = Series.in(runs).stream()
                .filter(each -> all ? probes.contains(each.metric().probe()) : primary.contains(each.metric()))
                .filter(each -> places.isEmpty() || places.contains(each.place()))
                .toList();
        if (found.isEmpty()) {
            throw CommandFailure.error("--from " + from + ": these runs have no document for "
                    + (all ? "a statistic of " + campaign.name() : "the primary metrics of " + campaign.name())
                    + (places.isEmpty() ? "" : " on " + places));
        }
        return found;
    }

    @Command(
            name = "csv",
            description =
                    "Writes a table: a row for each repetition, place and statistic, the unit in the column's name.",
            mixinStandardHelpOptions = true)
    int csv(
            @Parameters(paramLabel = "FOLDER", description = RUNS) String folder,
            @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to") Path out)
            throws IOException, CommandFailure {
        OutputFile.refuseEvidence("--out", out);
        StringBuilder table = new StringBuilder();
        long rows = CsvExport.write(StoredSides.read(folder, spec).runs(), table);
        AtomicFile.write(out, table.toString().getBytes(StandardCharsets.UTF_8));
        return written(out, rows + " rows");
    }

    @Command(
            name = "hgrm",
            description =
                    "Writes HdrHistogram's percentile distribution of each side's series over all repetitions, in ns.",
            mixinStandardHelpOptions = true)
    int hgrm(
            @Parameters(paramLabel = "FOLDER", description = RUNS) String folder,
            @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to") Path out)
            throws IOException, CommandFailure {
        return write(HgrmExport.of(StoredSides.read(folder, spec).runs()), out);
    }

    @Command(
            name = "svg",
            description = "Draws the report's charts for slides, one file each.",
            mixinStandardHelpOptions = true)
    int svg(
            @Parameters(paramLabel = "FOLDER", description = RUNS) String folder,
            @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to") Path out)
            throws IOException, CommandFailure {
        Map<String, byte[]> files = new TreeMap<>();
        ChartSvg.of(StoredSides.read(folder, spec).bySide())
                .forEach((title, drawing) -> files.put(
                        ExportName.of(title, ".svg", files.keySet()), drawing.getBytes(StandardCharsets.UTF_8)));
        return write(files, out);
    }

    private int write(Map<String, byte[]> files, Path out) throws IOException, CommandFailure {
        OutputFolder.create(out);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            OutputFile.refuseEvidence("--out", out.resolve(file.getKey()));
            AtomicFile.write(out.resolve(file.getKey()), file.getValue());
        }
        return written(out, files.size() + " files");
    }

    /** On standard error: standard output may be where the data went ({@code --out /dev/stdout}). */
    private int written(Path out, String what) {
        spec.commandLine().getErr().println(out + "  " + what);
        return ExitCode.OK;
    }

    private static List<Place> ownPlaces() throws IOException {
        return TopologyReader.read(Path.of("/")).numaNodes().stream()
                .map(node -> new Place(LocalMachine.nodeName(), Integer.toString(node.id())))
                .toList();
    }

    private static List<Place> places(List<String> spelled) throws CommandFailure {
        List<Place> places = new ArrayList<>();
        for (String each : spelled) {
            Matcher parts = PLACE.matcher(each);
            if (!parts.matches()) {
                throw CommandFailure.error("--place: found '" + each + "'; expected one such as worker-1-numa0");
            }
            places.add(new Place(parts.group(1), parts.group(2)));
        }
        return places;
    }
}
