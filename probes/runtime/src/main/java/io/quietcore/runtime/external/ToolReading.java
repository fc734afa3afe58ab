package io.quietcore.runtime.external;

import io.quietcore.contract.Stated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a program's output says.
 *
 * @param histogram all values in nanoseconds, as exactly as the program tells them
 * @param byDirection of a program that read and wrote, the values of its {@code read} and its {@code write}; otherwise empty
 * @param stated what it states better than that
 * @param measuredNs how long it says that it measured; 0 where it does not say
 * @param notes what is not as exact as it looks, in words
 * @param said its warnings, in its own words
 * @param problems that make the result invalid
 */
public record ToolReading(
        Histogram histogram,
        Map<String, Histogram> byDirection,
        Stated stated,
        long measuredNs,
        List<String> notes,
        List<String> said,
        List<String> problems) {
    /** A program stops at a timer of its own, a few milliseconds before or after. */
    private static final double LEAST_SHARE = 0.95;

    public ToolReading {
        byDirection = Map.copyOf(byDirection);
        notes = List.copyOf(notes);
        said = List.copyOf(said);
        problems = List.copyOf(problems);
    }

    ToolReading(Histogram histogram, Stated stated, long measuredNs, List<String> notes, List<String> said) {
        this(histogram, Map.of(), stated, measuredNs, notes, said, List.of());
    }

    /** The same, invalid where it measured for less than it was asked for. */
    ToolReading askedFor(long askedNs) {
        if (measuredNs == 0 || measuredNs >= LEAST_SHARE * askedNs) {
            return this;
        }
        return also(List.of(String.format(
                Locale.ROOT, "it says that it measured for %.3f s of %.3f s", measuredNs / 1e9, askedNs / 1e9)));
    }

    /** The same, with more problems. */
    ToolReading also(List<String> others) {
        List<String> more = new ArrayList<>(problems);
        more.addAll(others);
        return new ToolReading(histogram, byDirection, stated, measuredNs, notes, said, more);
    }
}
