package io.quietcore.results.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of a gate, with its evidence.
 *
 * @param side whose
 * @param gate as it is written, in full
 * @param place where it was judged: {@code <node>-numa<k>}, a node, or null for all that it asks for together
 * @param outcome one of three; only {@link Outcome#PASSED} is a pass
 * @param value what was measured: the repetitions' median, the rate over all of them, the highest maximum, or the effect;
 *     null where there is none
 * @param bound the upper 95 % bound of what is tested, which has to keep to the limit; null where there is none
 * @param limit in the unit; of {@code == 0} the rate that is meant
 * @param unit ns, %, 1/s, or ratio
 * @param repetitions of the side that it rests on
 * @param samples in their histograms
 * @param seconds that they measured, over all CPUs
 * @param reason in words
 */
public record GateResult(
        String side,
        String gate,
        @Nullable String place,
        Outcome outcome,
        @Nullable Double value,
        @Nullable Double bound,
        double limit,
        String unit,
        int repetitions,
        long samples,
        double seconds,
        String reason) {
    /** What became of it. */
    public enum Outcome {
        /** The bound holds. */
        @JsonProperty("passed")
        PASSED,
        /** Beyond the limit by more than chance, or seen where it must not be. */
        @JsonProperty("failed")
        FAILED,
        /** The limit lies between the bounds of what was measured, or too little was. */
        @JsonProperty("undecided")
        UNDECIDED
    }

    public boolean passed() {
        return outcome == Outcome.PASSED;
    }
}
