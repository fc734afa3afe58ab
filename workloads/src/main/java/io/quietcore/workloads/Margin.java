package io.quietcore.workloads;

/**
 * The change that matters, declared before anything is measured: the larger of the two.
 *
 * @param percent of the reference, 0 to 100
 * @param absoluteNs for metrics that are times, from 0
 */
public record Margin(double percent, long absoluteNs) {
    /** 5 % or 1 µs (measurement: "Comparing sides"). */
    public static final Margin DEFAULT = new Margin(5, 1_000);

    public Margin {
        if (!(percent >= 0 && percent <= 100) || absoluteNs < 0 || (percent == 0 && absoluteNs == 0)) {
            throw new IllegalArgumentException(
                    "a margin of " + percent + " % and " + absoluteNs + " ns; one of the two must be above 0");
        }
    }
}
