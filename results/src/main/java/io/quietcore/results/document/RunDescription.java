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
 * @param errors what kept the run from coming to its end, in words: what it lacks, or that its time was over
 * @param gatesPassed whether every gate did that was declared: one that did not is no error, as a threshold of kube-burner's
 * @param facts of its cluster, its pods and its user
 */
public record RunDescription(
        String campaign,
        String campaignId,
        String version,
        int repetitions,
        List<String> errors,
        boolean gatesPassed,
        RunFacts facts) {
    public RunDescription {
        errors = List.copyOf(errors);
    }
}
