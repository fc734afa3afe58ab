package io.quietcore.results.store;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A result as it came from a probe, before or without being stored. */
public final class ReceivedResult {
    private ReceivedResult() {}

    /**
     * Its series, the windows added up.
     *
     * @param files what came beside it, by name
     * @throws IOException where a series is not there, or does not hold as many values as the result says
     */
    public static Map<SeriesKey, Histogram> histograms(ProbeResult result, Map<String, byte[]> files)
            throws IOException {
        try {
            Map<SeriesKey, Histogram> histograms = new LinkedHashMap<>();
            RepetitionFiles.histograms(result, files)
                    .forEach((key, histogram) -> histograms.put(key, histogram.toHistogram()));
            return histograms;
        } catch (RepetitionFiles.DamagedFileException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
