package io.quietcore.results.store;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.CompactHistogram;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One role's part of one repetition, as it lies in a run's folder.
 *
 * @param folder where it lies
 * @param result its {@code result.json}
 * @param histograms by series, the windows of the repetition added up
 */
public record StoredRepetition(Path folder, ProbeResult result, Map<SeriesKey, CompactHistogram> histograms) {
    public StoredRepetition {
        histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    }

    /**
     * The series that one of its histograms is. Empty for what stands beside a probe's one series, and for one of several that
     * has no value: writes where only reads were asked for.
     */
    public Optional<ProbeSeries> series(SeriesKey key) {
        CompactHistogram own = histograms.get(key);
        boolean none = own == null
                || (own.totalCount() == 0 && key.get(SeriesKey.SERIES).isPresent());
        return none ? Optional.empty() : ProbeSeries.of(result.spec().probe(), key, histograms.keySet());
    }

    /** The number of the repetition, from 1. */
    public int number() {
        return result.spec().repetition();
    }
}
