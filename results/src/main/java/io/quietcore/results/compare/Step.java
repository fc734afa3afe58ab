package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Statistic.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a side brought beyond the side before it: one bar of the waterfall. Descriptive: the verdicts are against the
 * reference.
 *
 * @param previous the side before it, in the campaign's order
 * @param effects of the primary metrics
 */
public record Step(String previous, List<StepEffect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    /**
     * One metric's step.
     *
     * @param before the median of the previous side, or null where a value is missing
     * @param after the median of this one
     * @param effect null where the sides cannot be compared
     */
    public record StepEffect(
            Metric metric,
            Unit unit,
            @Nullable Double before,
            @Nullable Double after,
            @Nullable Effect effect) {}
}
