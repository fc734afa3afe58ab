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
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(percent + " percent; expected a share from 0 to 100");
        }
        if (absoluteNs != null && absoluteNs < 0) {
            throw new IllegalArgumentException(absoluteNs + " ns; expected a time of 0 or more");
        }
        if (percent == 0 && absoluteNs != null && absoluteNs == 0) {
            throw new IllegalArgumentException("0 percent and 0 ns; expected one of the two above 0");
        }
    }
}
