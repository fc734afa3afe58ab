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
 * @param value what was measured: the highest value of any repetition on any place; of a rate that of the place with the
 *     highest bound; the repetitions' median, or the effect, where that is asked for; null where there is none
 * @param bound the upper 95 % bound of a rate, a median or an effect, which has to keep to the limit; null where every
 *     repetition has to
 * @param limit in the unit; of {@code == 0} the rate that is meant
 * @param unit ns, %, 1/s, or ratio
 * @param repetitions of the side that it rests on, those of each place counted by themselves; of a median or a ratio once
 * @param samples in their histograms
 * @param seconds that they measured, over all CPUs
 * @param shown what lies beyond the limit, and the bound on what may; null for a ratio, and where nothing can be told
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
        @Nullable Shown shown,
        String reason) {
    /**
     * What was seen beyond a limit, and what that shows of what was not seen.
     *
     * @param beyond repetitions beyond the limit, or violations
     * @param of repetitions on each place, or the seconds that the place measured whose bound this is
     * @param unit of {@code of}: repetitions, or s
     * @param upper the exact upper 95 % bound: of the share of repetitions that lie beyond (Clopper-Pearson), or of the
     *     rate of violations in 1/s (Garwood)
     */
    public record Shown(long beyond, double of, String unit, double upper) {}

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
