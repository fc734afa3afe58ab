package io.quietcore.harness.cli;

import io.quietcore.harness.load.LoadOrders;
import org.jspecify.annotations.Nullable;

/**
 * What goes on beside a measurement.
 *
 * @param load that runs meanwhile; null for none
 * @param untilParentEnds whether the death of the process that started this one ends it
 * @param failLoad whether a load that ended abnormally is an error
 */
record Accompaniment(@Nullable LoadOrders load, boolean untilParentEnds, boolean failLoad) {
    static final Accompaniment NONE = new Accompaniment(null, false, false);

    /** Whether it tells the measurement when to end. */
    boolean openEnd() {
        return load != null || untilParentEnds;
    }

    /** Whether this is a hook, whose exit code must not fail what it hangs on. */
    boolean isHook() {
        return untilParentEnds && !failLoad;
    }
}
