package io.quietcore.results.export;

import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HdrHistogram's percentile distributions ({@code .hgrm}), as its plotters read them, values in nanoseconds. Pure. */
public final class HgrmExport {
    /** Lines for each halving of the distance to 100 %, as HistogramLogProcessor has by default. */
    private static final int TICKS_PER_HALF_DISTANCE = 5;

    private HgrmExport() {}

    /** Each side's series over all of its repetitions, by the name of the file. */
    public static Map<String, byte[]> of(List<StoredRun> runs) {
        Map<String, List<CompactHistogram>> series = new TreeMap<>();
        runs.forEach(run -> run.repetitions()
                .forEach(repetition -> repetition.histograms().forEach((key, histogram) -> series.computeIfAbsent(
                                run.side() + "_" + key.toTag(), none -> new ArrayList<>())
                        .add(histogram))));
        Map<String, byte[]> files = new TreeMap<>();
        series.forEach((words, parts) ->
                files.put(ExportName.of(words, ".hgrm", files.keySet()), distribution(CompactHistogram.sum(parts))));
        return files;
    }

    private static byte[] distribution(CompactHistogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.US_ASCII);
        if (histogram.isOpen()) {
            out.println("#[Values from " + histogram.openFromNs()
                    + " ns on are known by their number alone; the longest is " + histogram.maxNs() + " ns]");
        }
        histogram.toHistogram().outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, 1.0, false);
        out.flush();
        return bytes.toByteArray();
    }
}
