package io.quietcore.runtime.external;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a program's output says.
 *
 * @param histogram all values in nanoseconds, as exactly as the program tells them
 * @param notes what is not as exact as it looks, in words
 */
public record ToolReading(Histogram histogram, List<String> notes) {
    public ToolReading {
        notes = List.copyOf(notes);
    }
}
