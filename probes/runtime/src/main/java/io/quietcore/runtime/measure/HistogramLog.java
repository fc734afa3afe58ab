package io.quietcore.runtime.measure;

import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.SeriesKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The interval log of a repetition: a line for each window and series (HdrHistogram interval log, format 1.3). */
public final class HistogramLog implements AutoCloseable {
    private static final String UNIT = "ns";

    private final String fileName;
    private final PrintStream out;
    private final HistogramLogWriter writer;
    private final SeriesKey key;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /** A new file in a folder, for the series of one key. */
    public HistogramLog(Path folder, String fileName, SeriesKey key, Instant startedAt) throws IOException {
        this.fileName = fileName;
        this.key = key;
        this.out = new PrintStream(Files.newOutputStream(folder.resolve(fileName)), false, StandardCharsets.US_ASCII);
        this.writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputComment("[Units: " + UNIT + "]");
        writer.outputStartTime(startedAt.toEpochMilli());
        writer.outputLegend();
    }

    /** Appends a window's histograms, by the value of the label {@code series}. */
    public void window(Map<String, Histogram> histograms, Instant startedAt, Instant endedAt) {
        histograms.forEach((series, histogram) -> {
            String tag = (series.isEmpty() ? key : key.with(SeriesKey.SERIES, series)).toTag();
            histogram.setTag(tag);
            histogram.setStartTimeStamp(startedAt.toEpochMilli());
            histogram.setEndTimeStamp(endedAt.toEpochMilli());
            writer.outputIntervalHistogram(histogram);
            counts.merge(tag, histogram.getTotalCount(), Long::sum);
        });
        out.flush();
    }

    /** What was written; the overflow is the first series', which holds every value. */
    public List<HistogramFile> files(long overflow) {
        List<HistogramFile> files = new ArrayList<>();
        counts.forEach((tag, count) ->
                files.add(new HistogramFile(tag, fileName, UNIT, count, files.isEmpty() ? overflow : 0)));
        return files;
    }

    /** Whether every line reached the file. */
    boolean failed() {
        return out.checkError();
    }

    @Override
    public void close() {
        writer.close();
    }
}
