package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.facts.Course.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** When kube-burner replaced its objects, by its own {@code jobSummary} documents. */
public final class ChurnTimes {
    private static final String FILE = "jobSummary.json";

    private ChurnTimes() {}

    /**
     * Reads them.
     *
     * @param metricsDirectory kube-burner's
     * @param since a job that began earlier is another run's
     * @return empty where no job churned
     * @throws IOException when there is no such file, or it is something else
     */
    public static List<Span> read(Path metricsDirectory, Instant since) throws IOException {
        Path file = metricsDirectory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not there; expected the folder that kube-burner's local indexer writes");
        }
        List<Span> spans = new ArrayList<>();
        try {
            for (JsonNode job : CanonicalJson.readTree(Files.readAllBytes(file))) {
                if (job.has("churnStartTimestamp")
                        && job.has("churnEndTimestamp")
                        && !at(job, "timestamp").isBefore(since)) {
                    spans.add(new Span(at(job, "churnStartTimestamp"), at(job, "churnEndTimestamp")));
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return spans;
    }

    private static Instant at(JsonNode job, String name) {
        return Instant.parse(job.path(name).asString(""));
    }
}
