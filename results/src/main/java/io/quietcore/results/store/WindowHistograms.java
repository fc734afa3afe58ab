package io.quietcore.results.store;

import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.SeriesKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** The windows of a stored repetition, one by one: what {@link StoredRepetition} has added up. */
public final class WindowHistograms {
    private WindowHistograms() {}

    /** Takes one window of one series. */
    @FunctionalInterface
    public interface Taker {
        void take(Instant startedAt, SeriesKey key, Histogram window);
    }

    /**
     * Passes each window on, in the order of its log.
     *
     * @throws IOException where a log that was whole a moment ago cannot be read
     */
    public static void each(StoredRepetition repetition, Taker taker) throws IOException {
        Set<String> files = repetition.result().histograms().stream()
                .map(HistogramFile::file)
                .collect(Collectors.toSet());
        for (String file : files) {
            try (HistogramLogReader reader =
                    new HistogramLogReader(repetition.folder().resolve(file).toFile())) {
                for (EncodableHistogram next = reader.nextIntervalHistogram();
                        next instanceof Histogram window;
                        next = reader.nextIntervalHistogram()) {
                    taker.take(
                            Instant.ofEpochMilli(window.getStartTimeStamp()),
                            SeriesKey.parseTag(window.getTag()),
                            window);
                }
            }
        }
    }
}
