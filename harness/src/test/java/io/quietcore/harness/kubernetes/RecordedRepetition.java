package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.ProbeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A repetition that was measured once, to be said again by nodes that measure nothing.
 *
 * @param result as it was stored
 * @param logs the interval logs beside it, by name
 */
public record RecordedRepetition(ProbeResult result, Map<String, String> logs) {
    public static RecordedRepetition read(Path folder) throws IOException {
        ProbeResult result =
                CanonicalJson.read(Files.readAllBytes(folder.resolve(ProbeResult.FILE)), ProbeResult.class);
        Map<String, String> logs = new TreeMap<>();
        for (HistogramFile each : result.histograms()) {
            logs.put(each.file(), Files.readString(folder.resolve(each.file()), StandardCharsets.US_ASCII));
        }
        return new RecordedRepetition(result, logs);
    }

    /**
     * The lines that a pod says which was ordered this.
     *
     * @param invalid whether it says that its windows were disturbed
     */
    public List<String> frames(ProbeSpec ordered, boolean invalid) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out, ordered);
        try {
            for (Map.Entry<String, String> log : logs.entrySet()) {
                writer.file(log.getKey(), of(ordered, log.getValue()).getBytes(StandardCharsets.US_ASCII));
            }
            writer.file(ProbeResult.FILE, CanonicalJson.bytes(of(ordered, invalid)));
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    /** A log whose tags name the node that was ordered; the recorded one's name stands in them. */
    public String of(ProbeSpec ordered, String tagged) {
        String node = Objects.requireNonNull(result.spec().request().node());
        return tagged.replace("node=" + node + "_", "node=" + ordered.request().node() + "_");
    }

    /** The result that was ordered. */
    public ProbeResult of(ProbeSpec ordered, boolean invalid) {
        PlacementGrant grant = result.grant();
        return new ProbeResult(
                ordered.granted(grant),
                grant,
                result.startedAt(),
                result.endedAt(),
                result.host(),
                result.floor(),
                result.histograms().stream()
                        .map(each -> new HistogramFile(
                                of(ordered, each.tag()),
                                each.file(),
                                each.unit(),
                                each.totalCount(),
                                each.overflowCount()))
                        .toList(),
                result.windows(),
                result.spikes(),
                result.spikesLost(),
                result.explanations(),
                result.evidence(),
                false,
                invalid ? List.of("a simulated node's windows were disturbed") : List.of());
    }
}
