package io.quietcore.results.compare;

import org.jspecify.annotations.Nullable;

/**
 * A statistic of one repetition.
 *
 * @param repetition from 1
 * @param value in the metric's unit, or null where the repetition holds too few values for it
 * @param samples values in the histogram that it comes from
 * @param worstPlace where places were merged: the one with the highest value of its own; else null
 * @param worstValue that place's
 */
public record RepetitionValue(
        int repetition,
        @Nullable Double value,
        long samples,
        @Nullable String worstPlace,
        @Nullable Double worstValue) {}
