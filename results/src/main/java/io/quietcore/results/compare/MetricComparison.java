package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Statistic.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric on two sides.
 *
 * @param metric which
 * @param unit of the values, the medians, and of a difference
 * @param primary whether the campaign declared it; only then is there a verdict
 * @param place {@code <node>-numa<k>}, or null where all places are merged by adding their histograms
 * @param reference one value for each repetition
 * @param side likewise
 * @param referenceMedian of the repetitions' values, or null where one of them is missing
 * @param sideMedian likewise
 * @param effect null where a value is missing
 * @param p two-sided, by permutation within blocks; null for a single place and where there is no effect
 * @param adjustedP primary: Holm over the primary metrics; else Benjamini-Hochberg over the others
 * @param pStandardError of a p that was drawn and not enumerated; 0 where it is exact
 * @param verdict null for everything but a primary metric over all places
 * @param certain whether the whole interval lies beyond the margin
 * @param reason in words: what the verdict rests on, or what stands in its way, and how many more repetitions would
 *     settle it
 */
public record MetricComparison(
        Metric metric,
        Unit unit,
        boolean primary,
        @Nullable String place,
        List<RepetitionValue> reference,
        List<RepetitionValue> side,
        @Nullable Double referenceMedian,
        @Nullable Double sideMedian,
        @Nullable Effect effect,
        @Nullable Double p,
        @Nullable Double adjustedP,
        double pStandardError,
        @Nullable Verdict verdict,
        boolean certain,
        String reason) {
    public MetricComparison {
        reference = List.copyOf(reference);
        side = List.copyOf(side);
    }
}
