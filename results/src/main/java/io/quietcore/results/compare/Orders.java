package io.quietcore.results.compare;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import java.util.Locale;

/** How a repetition was told to measure: what was measured under other orders are other values. Pure. */
public final class Orders {
    private Orders() {}

    /** The windows, period, threshold, load and parameters, in words. */
    public static String words(ProbeSpec spec) {
        Schedule schedule = spec.schedule();
        String words = String.format(
                Locale.ROOT,
                "%d windows of %d ns, period %d ns, threshold %d ns, load %s",
                schedule.windows(),
                schedule.windowNs(),
                schedule.periodNs(),
                schedule.thresholdNs(),
                spec.load().kind());
        return words
                + (spec.parameters().values().isEmpty()
                        ? ""
                        : " " + spec.parameters().values());
    }
}
