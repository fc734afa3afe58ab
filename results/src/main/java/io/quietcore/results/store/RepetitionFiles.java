package io.quietcore.results.store;

import io.quietcore.contract.Printable;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Stated;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramSum;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of one repetition as bytes: their names, their checksums, and the histograms in them. Pure functions. */
final class RepetitionFiles {
    /** Beside the files, in the format that {@code sha256sum -c} reads. */
    static final String SUMS = "SHA256SUMS";

    /** More than any probe writes; one role's result is held whole in memory. */
    static final int MAX_FILES = 64;

    static final long MAX_BYTES = 64L << 20;

    /** Of every value of every probe. */
    private static final String UNIT = "ns";

    /** A line of an interval log: tag, start, length, maximum, histogram. */
    private static final int INTERVAL_FIELDS = 5;

    private static final String TAG = "Tag=";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Pattern SUM_LINE = Pattern.compile("([0-9a-f]{64}) [ *](.{1,100})");

    private RepetitionFiles() {}

    /** A file that is not what it should be. */
    static final class DamagedFileException extends Exception {
        private static final long serialVersionUID = 1L;

        final String file;
        final String found;
        final String expected;

        DamagedFileException(String file, String found, String expected) {
            super(file + ": found " + found + ", expected " + expected);
            this.file = file;
            this.found = found;
            this.expected = expected;
        }
    }

    /** Refuses names that would leave the folder or hide in it, and more than is sensible. */
    static void checkNames(Map<String, byte[]> files) {
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException("a repetition has at most " + MAX_FILES + " files, not " + files.size());
        }
        long bytes = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!isFileName(file.getKey())) {
                throw new IllegalArgumentException("'" + Printable.line(file.getKey())
                        + "' is not a name for a file of a repetition; expected letters, digits, dot, dash and"
                        + " underscore, not " + SUMS);
            }
            bytes += file.getValue().length;
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a repetition has at most " + MAX_BYTES + " bytes in its files, not " + bytes);
        }
    }

    private static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches() && !name.contains("..") && !name.equals(SUMS);
    }

    static byte[] sums(Map<String, byte[]> files) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(files)
                .forEach((name, content) ->
                        lines.append(sha256(content)).append("  ").append(name).append('\n'));
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The names in a list of sums, with the sum of each. */
    static Map<String, String> parseSums(byte[] content) throws DamagedFileException {
        Map<String, String> sums = new TreeMap<>();
        int number = 0;
        for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            Matcher parts = SUM_LINE.matcher(line);
            if (!parts.matches() || !isFileName(parts.group(2)) || sums.size() >= MAX_FILES) {
                throw new DamagedFileException(
                        SUMS, "a damaged line " + number, "a SHA-256 in hex, two spaces and a file's name");
            }
            sums.put(parts.group(2), parts.group(1));
        }
        if (!sums.containsKey(ProbeResult.FILE)) {
            throw new DamagedFileException(SUMS, "no line for " + ProbeResult.FILE, "one for each file");
        }
        return sums;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * The series of a result, read from its interval logs, the windows added up.
     *
     * @throws DamagedFileException where a series is not there, or does not hold as many values as the result says
     */
    static Map<SeriesKey, CompactHistogram> histograms(ProbeResult result, Map<String, byte[]> files)
            throws DamagedFileException {
        Map<String, Map<String, CompactHistogram>> logs = new TreeMap<>();
        Map<SeriesKey, CompactHistogram> series = new LinkedHashMap<>();
        Map<String, Set<String>> declared = new TreeMap<>();
        Stated stated = stated(result);
        for (HistogramFile declaration : result.histograms()) {
            String file = declaration.file();
            byte[] content = files.get(file);
            if (content == null) {
                throw new DamagedFileException(
                        file, "nothing", "an interval log, which " + ProbeResult.FILE + " names");
            }
            if (!logs.containsKey(file)) {
                logs.put(file, read(file, content));
            }
            declared.computeIfAbsent(file, f -> new TreeSet<>()).add(declaration.tag());
            CompactHistogram found = logs.getOrDefault(file, Map.of()).get(declaration.tag());
            long count = found == null ? 0 : found.totalCount();
            if (found == null || count != declaration.totalCount()) {
                throw new DamagedFileException(
                        file,
                        count + " values of " + declaration.tag(),
                        declaration.totalCount() + ", as " + ProbeResult.FILE + " says");
            }
            if (!declaration.unit().equals(UNIT)) {
                throw new DamagedFileException(
                        ProbeResult.FILE, declaration.tag() + " in the unit " + declaration.unit(), UNIT);
            }
            SeriesKey key = key(declaration);
            String probe = result.spec().probe().spelling();
            if (key.get(SeriesKey.NODE).isEmpty()
                    || !probe.equals(key.get(SeriesKey.PROBE).orElse(""))) {
                throw new DamagedFileException(
                        ProbeResult.FILE,
                        "the series " + declaration.tag(),
                        "one with a " + SeriesKey.NODE + " and of the probe " + probe);
            }
            CompactHistogram stating =
                    found.stating(key.get(SeriesKey.SERIES).isEmpty() ? stated : stated.ofPart(found.maxNs()));
            if (series.put(key, stating) != null) {
                throw new DamagedFileException(
                        ProbeResult.FILE, "the series " + declaration.tag() + " twice", "each series once");
            }
        }
        for (Map.Entry<String, Map<String, CompactHistogram>> log : logs.entrySet()) {
            Set<String> undeclared = new TreeSet<>(log.getValue().keySet());
            undeclared.removeAll(declared.getOrDefault(log.getKey(), Set.of()));
            if (!undeclared.isEmpty()) {
                throw new DamagedFileException(
                        log.getKey(), "the series " + undeclared, "only those that " + ProbeResult.FILE + " names");
            }
        }
        return series;
    }

    private static Stated stated(ProbeResult result) throws DamagedFileException {
        try {
            return Stated.in(result.evidence());
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(
                    ProbeResult.FILE,
                    String.valueOf(e.getMessage()),
                    "the longest value that the program stated, in ns");
        }
    }

    private static SeriesKey key(HistogramFile declaration) throws DamagedFileException {
        try {
            return SeriesKey.parseTag(declaration.tag());
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(
                    ProbeResult.FILE, String.valueOf(e.getMessage()), "tags of the form key=value_key=value");
        }
    }

    /**
     * The series of an interval log (HdrHistogram's text format, {@code [Tag=t,]start,length,max,base64}), the windows added
     * up.
     */
    private static Map<String, CompactHistogram> read(String file, byte[] content) throws DamagedFileException {
        Map<String, HistogramSum> windows = new TreeMap<>();
        String tag = "";
        for (String line :
                new String(content, StandardCharsets.ISO_8859_1).lines().toList()) {
            if (line.startsWith("#") || line.startsWith("\"") || line.isBlank()) {
                continue;
            }
            String[] fields = line.split(",", -1);
            if (fields.length == INTERVAL_FIELDS - 1) {
                throw new DamagedFileException(file, "a histogram without a tag", "tagged histograms of whole numbers");
            }
            try {
                if (fields.length != INTERVAL_FIELDS || !fields[0].startsWith(TAG)) {
                    throw new IllegalArgumentException("a line of " + fields.length + " fields");
                }
                byte[] window = Base64.getDecoder().decode(fields[INTERVAL_FIELDS - 1]);
                String own = fields[0].substring(TAG.length());
                windows.computeIfAbsent(own, none -> new HistogramSum()).add(window);
                tag = own;
            } catch (ArithmeticException e) {
                throw new DamagedFileException(file, "more values than a long counts", "an HdrHistogram interval log");
            } catch (RuntimeException e) {
                // What is no version 2 goes to the library, which throws what the damaged bytes lead it to.
                throw new DamagedFileException(
                        file,
                        "a line that cannot be decoded" + (tag.isEmpty() ? "" : " after one of " + tag) + " ("
                                + e.getClass().getSimpleName() + ")",
                        "an HdrHistogram interval log");
            }
        }
        Map<String, CompactHistogram> byTag = new TreeMap<>();
        try {
            windows.forEach((name, all) -> byTag.put(name, all.done()));
        } catch (ArithmeticException e) {
            throw new DamagedFileException(file, "more values than a long counts", "an HdrHistogram interval log");
        }
        return byTag;
    }
}
