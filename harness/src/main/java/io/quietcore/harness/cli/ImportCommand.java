package io.quietcore.harness.cli;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.document.ImportedStatistic;
import io.quietcore.results.document.NetperfDocuments;
import io.quietcore.results.index.DocumentFolder;
import io.quietcore.results.index.DocumentTarball;
import io.quietcore.results.index.Indexing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    /** An archive has a kilobyte or two for each test; what is cut off is no JSON. */
    private static final int MOST_ARCHIVE_BYTES = 16 << 20;

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

    @Option(names = "--uuid", paramLabel = "UUID", description = "for --netperf: in place of the archive's own")
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
        if ((tarball == null) == (netperf == null)) {
            throw new ParameterException(spec.commandLine(), "expected either --tarball FILE or --netperf FILE");
        }
        return netperf == null ? tarball(Objects.requireNonNull(tarball)) : netperf(netperf);
    }

    private int netperf(Path archive) throws IOException {
        if (out == null) {
            throw new ParameterException(
                    spec.commandLine(), "--netperf goes below --out DIR; then index it with 'quietcore index DIR'");
        }
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] json = in.readNBytes(MOST_ARCHIVE_BYTES);
            List<Map<String, Object>> documents;
            try {
                documents = NetperfDocuments.of(json, uuid);
            } catch (IOException e) {
                throw new IOException(archive + ": " + e.getMessage(), e);
            }
            for (Path file : ImportedStatistic.write(out, documents)) {
                spec.commandLine().getOut().println(file);
            }
        }
        return ExitCode.OK;
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
            spec.commandLine().getOut().println(folder);
        }
        return ExitCode.OK;
    }
}
