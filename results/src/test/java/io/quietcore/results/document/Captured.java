package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What the real kube-burner wrote ({@code src/test/resources/kube-burner/README.md}). */
public final class Captured {
    /** The documents of the run that passed, as its tarball holds them. */
    public static final List<String> PASSED = List.of(
            "alert.json",
            "jobLatencyMeasurement-pod-density.json",
            "jobLatencyQuantilesMeasurement-pod-density.json",
            "jobSummary.json",
            "podLatencyMeasurement-pod-density.json",
            "podLatencyQuantilesMeasurement-pod-density.json",
            "promCPU.json",
            "promVersion.json",
            "up.json");

    private Captured() {}

    public static byte[] bytes(String path) {
        try (InputStream in = Captured.class.getResourceAsStream("/kube-burner/" + path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }

    /** The documents of a file, which is a JSON array. */
    public static List<JsonNode> documents(String path) {
        return CanonicalJson.readTree(bytes(path)).valueStream().toList();
    }

    /** The lines of a file. */
    public static List<JsonNode> lines(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8)
                .lines()
                .map(line -> CanonicalJson.readTree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
