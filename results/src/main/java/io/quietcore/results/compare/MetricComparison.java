package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.statistics.BlockPermutation;
import io.quietcore.results.statistics.Median;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One metric on two sides.
 *
 * @param metric which
 * @param unit of the values, the medians, and of a difference
 * @param primary whether the campaign declared it; only then is there a verdict
 * @param place {@code <node>-numa<k>}; {@link #WORST} for each repetition's worst place; null where all places are
 *     merged by adding their histograms
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
    public static final String WORST = "worst place";

    public MetricComparison {
        reference = List.copyOf(reference);
        side = List.copyOf(side);
    }

    /** Values that cannot be compared, for this reason. */
    static MetricComparison of(
            Metric metric,
            boolean primary,
            @Nullable String place,
            List<RepetitionValue> reference,
            List<RepetitionValue> side,
            String reason) {
        return new MetricComparison(
                metric,
                metric.statistic().unit(),
                primary,
                place,
                reference,
                side,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                false,
                reason);
    }

    /** Values and their medians, which are not compared for this reason. */
    static MetricComparison shown(
            Metric metric, List<RepetitionValue> reference, List<RepetitionValue> side, String reason) {
        return new MetricComparison(
                metric,
                metric.statistic().unit(),
                false,
                null,
                reference,
                side,
                median(reference),
                median(side),
                null,
                null,
                null,
                0,
                null,
                false,
                reason);
    }

    /** The same values with their effect and, for all places together, its p. */
    MetricComparison with(Effect found, BlockPermutation.@Nullable Result tested) {
        return new MetricComparison(
                metric,
                unit,
                primary,
                place,
                reference,
                side,
                median(reference),
                median(side),
                found,
                tested == null ? null : (Double) tested.p(),
                null,
                tested == null ? 0 : tested.standardError(),
                null,
                false,
                "descriptive");
    }

    private static @Nullable Double median(List<RepetitionValue> values) {
        double[] numbers = MetricTest.numbers(values);
        // None at all where no repetition has every place: the effect is then of single nodes.
        return numbers.length == 0 || Arrays.stream(numbers).anyMatch(Double::isNaN)
                ? null
                : (Double) Median.of(numbers);
    }

    MetricComparison adjusted(double adjusted) {
        return judged(adjusted, verdict, certain, reason);
    }

    MetricComparison judged(@Nullable Double adjusted, Judgement judgement) {
        return judged(adjusted, judgement.verdict(), judgement.certain(), judgement.reason());
    }

    private MetricComparison judged(@Nullable Double adjusted, @Nullable Verdict found, boolean isCertain, String why) {
        return new MetricComparison(
                metric,
                unit,
                primary,
                place,
                reference,
                side,
                referenceMedian,
                sideMedian,
                effect,
                p,
                adjusted,
                pStandardError,
                found,
                isCertain,
                why);
    }

    boolean hasValues() {
        return Stream.concat(reference.stream(), side.stream()).anyMatch(each -> each.value() != null);
    }
}
