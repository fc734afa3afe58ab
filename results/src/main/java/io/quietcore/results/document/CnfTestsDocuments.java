package io.quietcore.results.document;

import io.quietcore.results.document.JUnitCases.JUnitCase;
import io.quietcore.results.document.JUnitCases.Outcome;
import io.quietcore.results.document.LatencyLog.Tool;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The latency tests of cnf-tests (oslat, cyclictest, hwlatdetect), out of its JUnit report, as metric documents of ours: one for
 * each maximum that a tool printed. There are no histograms behind them, so that they are shown with their origin and compared
 * with nothing. Pure.
 *
 * @param documents in the report's order
 * @param remarks test cases of which no number could be taken, and what else a reader must know; a line each
 */
public record CnfTestsDocuments(List<Map<String, Object>> documents, List<String> remarks) {
    /** Enough for a full run of cnf-tests with all its logs, several times over. */
    public static final int MOST_BYTES = 32 << 20;

    private static final String ORIGIN = "cnf-tests";
    private static final String EXPECTED = "; expected the JUnit report of cnf-tests";
    private static final int MOST_DOCUMENTS = 100_000;
    private static final int MOST_TEXT = 200;

    /** How the test is named, whatever Ginkgo and the suite put around it. */
    private static final Pattern CASE = Pattern.compile("Latency Test with the (oslat|cyclictest|hwlatdetect) image");

    /** The header of klog, which all three runners write their log with. */
    private static final Pattern CREATED =
            Pattern.compile("Log file created at: ([0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})");

    private static final DateTimeFormatter KLOG = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    public CnfTestsDocuments {
        documents = List.copyOf(documents);
        remarks = List.copyOf(remarks);
    }

    /**
     * The documents of a report.
     *
     * @param xml the report
     * @param uuid of the run; null: one that the report's bytes give, so that it has the same whenever it is imported
     * @param written when the file was written, for a report and logs that say no time
     * @throws IOException saying what is wrong with it, in one line
     */
    public static CnfTestsDocuments of(byte[] xml, @Nullable String uuid, Instant written) throws IOException {
        if (xml.length > MOST_BYTES) {
            throw new IOException("is larger than " + (MOST_BYTES >> 20) + " MiB" + EXPECTED);
        }
        JUnitCases cases;
        try {
            cases = JUnitCases.read(xml, name -> CASE.matcher(name).find());
        } catch (IOException e) {
            throw new IOException(e.getMessage() + EXPECTED, e);
        }
        if (cases.wanted().isEmpty()) {
            throw new IOException("found " + cases.all() + " test cases and none of 'Latency Test with the"
                    + " oslat|cyclictest|hwlatdetect image' among them" + EXPECTED);
        }
        String of = uuid == null ? UUID.nameUUIDFromBytes(xml).toString() : uuid;
        List<Map<String, Object>> documents = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (JUnitCase each : cases.wanted()) {
            add(documents, remarks, each, of, written);
            if (documents.size() > MOST_DOCUMENTS) {
                throw new IOException("found more than " + MOST_DOCUMENTS + " numbers" + EXPECTED);
            }
        }
        return new CnfTestsDocuments(documents, remarks);
    }

    private static void add(
            List<Map<String, Object>> documents, List<String> remarks, JUnitCase test, String uuid, Instant written)
            throws IOException {
        Tool tool = tool(test.name());
        Optional<LatencyLog> found;
        try {
            found = LatencyLog.of(tool, test.texts());
        } catch (IOException e) {
            throw new IOException(tool.spelling() + ": " + e.getMessage(), e);
        }
        if (found.isEmpty() || found.get().values().isEmpty()) {
            remarks.add(withoutNumber(tool, test));
            return;
        }
        LatencyLog log = found.get();
        log.remarks().forEach(remark -> remarks.add(tool.spelling() + " " + remark));
        @Nullable Instant at = at(test);
        if (at == null) {
            remarks.add(tool.spelling() + " says no time: that of its file is taken, " + GoTime.of(written));
        }
        for (LatencyLog.Value value : log.values()) {
            documents.add(document(tool, test, log, value, uuid, at == null ? written : at));
        }
    }

    private static Tool tool(String name) {
        Matcher named = CASE.matcher(name);
        if (!named.find()) {
            throw new IllegalArgumentException(name);
        }
        return Tool.valueOf(named.group(1).toUpperCase(Locale.ROOT));
    }

    private static String withoutNumber(Tool tool, JUnitCase test) {
        String why = JUnitCases.oneLine(test.reason(), MOST_TEXT);
        return tool.spelling() + (test.outcome() == Outcome.SKIPPED ? " was " : " ")
                + test.outcome().spelling() + " and left no number (expected " + tool.line()
                + " in its log): nothing of"
                + " it is imported" + (why.isEmpty() ? "" : "; it says: " + why);
    }

    private static Map<String, Object> document(
            Tool tool, JUnitCase test, LatencyLog log, LatencyLog.Value value, String uuid, Instant at) {
        Map<String, Object> labels = new TreeMap<>(value.labels());
        labels.put("origin", ORIGIN);
        labels.put("tool", tool.spelling());
        labels.put("outcome", test.outcome().spelling());
        labels.put("statistic", value.statistic());
        labels.put("unit", value.unit());
        if (log.limitUs() != null) {
            labels.put("limitNs", Long.toString(log.limitUs() * 1_000));
        }
        String suite = JUnitCases.oneLine(test.suite(), MOST_TEXT);
        if (!suite.isEmpty()) {
            labels.put("suite", suite);
        }
        Map<String, Object> document = new TreeMap<>();
        document.put("uuid", uuid);
        document.put("jobName", ORIGIN);
        document.put("timestamp", GoTime.of(at));
        document.put("metricName", ORIGIN + "-" + tool.spelling() + "-" + value.statistic());
        document.put("value", value.value());
        document.put("query", "cnf-tests: " + value.statistic() + " that " + tool.spelling() + " printed");
        document.put("labels", labels);
        document.put(
                "metadata",
                new TreeMap<String, Object>(Map.of(
                        "origin", ORIGIN, "imported", true, "testCase", JUnitCases.oneLine(test.name(), MOST_TEXT))));
        return document;
    }

    /** When the tool began, or else its suite. Neither names its zone: containers run in UTC unless they are told another. */
    private static @Nullable Instant at(JUnitCase test) {
        for (String text : test.texts()) {
            Matcher created = CREATED.matcher(text);
            if (created.find()) {
                @Nullable Instant at = utc(created.group(1), KLOG);
                if (at != null) {
                    return at;
                }
            }
        }
        try {
            Instant at = OffsetDateTime.parse(test.timestamp()).toInstant();
            return GoTime.canBeMeasured(at) ? at : null;
        } catch (DateTimeException e) {
            return utc(test.timestamp(), DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        }
    }

    private static @Nullable Instant utc(String text, DateTimeFormatter format) {
        try {
            Instant at = LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
            return GoTime.canBeMeasured(at) ? at : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
