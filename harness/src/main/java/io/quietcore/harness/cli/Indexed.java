package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.index.IndexReport;
import io.quietcore.results.index.Indexing;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
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
    static int after(int code, IndexOptions.Target target, Collection<RunFolder> runs) throws InterruptedException {
        int indexed = ExitCode.OK;
        for (RunFolder run : runs) {
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
        return code == ExitCode.OK ? indexed : code;
    }

    /** The exit code: a document that the index lacks is an error. */
    static int tell(IndexReport report, IndexOptions.Target target, OutputFormat format, PrintWriter out) {
        if (format == OutputFormat.json) {
            out.println(CanonicalJson.write(report));
        } else {
            out.println(line(report, target));
        }
        return rejected(report);
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
