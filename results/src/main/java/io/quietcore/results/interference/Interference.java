package io.quietcore.results.interference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else used the machine while two sides were measured. Told beside the effects that it may explain; nothing of it is a verdict.
 *
 * @param tooBusy whether, and by what, so much of the time was lost on both sides that the comparison can say nothing: sentences,
 *     to be told before anything else; empty where that was not so
 * @param probes by name
 */
public record Interference(List<String> tooBusy, List<OfProbe> probes) {
    /** Nothing was counted. */
    public static final Interference NONE = new Interference(List.of(), List.of());

    public Interference {
        tooBusy = List.copyOf(tooBusy);
        probes = List.copyOf(probes);
    }

    /**
     * While one probe measured, over all its places and repetitions.
     *
     * @param probe its name
     * @param referenceLostPercent of the time of the median repetition, at least; null where nothing tells
     * @param sideLostPercent likewise
     * @param rows what was counted on one of the sides, in the order of {@link io.quietcore.contract.WindowCount}
     * @param unavailable the names of what was counted on neither
     */
    public record OfProbe(
            String probe,
            @Nullable Double referenceLostPercent,
            @Nullable Double sideLostPercent,
            List<Row> rows,
            List<String> unavailable) {
        public OfProbe {
            rows = List.copyOf(rows);
            unavailable = List.copyOf(unavailable);
        }
    }

    /**
     * One count.
     *
     * @param name {@link io.quietcore.contract.WindowCount#spelling()}
     * @param reference null where it could not be read there
     * @param side likewise
     */
    public record Row(
            String name,
            @Nullable Counted reference,
            @Nullable Counted side) {
        /** Whether there was none on either side that counted it. */
        public boolean isZero() {
            return (reference == null || reference.count() == 0) && (side == null || side.count() == 0);
        }
    }

    /**
     * A sum over windows.
     *
     * @param count events, or nanoseconds; of frequencies the sum of the windows' kHz
     * @param seconds of the windows that counted it, each with what is discarded in front of it; of frequencies the windows' number
     * @param perSecond the one divided by the other
     */
    public record Counted(long count, double seconds, double perSecond) {
        static Counted of(long count, double seconds) {
            return new Counted(count, seconds, seconds > 0 ? count / seconds : 0);
        }
    }
}
