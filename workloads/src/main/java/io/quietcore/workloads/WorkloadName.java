package io.quietcore.workloads;

import io.quietcore.workloads.yaml.Suggestion;

/**
 * What a person means by the workload of a command line. A bundled name is meant by exactly that name; a file by
 * anything that holds a {@code /} or ends in {@code .yml} or {@code .yaml}, whether or not it exists. So a file in the
 * working folder never hides a bundled campaign, and a misspelt name is no missing file. Pure.
 */
public sealed interface WorkloadName {
    /**
     * A bundled campaign.
     *
     * @param name one of {@link BundledWorkloads#names()}
     */
    record Bundled(String name) implements WorkloadName {}

    /**
     * A file.
     *
     * @param path as it was typed
     */
    record File(String path) implements WorkloadName {}

    /**
     * Neither.
     *
     * @param message what was found, what was expected and what was probably meant, in one line
     */
    record Unknown(String message) implements WorkloadName {}

    static WorkloadName of(String typed) {
        if (BundledWorkloads.names().contains(typed)) {
            return new Bundled(typed);
        }
        if (typed.indexOf('/') >= 0 || typed.endsWith(".yml") || typed.endsWith(".yaml")) {
            return new File(typed);
        }
        String suggestion = Suggestion.clause(typed, BundledWorkloads.names());
        return new Unknown("'" + typed + "' is neither a bundled campaign ("
                + String.join(", ", BundledWorkloads.names())
                + ") nor a file (a path with a '/', or a name ending in .yml or .yaml)"
                + (suggestion.isEmpty() ? "" : "; " + suggestion));
    }
}
