package io.quietcore.workloads;

import io.quietcore.contract.Parameters;
import io.quietcore.contract.ProbeSeries;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a series cannot be judged: it is a mixture of several, or the probe has none of that name. In the words of a problem.
 *
 * @param found what was asked for
 * @param expected the names that there are
 * @param suggestion what to write instead; empty where nobody can know
 */
public record SeriesProblem(String found, String expected, String suggestion) {
    private static final int MOST_NAMED = 8;

    /**
     * Of a probe that has not measured yet.
     *
     * @param told to it
     * @param ending what stands behind the series in what is named: of a metric {@code -P99}, of a gate nothing
     */
    public static Optional<SeriesProblem> of(ProbeSeries asked, Parameters told, String ending) {
        return asked.isOf(told)
                ? Optional.empty()
                : Optional.of(words(asked, ProbeSeries.of(asked.probe(), told), ending));
    }

    /**
     * Of a probe that has.
     *
     * @param recorded its series, without what is merged of them
     */
    public static Optional<SeriesProblem> among(List<ProbeSeries> recorded, ProbeSeries asked, String ending) {
        return recorded.contains(asked) ? Optional.empty() : Optional.of(words(asked, recorded, ending));
    }

    private static SeriesProblem words(ProbeSeries asked, List<ProbeSeries> known, String ending) {
        boolean mixture = asked.name().isEmpty() || asked.isMerged();
        String all = known.stream().limit(MOST_NAMED).map(each -> each + ending).collect(Collectors.joining(", "));
        return new SeriesProblem(
                "found " + asked + ending
                        + (mixture
                                ? ", which mixes several series that are judged one by one"
                                : ", a series that " + asked.probe().spelling() + " does not have as it is told"),
                known.isEmpty()
                        ? "a pair of CPUs, such as " + asked.probe().spelling() + "-0-1" + ending
                        : (known.size() == 1 ? "" : "one of ") + all + (known.size() > MOST_NAMED ? ", …" : ""),
                mixture
                        ? ProbeSeries.judging(known)
                                .map(each -> "write " + each + ending)
                                .orElse("")
                        : "");
    }

    /** On one line. */
    public String message() {
        return found + "; expected " + expected + (suggestion.isEmpty() ? "" : "; " + suggestion);
    }
}
