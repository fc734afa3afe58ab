package io.quietcore.runtime.external;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/** From the output of oslat, cyclictest, fio and sockperf to histograms. Pure. */
final class ToolOutput {
    /** The highest value that is told apart, as for our own probes. */
    static final long HIGHEST_NS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Pattern PACKET = Pattern.compile("[0-9]+, ([0-9]+)\\.([0-9]{9}), ([0-9]+)\\.([0-9]{9}), .*");

    private ToolOutput() {}

    private static Histogram empty() {
        return new Histogram(1, HIGHEST_NS, SIGNIFICANT_DIGITS);
    }

    /**
     * oslat's JSON (rt-tests): gaps in columns of 1 µs. Up to version 2.4 the first column is 1 and holds gaps under 1 µs,
     * later it is 0; a gap is recorded in the middle of its column. The first column holds the loop's own turns, which are
     * far shorter: they are recorded at their mean, so that all gaps add up to the time that went by. The last one holds
     * everything above it: a single gap there is the maximum, more are counted at the column.
     */
    static ToolReading oslat(byte[] json) throws IOException {
        JsonNode thread = only(json, "thread");
        Map<Long, Long> columns = columns(thread, "histogram");
        if (columns.isEmpty()) {
            throw new IOException("oslat counted nothing");
        }
        TreeMap<Long, Long> ascending = new TreeMap<>(columns);
        long first = ascending.firstKey();
        long middleNs = first == 0 ? 500 : -500;
        long maxUs = Math.round(number(thread, "max"));
        double durationNs = number(thread, "duration") * 1e9;
        Histogram histogram = empty();
        List<String> notes = new ArrayList<>();
        double elsewhereNs = 0;
        for (Map.Entry<Long, Long> column : ascending.tailMap(first, false).entrySet()) {
            boolean last = column.getKey().equals(ascending.lastKey());
            long us = last && column.getValue() == 1 ? Math.max(maxUs, column.getKey()) : column.getKey();
            if (last && column.getValue() > 1 && maxUs > column.getKey()) {
                notes.add(column.getValue() + " gaps of " + column.getKey()
                        + " us and more are in one column; the longest is " + maxUs + " us");
            }
            long ns = Math.max(1, us * 1_000 + middleNs);
            histogram.recordValueWithCount(ns, column.getValue());
            elsewhereNs += (double) ns * column.getValue();
        }
        long turns = ascending.firstEntry().getValue();
        long turnNs = Math.max(1, Math.round((durationNs - elsewhereNs) / turns));
        histogram.recordValueWithCount(Math.min(turnNs, 1_000), turns);
        notes.add("gaps are told in steps of 1 us; those under it are recorded at their mean");
        return new ToolReading(histogram, notes);
    }

    /** cyclictest's JSON with {@code --nsecs}: wake-up latencies in columns of 1 ns, those above the last one dropped. */
    static ToolReading cyclictest(byte[] json, long highestColumnNs) throws IOException {
        JsonNode thread = only(json, "thread");
        Histogram histogram = empty();
        columns(thread, "histogram").forEach((ns, count) -> histogram.recordValueWithCount(Math.max(1, ns), count));
        long dropped = Math.round(number(thread, "cycles")) - histogram.getTotalCount();
        List<String> notes = new ArrayList<>();
        if (dropped > 0) {
            histogram.recordValue(Math.round(number(thread, "max")));
            if (dropped > 1) {
                histogram.recordValueWithCount(highestColumnNs, dropped - 1);
                notes.add((dropped - 1) + " more values over " + highestColumnNs + " ns are recorded at that value");
            }
        }
        notes.add("a stall of many periods is one value: cyclictest skips the periods that it missed");
        return new ToolReading(histogram, notes);
    }

    /** fio's JSON with {@code --output-format=json+}: completion latencies by bin, read and write. */
    static ToolReading fio(byte[] json) throws IOException {
        Histogram histogram = empty();
        JsonNode job = CanonicalJson.readTree(json).path("jobs").path(0);
        for (String direction : List.of("read", "write")) {
            columns(job.path(direction).path("clat_ns"), "bins")
                    .forEach((ns, count) -> histogram.recordValueWithCount(Math.max(1, ns), count));
        }
        if (histogram.getTotalCount() == 0) {
            throw new IOException("fio completed no operation");
        }
        return new ToolReading(histogram, List.of("latencies are told in bins of about 1 %"));
    }

    /** sockperf's {@code --full-log}: seconds of sending and receiving of each packet; the difference is a round trip. */
    static ToolReading sockperf(String csv) throws IOException {
        Histogram histogram = empty();
        csv.lines().map(PACKET::matcher).filter(Matcher::matches).forEach(packet -> {
            long sentNs = ns(packet.group(1), packet.group(2));
            long receivedNs = ns(packet.group(3), packet.group(4));
            histogram.recordValue(Math.max(1, receivedNs - sentNs));
        });
        if (histogram.getTotalCount() == 0) {
            throw new IOException("sockperf logged no packet");
        }
        return new ToolReading(histogram, List.of("a value is a round trip; sockperf's own summary halves it"));
    }

    private static long ns(String seconds, String nanos) {
        return Long.parseLong(seconds) * 1_000_000_000L + Long.parseLong(nanos);
    }

    /** The one entry of a mapping: each program ran one thread. */
    private static JsonNode only(byte[] json, String key) throws IOException {
        JsonNode entries = CanonicalJson.readTree(json).path(key);
        if (entries.size() != 1) {
            throw new IOException("found " + entries.size() + " entries under '" + key + "'; expected 1");
        }
        return entries.iterator().next();
    }

    private static double number(JsonNode node, String key) throws IOException {
        if (!node.path(key).isNumber()) {
            throw new IOException("'" + key + "' is missing or no number");
        }
        return node.path(key).asDouble();
    }

    private static Map<Long, Long> columns(JsonNode node, String key) throws IOException {
        Map<Long, Long> columns = new TreeMap<>();
        for (Map.Entry<String, JsonNode> column : node.path(key).properties()) {
            if (!column.getKey().matches("[0-9]{1,15}") || !column.getValue().canConvertToLong()) {
                throw new IOException("'" + key + "' holds " + column.getKey() + ": " + column.getValue()
                        + "; expected a number and a count");
            }
            if (column.getValue().asLong() > 0) {
                columns.put(Long.valueOf(column.getKey()), column.getValue().asLong());
            }
        }
        return columns;
    }
}
