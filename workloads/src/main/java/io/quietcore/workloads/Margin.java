package io.quietcore.workloads;

import org.jspecify.annotations.Nullable;

/**
 * The change that matters, declared before anything is measured: the larger of the two.
 *
 * @param percent of the reference, 0 to 100
 * @param absoluteNs for metrics that are times, from 0; null for what the measurement itself resolves
 */
public record Margin(double percent, @Nullable Long absoluteNs) {
    /** 5 %, or what the measurement resolves: a fixed time would hide whole changes of what takes less. */
    public static final Margin DEFAULT = new Margin(5, null);

    public Margin {
        if (!(percent >= 0 && percent <= 100)
                || (absoluteNs != null && (absoluteNs < 0 || (percent == 0 && absoluteNs == 0)))) {
            throw new IllegalArgumentException(
                    "a margin of " + percent + " % and " + absoluteNs + " ns; one of the two must be above 0");
        }
    }
}
