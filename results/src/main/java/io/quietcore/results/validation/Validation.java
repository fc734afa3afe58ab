package io.quietcore.results.validation;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Everything that is tried by simulation.
 *
 * @param verdicts of campaigns
 * @param nights of {@code regress}
 */
public record Validation(
        @JsonProperty("verdicts") StatisticsValidation verdicts,
        @JsonProperty("nights") NightsValidation nights) {
    /**
     * Simulates.
     *
     * @param campaigns for each shape, noise and change, from 1; as many histories
     * @param seed the same one gives the same figures, on any number of processors
     * @param design of every campaign
     */
    public static Validation of(int campaigns, long seed, Design design) {
        return new Validation(StatisticsValidation.of(campaigns, seed, design), NightsValidation.of(campaigns, seed));
    }
}
