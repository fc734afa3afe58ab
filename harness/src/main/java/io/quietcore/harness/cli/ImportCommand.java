package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.document.CnfTestsDocuments;
import io.quietcore.results.document.ImportedStatistic;
import io.quietcore.results.document.NetperfDocuments;
import io.quietcore.results.index.DocumentFolder;
import io.quietcore.results.index.DocumentTarball;
import io.quietcore.results.index.Indexing;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore import}. */
@Command(
        name = "import",
        description =
                "Imports a tarball of documents, kube-burner's or ours, into an index or a folder; or what another tool"
                        + " measured.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ImportCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--tarball",
            paramLabel = "FILE",
            description = "such as kube-burner-metrics.tgz; every entry is a JSON array")
    private @Nullable Path tarball;

    @Option(
            names = "--netperf",
            paramLabel = "FILE",
            description =
                    "what k8s-netperf --json printed: its throughputs and latencies become documents below --out, and"
                            + " a table of the report of a campaign there")
    private @Nullable Path netperf;

    @Option(
            names = "--cnf-tests",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "JUnit reports of cnf-tests: the maxima of its latency tests (oslat, cyclictest, hwlatdetect) become"
                            + " documents below --out, and a table of the report of a campaign there")
    private List<Path> cnfTests = List.of();

    @Option(
            names = "--uuid",
            paramLabel = "UUID",
            description = "for --netperf, in place of the archive's own; for --cnf-tests, one run of all its files;"
                    + " default: one of each file's content")
    private @Nullable String uuid;

    @Option(names = "--out", paramLabel = "DIR", description = "the folder that its files are written into")
    private @Nullable Path out;

    @Mixin
    private IndexOptions options = new IndexOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure, InterruptedException {
        Logging.toStandardError("info");
        int sources = (tarball == null ? 0 : 1) + (netperf == null ? 0 : 1) + (cnfTests.isEmpty() ? 0 : 1);
        if (sources != 1) {
            throw new ParameterException(
                    spec.commandLine(), "expected one of --tarball FILE, --netperf FILE and --cnf-tests FILE");
        }
        if (tarball != null) {
            return tarball(tarball);
        }
        if (out == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    (netperf == null ? "--cnf-tests" : "--netperf")
                            + " goes below --out DIR; then index it with 'quietcore index DIR'");
        }
        return netperf == null ? cnfTests(out) : netperf(netperf, out);
    }

    /** What is wrong with one file is told before anything is written. What stands in two is one, as it is in an index. */
    private int cnfTests(Path folder) throws IOException, CommandFailure {
        Set<Map<String, Object>> documents = new LinkedHashSet<>();
        List<String> remarks = new ArrayList<>();
        for (Path file : cnfTests) {
            CnfTestsDocuments imported;
            try (InputStream in = Files.newInputStream(file)) {
                byte[] xml = in.readNBytes(CnfTestsDocuments.MOST_BYTES + 1);
                imported = CnfTestsDocuments.of(
                        xml, uuid, Files.getLastModifiedTime(file).toInstant());
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
            imported.remarks().forEach(remark -> remarks.add(file + ": " + remark));
            documents.addAll(imported.documents());
        }
        remarks.forEach(LOG::warn);
        if (documents.isEmpty()) {
            throw CommandFailure.error("none of these latency tests left a number: nothing was imported");
        }
        return write(folder, List.copyOf(documents));
    }

    private int write(Path folder, List<Map<String, Object>> documents) throws IOException {
        return written(ImportedStatistic.write(folder, documents));
    }

    private int written(List<Path> files) {
        PrintWriter text = spec.commandLine().getOut();
        if (output.format == OutputFormat.json) {
            text.println(CanonicalJson.write(files.stream().map(Path::toString).toList()));
        } else {
            files.forEach(text::println);
        }
        return ExitCode.OK;
    }

    private int netperf(Path archive, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] json = in.readNBytes(NetperfDocuments.MOST_BYTES + 1);
            NetperfDocuments imported;
            try {
                imported = NetperfDocuments.of(json, uuid);
            } catch (IOException e) {
                throw new IOException(archive + ": " + e.getMessage(), e);
            }
            imported.remarks().forEach(remark -> LOG.warn("{}: {}", archive, remark));
            return write(folder, imported.documents());
        }
    }

    private int tarball(Path file) throws IOException, CommandFailure, InterruptedException {
        List<IndexOptions.Target> targets = options.destinations().serversOnly();
        if (targets.isEmpty() == (out == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected either --es-server URL with --es-index NAME, or --metrics-endpoint FILE, or --out DIR");
        }
        if (!targets.isEmpty()) {
            return Indexed.each(
                    targets,
                    output.format,
                    spec.commandLine().getOut(),
                    target -> Indexing.tarball(target.server(), target.index(), file));
        }
        if (out != null) {
            Path folder = out;
            DocumentTarball.read(file, each -> DocumentFolder.write(folder, each));
            return written(List.of(folder));
        }
        return ExitCode.OK;
    }
}
