package io.quietcore.runtime.external;

import io.quietcore.contract.Stated;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * sockperf's {@code --full-log}: its own summary, then seconds of sending and receiving of each packet; the difference is a
 * round trip. Packets of its warm-up, and the last ones, are in neither. Read line by line: a second has 100,000 packets.
 */
final class SockperfLog {
    private static final Pattern PACKET =
            Pattern.compile("[0-9]{1,18}, ([0-9]{1,9})\\.([0-9]{9}), ([0-9]{1,9})\\.([0-9]{9}), .*");
    private static final Pattern VALID =
            Pattern.compile("\\[Valid Duration] RunTime=([0-9]{1,7}(?:\\.[0-9]{1,9})?) sec");
    private static final Pattern TOTAL = Pattern.compile("Total ([0-9]{1,15}) observations");
    private static final Pattern DROPPED = Pattern.compile("# dropped messages = ([0-9]{1,15})");

    private final Histogram histogram = ToolOutput.empty();
    private long maxNs;
    private long measuredNs;
    private long total = -1;
    private long dropped;

    private SockperfLog() {}

    /**
     * Reads it to its end.
     *
     * @throws IOException where it holds no packet, or not those that the summary counts
     */
    static ToolReading read(TextLines lines) throws IOException {
        SockperfLog log = new SockperfLog();
        for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
            log.line(line);
        }
        long packets = log.histogram.getTotalCount();
        if (packets == 0) {
            throw new IOException("sockperf logged no packet");
        }
        if (log.total >= 0 && log.total != packets) {
            throw new IOException(
                    "found " + packets + " packets in sockperf's log, and " + log.total + " in its summary");
        }
        return new ToolReading(
                log.histogram,
                new Stated(log.maxNs, Long.MAX_VALUE, true),
                log.measuredNs,
                List.of("a value is a round trip; sockperf's own summary halves it"),
                log.dropped == 0
                        ? List.of()
                        : List.of(log.dropped + " packets were never answered: how long they took is in no value"));
    }

    private void line(String line) throws IOException {
        Matcher packet = PACKET.matcher(line);
        if (packet.matches()) {
            long sentNs = ns(packet.group(1), packet.group(2));
            long roundTripNs = ns(packet.group(3), packet.group(4)) - sentNs;
            if (roundTripNs < 0 || roundTripNs > ToolOutput.HIGHEST_NS) {
                throw new IOException("found a packet that was on its way for " + roundTripNs + " ns");
            }
            histogram.recordValue(Math.max(1, roundTripNs));
            maxNs = Math.max(maxNs, Math.max(1, roundTripNs));
            return;
        }
        Matcher said = VALID.matcher(line);
        if (said.find()) {
            measuredNs = Math.round(Double.parseDouble(said.group(1)) * 1e9);
        }
        said = TOTAL.matcher(line);
        if (said.find()) {
            total = Long.parseLong(said.group(1));
        }
        said = DROPPED.matcher(line);
        if (said.find()) {
            dropped = Long.parseLong(said.group(1));
        }
    }

    private static long ns(String seconds, String nanos) {
        return Long.parseLong(seconds) * 1_000_000_000L + Long.parseLong(nanos);
    }
}
