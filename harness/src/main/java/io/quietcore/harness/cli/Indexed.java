package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.index.DocumentFolder;
import io.quietcore.results.index.DocumentTarball;
import io.quietcore.results.index.IndexReport;
import io.quietcore.results.index.Indexing;
import io.quietcore.results.store.RunFolder;
import io.quietcore.workloads.MetricsEndpoints.Indexer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What indexing came to, told: a line or an object on standard output, each rejected document in the log. */
final class Indexed {
    private static final Logger LOG = LoggerFactory.getLogger(Indexed.class);

    private Indexed() {}

    /**
     * Indexes runs that were measured and written, whatever the server does: their files are complete before the first
     * request.
     *
     * @param code of the measurement
     * @return that code where it is an error, else {@link ExitCode#ERROR} where the index lacks a document
     */
    static int after(int code, Destinations destinations, Collection<RunFolder> runs) throws InterruptedException {
        int indexed = ExitCode.OK;
        for (RunFolder run : runs) {
            for (IndexOptions.Target target : destinations.servers()) {
                try {
                    IndexReport report = Indexing.folder(target.server(), target.index(), run.folder());
                    LOG.info("indexed: {}", line(report, target));
                    indexed = Math.max(indexed, rejected(report));
                } catch (IOException e) {
                    LOG.error(
                            "run {} is not indexed: {}; its files are complete: index them with 'quietcore index {}'",
                            run.uuid(),
                            e.getMessage(),
                            run.folder());
                    indexed = ExitCode.ERROR;
                }
            }
            for (Indexer folder : destinations.folders()) {
                try {
                    copy(run, folder.named(run.uuid()));
                } catch (IOException e) {
                    LOG.error(
                            "run {} is not copied: {}; its files lie in {}", run.uuid(), e.getMessage(), run.folder());
                    indexed = ExitCode.ERROR;
                }
            }
        }
        return code == ExitCode.OK ? indexed : code;
    }

    /** As kube-burner's local indexer leaves its own. */
    private static void copy(RunFolder run, Indexer local) throws IOException, InterruptedException {
        Path named = Path.of(local.metricsDirectory());
        // kube-burner's own documents have the same names.
        Path directory =
                Files.exists(named.resolve("jobSummary.json")) ? named.resolve("quietcore-" + run.uuid()) : named;
        DocumentFolder.read(run.folder(), file -> DocumentFolder.write(directory, file));
        LOG.info("documents of run {} are in {}", run.uuid(), directory);
        if (local.tarball().isPresent()) {
            Path tarball = Path.of(local.tarball().get());
            if (Files.exists(tarball)) {
                throw new IOException(tarball + " is here already and is not overwritten; name another tarballName");
            }
            long documents = DocumentTarball.write(run.folder(), tarball);
            LOG.info("and {} documents in {}", documents, local.tarball().get());
        }
    }

    /**
     * Indexes into each server and tells what came of it: a line for each, or one JSON value, which is an array where there are
     * several.
     *
     * @return the exit code: a document that an index lacks is an error
     */
    static int each(List<IndexOptions.Target> targets, OutputFormat format, PrintWriter out, Into into)
            throws IOException, InterruptedException {
        int code = ExitCode.OK;
        List<IndexReport> reports = new ArrayList<>();
        for (IndexOptions.Target target : targets) {
            IndexReport report = into.index(target);
            reports.add(report);
            if (format == OutputFormat.text) {
                out.println(line(report, target));
            }
            code = Math.max(code, rejected(report));
        }
        if (format == OutputFormat.json) {
            out.println(CanonicalJson.write(reports.size() == 1 ? reports.get(0) : reports));
        }
        return code;
    }

    /** Indexes something into a server. */
    @FunctionalInterface
    interface Into {
        IndexReport index(IndexOptions.Target target) throws IOException, InterruptedException;
    }

    private static int rejected(IndexReport report) {
        report.reasons().forEach(reason -> LOG.error("rejected: {}", reason));
        if (report.rejected() > report.reasons().size()) {
            LOG.error("and {} more", report.rejected() - report.reasons().size());
        }
        return report.rejected() == 0 ? ExitCode.OK : ExitCode.ERROR;
    }

    private static String line(IndexReport report, IndexOptions.Target target) {
        return String.format(
                Locale.ROOT,
                "%d documents into %s at %s: %d created, %d there already, %d rejected; %d bulk requests, %.1f s",
                report.documents(),
                target.index(),
                target.server(),
                report.created(),
                report.present(),
                report.rejected(),
                report.bulkRequests(),
                report.seconds());
    }
}
