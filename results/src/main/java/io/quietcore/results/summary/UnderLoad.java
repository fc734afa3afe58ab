package io.quietcore.results.summary;

import io.quietcore.results.facts.Course;
import java.util.List;

/**
 * A run that was measured while a load ran.
 *
 * @param load its course
 * @param phases of each series
 */
public record UnderLoad(Course load, List<LoadPhases> phases) {
    public UnderLoad {
        phases = List.copyOf(phases);
    }
}
