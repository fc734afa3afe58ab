package io.quietcore.results.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.interference.Interference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code quietcore compare -o json} prints: a comparison in short.
 *
 * @param verdict one for all primary metrics, {@link Comparison#overall()}
 * @param reference the side compared with
 * @param side the side compared
 * @param metrics as in {@link Comparison#metrics()}
 * @param interference as in {@link Comparison#interference()}
 * @param gates as in {@link Comparison#gates()}
 * @param warnings as in {@link Comparison#warnings()}
 */
public record CompareDocument(
        Verdict verdict,
        SideSummary reference,
        SideSummary side,
        List<Metric> metrics,
        Interference interference,
        List<GateResult> gates,
        List<String> warnings) {
    public CompareDocument {
        metrics = List.copyOf(metrics);
        gates = List.copyOf(gates);
        warnings = List.copyOf(warnings);
    }

    /**
     * One metric.
     *
     * @param series the probe, of one that measures several things its {@code series}, and where one place is meant its {@code node} and {@code numa}; {@code place: worst} for
     *     the worst place of each repetition
     * @param statistic {@code lost}, {@code P99} and the like
     * @param unit of the repetitions' values
     * @param primary whether it has a verdict
     * @param repetitions the reference's values and the side's, null for one without its samples
     * @param ratio the side divided by the reference; null where there is none: a rate, or a value of 0
     * @param low the 95 % interval's lower end, of the ratio; where that is null, of the difference in the unit
     * @param high its upper end; both are null where there is no interval
     * @param p after Holm over the primary metrics, after Benjamini-Hochberg over the others
     * @param verdict null for what is descriptive
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Metric(
            Map<String, String> series,
            String statistic,
            String unit,
            boolean primary,
            List<List<@Nullable Double>> repetitions,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double p,
            @Nullable Verdict verdict) {}

    /** A comparison in short. */
    public static CompareDocument of(Comparison comparison) {
        return new CompareDocument(
                comparison.overall(),
                comparison.reference(),
                comparison.side(),
                comparison.metrics().stream().map(CompareDocument::metric).toList(),
                comparison.interference(),
                comparison.gates(),
                comparison.warnings());
    }

    private static Metric metric(MetricComparison metric) {
        Optional<Effect> effect = Optional.ofNullable(metric.effect());
        Optional<Effect> interval = effect.filter(each -> each.confidence() > 0);
        return new Metric(
                series(metric),
                metric.metric().statistic().spelling(),
                metric.unit().spelling(),
                metric.primary(),
                List.of(values(metric.reference()), values(metric.side())),
                effect.filter(each -> each.kind() == Kind.RATIO)
                        .map(Effect::estimate)
                        .orElse(null),
                interval.map(Effect::low).orElse(null),
                interval.map(Effect::high).orElse(null),
                metric.adjustedP(),
                metric.verdict());
    }

    /** A value that is missing is null in JSON, which no list of {@code List.of} may hold. */
    private static List<@Nullable Double> values(List<RepetitionValue> values) {
        return Arrays.asList(values.stream().map(RepetitionValue::value).toArray(Double[]::new));
    }

    private static Map<String, String> series(MetricComparison metric) {
        Map<String, String> series = new LinkedHashMap<>();
        series.put(SeriesKey.PROBE, metric.metric().probe().spelling());
        if (!metric.metric().series().name().isEmpty()) {
            series.put(SeriesKey.SERIES, metric.metric().series().name());
        }
        @Nullable String place = metric.place();
        if (place == null) {
            return series;
        }
        if (place.equals(MetricComparison.WORST)) {
            series.put("place", "worst");
            return series;
        }
        int at = place.lastIndexOf("-numa");
        series.put(SeriesKey.NODE, place.substring(0, at));
        series.put(SeriesKey.NUMA, place.substring(at + "-numa".length()));
        return series;
    }
}
