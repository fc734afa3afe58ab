package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result archive of k8s-netperf, as it prints it with {@code --json} and indexes it, as metric documents of ours: one for
 * the throughput and one for the latency of each test. There are no histograms behind them, so that they are shown with their
 * origin and compared with nothing. Format: {@code pkg/archive/archive.go} of k8s-netperf, type {@code Doc}. Pure.
 *
 * @param documents of the results that can be read, in the archive's order
 * @param remarks why others cannot, and what else was passed over; a line each
 */
public record NetperfDocuments(List<Map<String, Object>> documents, List<String> remarks) {
    /** An archive has a kilobyte or two for each test. */
    public static final int MOST_BYTES = 16 << 20;

    /** What k8s-netperf prints as the uuid where it indexes nothing: every run's. */
    private static final String NO_UUID = "k8s-netperf";

    private static final String ORIGIN = "k8s-netperf";
    private static final String EXPECTED = "; expected what k8s-netperf --json prints";
    private static final double NS_PER_US = 1_000;

    /** Of throughputs and latencies: more than any network or clock has. */
    private static final double MOST = 1e15;

    private static final int MOST_TEXT = 200;

    /** What was measured, and when and by which run: it tells no tests apart. All else that is no list or object does. */
    private static final Set<String> NO_LABELS = Set.of(
            "uuid",
            "timestamp",
            "throughput",
            "latency",
            "tputMetric",
            "ltcyMetric",
            "tcpRetransmits",
            "udpLossPercent",
            "toolVersion",
            "toolGitCommit",
            "serverCPUCollected",
            "clientCPUCollected",
            "origin",
            "statistic",
            "unit",
            "occurrence");

    /** How a test was made, in numbers; what else is a number may be one in a later version, or may have been measured. */
    private static final Set<String> SETTINGS = Set.of("parallelism", "duration", "samples", "messageSize", "burst");

    private static final Pattern FIRST_BRACKET = Pattern.compile("^[ \\t]*+(\\[)", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

    public NetperfDocuments {
        documents = List.copyOf(documents);
        remarks = List.copyOf(remarks);
    }

    /**
     * The documents of an archive.
     *
     * @param json its text
     * @param uuid in place of its own, or null
     * @throws IOException saying what is wrong with it, in one line, where it is no archive or none of its results can be read
     */
    public static NetperfDocuments of(byte[] json, @Nullable String uuid) throws IOException {
        if (json.length > MOST_BYTES) {
            throw new IOException("is larger than " + (MOST_BYTES >> 20) + " MiB" + EXPECTED);
        }
        List<String> remarks = new ArrayList<>();
        JsonNode archive;
        try {
            archive = CanonicalJson.readTree(withoutLinesAround(json, remarks));
        } catch (MalformedJsonException e) {
            throw new IOException("this is no JSON (" + e.getMessage() + ")" + EXPECTED, e);
        }
        if (!archive.isArray() || archive.isEmpty()) {
            throw new IOException("found no list of results" + EXPECTED);
        }
        List<Map<String, Object>> documents = new ArrayList<>();
        Map<Map<String, Object>, Integer> seen = new HashMap<>();
        for (int i = 0; i < archive.size(); i++) {
            try {
                documents.addAll(result(archive.get(i), uuid, seen));
                measuredOtherwise(archive.get(i))
                        .forEach(name ->
                                addOnce(name + ": a number that this version does not know is passed over", remarks));
            } catch (IOException e) {
                remarks.add("result " + (i + 1) + ": " + e.getMessage() + "; nothing of it is imported");
            }
        }
        if (documents.isEmpty()) {
            throw new IOException(
                    (archive.size() == 1 ? "" : "none of its " + archive.size() + " results can be imported; ")
                            + remarks.get(remarks.size() - archive.size()));
        }
        return new NetperfDocuments(documents, remarks);
    }

    /**
     * What k8s-netperf logs goes where its JSON goes when both are kept in one file: lines before the one that begins with a
     * bracket, and after the last bracket. They become blanks, so that places in the JSON stay what they are.
     */
    private static byte[] withoutLinesAround(byte[] json, List<String> remarks) {
        String text = new String(json, StandardCharsets.ISO_8859_1);
        Matcher begins = FIRST_BRACKET.matcher(text);
        int end = text.lastIndexOf(']') + 1;
        if (!begins.find() || end <= begins.start(1)) {
            return json;
        }
        byte[] inner = json.clone();
        int passed = blank(inner, 0, begins.start(1)) + blank(inner, end, inner.length);
        if (passed > 0) {
            remarks.add(passed + " lines around the JSON are passed over");
        }
        return inner;
    }

    /** Blanks all but line ends; returns in how many lines there was something. */
    private static int blank(byte[] text, int from, int until) {
        int lines = 0;
        boolean any = false;
        for (int i = from; i < until; i++) {
            boolean end = text[i] == '\n';
            boolean something = !end && text[i] != ' ' && text[i] != '\t' && text[i] != '\r';
            lines += something && !any ? 1 : 0;
            any = !end && (any || something);
            text[i] = end ? text[i] : (byte) ' ';
        }
        return lines;
    }

    /** All that one result gives, or nothing of it. */
    private static List<Map<String, Object>> result(
            JsonNode test, @Nullable String uuid, Map<Map<String, Object>, Integer> seen) throws IOException {
        String of = uuid == null ? text(test, "uuid") : uuid;
        if (of.equals(NO_UUID)) {
            throw new IOException("found no uuid of its own; give one with --uuid");
        }
        Map<String, Object> labels = labels(test);
        Map<String, Object> common = new TreeMap<>();
        common.put("uuid", of);
        common.put("jobName", ORIGIN);
        common.put("metadata", metadata(test.path("metadata")));
        common.put("timestamp", timestamp(text(test, "timestamp")));
        double throughput = number(test, "throughput");
        String unit = text(test, "tputMetric");
        double latencyUs = number(test, "latency");
        String latencyUnit = test.path("ltcyMetric").asString("usec");
        if (latencyUs > 0 && !latencyUnit.equals("usec")) {
            throw new IOException(
                    "found a latency in '" + JUnitCases.oneLine(latencyUnit, MOST_TEXT) + "'; expected usec");
        }
        // Two results of the same test at the same moment are two, also where their values are equal.
        Map<String, Object> identity = new TreeMap<>(common);
        identity.put("labels", labels);
        int occurrence = seen.merge(identity, 1, Integer::sum);
        if (occurrence > 1) {
            labels = new TreeMap<>(labels);
            labels.put("occurrence", Integer.toString(occurrence));
        }
        List<Map<String, Object>> documents = new ArrayList<>();
        documents.add(document(common, labels, "throughput", throughput, unit));
        // 0 stands for none: a stream has no latency.
        if (latencyUs > 0) {
            documents.add(document(common, labels, "P99", latencyUs * NS_PER_US, "ns"));
        }
        return documents;
    }

    private static void addOnce(String remark, List<String> remarks) {
        if (!remarks.contains(remark)) {
            remarks.add(remark);
        }
    }

    /** The numbers that no version's settings have so far and that are not whole: a value, by which no test is told apart. */
    private static List<String> measuredOtherwise(JsonNode test) {
        return test.properties().stream()
                .filter(field -> isLabel(field.getKey())
                        && field.getValue().isNumber()
                        && !isSetting(field.getKey(), field.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isLabel(String name) {
        return !NO_LABELS.contains(name) && LABEL.matcher(name).matches();
    }

    /** A setting of a later version is a whole number, as all are so far; of it nothing is known, so that nothing refuses it. */
    private static boolean isSetting(String name, JsonNode number) {
        return SETTINGS.contains(name) || (number.isIntegralNumber() && number.canConvertToLong());
    }

    /** What the test was, whatever version of k8s-netperf says it: burst, virt, udnInfo and the like came one by one. */
    private static Map<String, Object> labels(JsonNode test) throws IOException {
        Map<String, Object> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : test.properties()) {
            JsonNode value = field.getValue();
            boolean tells = value.isBoolean()
                    || (value.isNumber() && isSetting(field.getKey(), value))
                    || (value.isString() && !value.asString().isEmpty());
            if (tells && isLabel(field.getKey())) {
                if (SETTINGS.contains(field.getKey())) {
                    number(test, field.getKey());
                }
                labels.put(field.getKey(), JUnitCases.oneLine(value.asString(), MOST_TEXT));
            }
        }
        labels.put("origin", ORIGIN);
        return labels;
    }

    private static Map<String, Object> metadata(JsonNode own) throws IOException {
        Map<String, Object> metadata = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : own.properties()) {
            checkNumbers(each.getKey(), each.getValue());
            metadata.put(each.getKey(), CanonicalJson.read(CanonicalJson.bytes(each.getValue()), Object.class));
        }
        metadata.put("origin", ORIGIN);
        metadata.put("imported", true);
        return metadata;
    }

    /** What no document can hold. As deep as the reader lets a document be. */
    private static void checkNumbers(String name, JsonNode value) throws IOException {
        if (value.isNumber() && !(Math.abs(value.asDouble(Double.NaN)) <= Double.MAX_VALUE)) {
            throw new IOException(
                    "metadata." + JUnitCases.oneLine(name, MOST_TEXT) + " holds a number that is out of range");
        }
        for (JsonNode each : value) {
            checkNumbers(name, each);
        }
    }

    private static Map<String, Object> document(
            Map<String, Object> common, Map<String, Object> ofTest, String statistic, double value, String unit) {
        Map<String, Object> labels = new TreeMap<>(ofTest);
        labels.put("statistic", statistic);
        labels.put("unit", unit);
        Map<String, Object> document = new TreeMap<>(common);
        document.put("labels", labels);
        document.put("metricName", "netperf-" + statistic);
        document.put("value", value);
        document.put("query", "k8s-netperf: the mean over its samples of " + statistic);
        return document;
    }

    private static String timestamp(String text) throws IOException {
        try {
            Instant at = Instant.parse(text);
            if (GoTime.canBeMeasured(at)) {
                return GoTime.of(at);
            }
        } catch (DateTimeException e) {
            throw new IOException(
                    "found the timestamp '" + JUnitCases.oneLine(text, MOST_TEXT)
                            + "'; expected one such as 2026-01-02T03:04:05Z",
                    e);
        }
        throw new IOException("found the timestamp '" + JUnitCases.oneLine(text, MOST_TEXT)
                + "', when nothing can have been measured; expected one from 1970 to 2262");
    }

    private static String text(JsonNode test, String name) throws IOException {
        String text = test.path(name).asString("");
        if (text.isEmpty()) {
            throw new IOException("found no " + name + EXPECTED);
        }
        return JUnitCases.oneLine(text, MOST_TEXT);
    }

    /** A number that can have been measured. */
    private static double number(JsonNode test, String name) throws IOException {
        JsonNode value = test.path(name);
        if (!value.isNumber()) {
            throw new IOException("found no number " + name + EXPECTED);
        }
        double number = value.asDouble(Double.NaN);
        if (!(number >= 0 && number <= MOST)) {
            throw new IOException("found " + JUnitCases.oneLine(value.asString(), 24) + " as its " + name
                    + "; expected a number from 0 to " + CanonicalJson.write(MOST));
        }
        return number;
    }
}
