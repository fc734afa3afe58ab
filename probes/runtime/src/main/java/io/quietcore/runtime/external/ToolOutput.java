package io.quietcore.runtime.external;

import io.quietcore.contract.Stated;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * From the output of oslat, cyclictest and fio to histograms. What a program states itself is taken from there: its longest
 * value, how long it measured, and by its mean the sum of what its last column holds together. Pure.
 */
final class ToolOutput {
    /** The highest value that is told apart, as for our own probes. */
    static final long HIGHEST_NS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NS_PER_US = 1_000;
    private static final double NS_PER_MS = 1e6;

    /** More than any run takes. */
    private static final double MOST_SECONDS = 1e7;

    private static final double MOST_CYCLES = 1e15;

    /** oslat's mean has six decimals of a microsecond, cyclictest's two of a nanosecond. */
    private static final double OSLAT_MEAN_ERROR_NS = 0.5e-3;

    private static final double CYCLICTEST_MEAN_ERROR_NS = 0.005;

    /** oslat tells how long it ran in milliseconds. */
    private static final double DURATION_ERROR_NS = 1e6;

    /** fio's bins are as wide as 1/64 of the power of two that they lie in, and named after their middle (stat.c). */
    private static final double FIO_BIN_WIDTH = 1 / 64.0;

    private ToolOutput() {}

    static Histogram empty() {
        return new Histogram(1, HIGHEST_NS, SIGNIFICANT_DIGITS);
    }

    /**
     * oslat's JSON (rt-tests): gaps in columns of 1 µs, and everything longer than the last of them in that one. The first
     * column that holds any is the loop's own turns, which take less than 1 µs; its name is 0, 1 or 2 by version. A gap is
     * recorded in the middle of its column. The turns are recorded at their mean, so that all gaps add up to the time that
     * went by. Where the maximum lies beyond the last column, that one is open ({@link OpenTail}): oslat's mean counts each gap
     * at its column's name, and of an open column the whole microseconds beyond it ({@code insert_bucket} and
     * {@code calculate} of oslat.c), so that it gives their sum.
     */
    static ToolReading oslat(Reader text) throws IOException {
        ToolJson json = ToolJson.read(text);
        String thread = only(json);
        Columns columns = json.histogram(thread + "/histogram");
        if (columns.size() == 0) {
            throw new IOException("oslat counted nothing");
        }
        long maxUs = Math.round(json.number(thread + "/max", HIGHEST_NS / NS_PER_US));
        double durationNs = json.number(thread + "/duration", MOST_SECONDS) * 1e9;
        int last = columns.size() - 1;
        long first = columns.place(0);
        if (columns.place(last) > HIGHEST_NS / NS_PER_US || maxUs < columns.place(last) - 1) {
            throw new IOException("found a longest gap of " + maxUs + " us, and gaps in the column of "
                    + columns.place(last) + " us");
        }
        boolean open = maxUs > columns.place(last) + 1;
        if (open && last == 0) {
            throw new IOException("found a longest gap of " + maxUs + " us, and nothing but the loop's own turns");
        }
        Histogram histogram = empty();
        double elsewhereNs = 0;
        double leastNs = 0;
        for (int i = 1; i < columns.size() - (open ? 1 : 0); i++) {
            long fromNs = (columns.place(i) - first) * 1_000;
            histogram.recordValueWithCount(fromNs + 500, columns.count(i));
            elsewhereNs += (double) (fromNs + 500) * columns.count(i);
            leastNs += (double) fromNs * columns.count(i);
        }
        Stated stated = new Stated(maxUs * 1_000, Long.MAX_VALUE, true);
        List<String> notes =
                new ArrayList<>(List.of("gaps are told in steps of 1 us; those under it are recorded at their mean"));
        if (open) {
            OpenTail tail = oslatTail(json, thread, columns, maxUs, durationNs + DURATION_ERROR_NS - leastNs);
            tail.record(histogram);
            stated = tail.stated();
            elsewhereNs += tail.recordedNs();
            notes.add(tail.count() + " gaps are in the last column, which is open; the longest is " + maxUs + " us");
        }
        long turns = columns.count(0);
        long turnNs = Math.max(1, Math.round((durationNs - elsewhereNs) / turns));
        histogram.recordValueWithCount(Math.min(turnNs, 1_000), turns);
        return new ToolReading(histogram, stated, Math.round(durationNs), notes, json.said());
    }

    /** The gaps of the last column; their sum is not believed where it is longer than the time that is left for them. */
    private static OpenTail oslatTail(ToolJson json, String thread, Columns columns, long maxUs, double leftNs)
            throws IOException {
        int last = columns.size() - 1;
        long count = columns.count(last);
        long fromUs = columns.place(last) - columns.place(0);
        double sumNs = Double.NaN;
        double errorNs = OSLAT_MEAN_ERROR_NS * columns.total() + NS_PER_US * count;
        if (json.has(thread + "/avg")) {
            double namesUs = 0;
            for (int i = 0; i <= last; i++) {
                namesUs += (double) columns.place(i) * columns.count(i);
            }
            double beyondUs = json.number(thread + "/avg", HIGHEST_NS / NS_PER_US) * columns.total() - namesUs;
            // The middle of the first microsecond that is beyond the column.
            sumNs = (beyondUs + count * (fromUs + 1.5)) * NS_PER_US;
        }
        return new OpenTail(
                count, fromUs * 1_000, maxUs * 1_000, sumNs <= leftNs + errorNs ? sumNs : Double.NaN, errorNs);
    }

    /**
     * cyclictest's JSON with {@code --nsecs}: wake-up latencies in columns of 1 ns. Those above the last one are in none, and
     * in its number of cycles, its maximum and its mean.
     */
    static ToolReading cyclictest(Reader text, long columnsNs) throws IOException {
        ToolJson json = ToolJson.read(text);
        String thread = only(json);
        if (json.has("resolution_in_ns") && json.number("resolution_in_ns", 1_000) != 1) {
            throw new IOException("it counted in microseconds; expected nanoseconds");
        }
        Columns columns = json.histogram(thread + "/histogram");
        long cycles = Math.round(json.number(thread + "/cycles", MOST_CYCLES));
        long maxNs = Math.round(json.number(thread + "/max", HIGHEST_NS));
        long beyond = cycles - columns.total();
        long highestNs = columns.size() == 0 ? 0 : columns.place(columns.size() - 1);
        if (cycles == 0
                || beyond < 0
                || highestNs >= columnsNs
                || (beyond > 0 ? maxNs < columnsNs : maxNs != highestNs)) {
            throw new IOException("found " + cycles + " cycles, of which the longest took " + maxNs + " ns, and "
                    + columns.total() + " in columns up to " + highestNs + " ns");
        }
        Histogram histogram = empty();
        double sumNs = 0;
        for (int i = 0; i < columns.size(); i++) {
            histogram.recordValueWithCount(Math.max(1, columns.place(i)), columns.count(i));
            sumNs += (double) columns.place(i) * columns.count(i);
        }
        Stated stated = new Stated(maxNs, Long.MAX_VALUE, true);
        List<String> notes = new ArrayList<>();
        if (beyond > 0) {
            double meanNs = json.has(thread + "/avg") ? json.number(thread + "/avg", HIGHEST_NS) : Double.NaN;
            OpenTail tail = new OpenTail(
                    beyond, columnsNs, maxNs, meanNs * cycles - sumNs, CYCLICTEST_MEAN_ERROR_NS * cycles + beyond);
            tail.record(histogram);
            stated = tail.stated();
            notes.add(beyond + " values are beyond the last column, " + columnsNs + " ns; the longest is " + maxNs
                    + " ns");
        }
        notes.add("a stall of many periods is one value: cyclictest skips the periods that it missed");
        return new ToolReading(histogram, stated, 0, notes, json.said());
    }

    /**
     * fio's JSON with {@code --output-format=json+}: completion latencies by bin, read and write, each with its own maximum.
     * What lies in its last bin or beyond (17 s) is open.
     */
    static ToolReading fio(Reader text) throws IOException {
        ToolJson json = ToolJson.read(text);
        if (json.size("jobs") != 1) {
            throw new IOException("found " + json.size("jobs") + " entries under 'jobs'; expected 1"
                    + (json.said().isEmpty() ? "" : "; it says: " + json.said().get(0)));
        }
        double error = json.has("jobs/0/error") ? json.number("jobs/0/error", Integer.MAX_VALUE) : 0;
        if (error != 0) {
            throw new IOException("the job ended with error " + Math.round(error) + " (errno)"
                    + (json.said().isEmpty() ? "" : "; it says: " + json.said().get(0)));
        }
        Histogram histogram = empty();
        Map<String, Histogram> byDirection = new TreeMap<>();
        Stated stated = Stated.NOTHING;
        double measuredMs = 0;
        for (String direction : List.of("read", "write")) {
            String path = "jobs/0/" + direction;
            Columns bins = json.histogram(path + "/clat_ns/bins");
            if (bins.size() > 0) {
                Histogram own = empty();
                stated = both(stated, fioBins(json, path + "/clat_ns", bins, own));
                byDirection.put(direction, own);
                histogram.add(own);
            } else if (json.has(path + "/clat_ns/N") && json.number(path + "/clat_ns/N", MOST_CYCLES) > 0) {
                throw new IOException("found latencies in " + path + " and no bins of them");
            }
            if (json.has(path + "/runtime")) {
                measuredMs = Math.max(measuredMs, json.number(path + "/runtime", MOST_SECONDS * 1_000));
            }
        }
        if (histogram.getTotalCount() == 0) {
            throw new IOException("fio completed no operation");
        }
        return new ToolReading(
                histogram,
                byDirection.size() > 1 ? byDirection : Map.of(),
                stated,
                Math.round(measuredMs * NS_PER_MS),
                List.of("latencies are told in bins of about 1 %; the longest exactly"),
                json.said(),
                List.of());
    }

    private static Stated fioBins(ToolJson json, String path, Columns bins, Histogram histogram) throws IOException {
        int last = bins.size() - 1;
        long maxNs = Math.round(json.number(path + "/max", HIGHEST_NS));
        double halfBin = bins.place(last) * FIO_BIN_WIDTH;
        if (bins.place(last) > HIGHEST_NS || maxNs < bins.place(last) - halfBin - 1) {
            throw new IOException(
                    "found a longest latency of " + maxNs + " ns, and some in the bin of " + bins.place(last) + " ns");
        }
        if (json.has(path + "/N") && json.number(path + "/N", MOST_CYCLES) != bins.total()) {
            throw new IOException("found " + bins.total() + " latencies in the bins of '" + path + "', and "
                    + Math.round(json.number(path + "/N", MOST_CYCLES)) + " stated");
        }
        for (int i = 0; i < last; i++) {
            histogram.recordValueWithCount(Math.max(1, bins.place(i)), bins.count(i));
        }
        // The longest is in the last bin, and nobody has to guess where.
        histogram.recordValue(Math.max(1, maxNs));
        if (bins.count(last) > 1) {
            long othersNs = Math.min(bins.place(last), maxNs);
            histogram.recordValueWithCount(Math.max(1, othersNs), bins.count(last) - 1);
        }
        boolean open = maxNs > bins.place(last) + halfBin + 1 && bins.count(last) > 1;
        return new Stated(Math.max(1, maxNs), open ? Math.round(bins.place(last) - halfBin) : Long.MAX_VALUE, !open);
    }

    private static Stated both(Stated a, Stated b) {
        return new Stated(
                Math.max(a.maxNs(), b.maxNs()),
                Math.min(a.openFromNs(), b.openFromNs()),
                a.sumIsTold() && b.sumIsTold());
    }

    /** The one thread that each program ran. */
    private static String only(ToolJson json) throws IOException {
        if (json.size("thread") != 1) {
            throw new IOException("found " + json.size("thread") + " entries under 'thread'; expected 1");
        }
        return "thread/0";
    }
}
