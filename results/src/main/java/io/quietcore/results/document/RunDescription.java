package io.quietcore.results.document;

import io.quietcore.results.facts.RunFacts;
import java.util.List;

/**
 * What a run's documents say that its repetitions do not.
 *
 * @param campaign its name, kube-burner's {@code jobName}
 * @param campaignId in the metadata of every document: what the runs of one campaign share
 * @param version of the program that writes
 * @param repetitions that the campaign declares, kube-burner's {@code jobIterations}
 * @param shortOf what the run lacks, in words; empty for a run that lacks nothing
 * @param facts of its cluster, its pods and its user
 */
public record RunDescription(
        String campaign, String campaignId, String version, int repetitions, List<String> shortOf, RunFacts facts) {
    public RunDescription {
        shortOf = List.copyOf(shortOf);
    }
}
