package io.quietcore.results.compare;

import io.quietcore.results.interference.Interference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One side against its reference; {@code comparison.json} is a list of these. Every number in it can be recomputed from
 * the {@code .hlog} files of the two runs.
 *
 * @param campaign its name
 * @param campaignId shared by all its runs
 * @param reference the side compared with
 * @param side the side compared
 * @param method declared beforehand
 * @param marginsNs the absolute part of the margin of times, by probe: as declared, or what its values resolve
 * @param metrics primary ones first, in the campaign's order; then the others by probe and statistic; each first over
 *     all places, then by place where there are several, but no more than {@link #MOST_PLACES}, then the worst place
 * @param rankings of the nodes, for each primary metric where there are several
 * @param step what the side brought beyond the one before it, where the campaign has more than one besides its reference
 * @param noise the reference against itself, for each primary metric
 * @param interference what else used the machine meanwhile, and whether it was too busy for anything to be said
 * @param gates what became of the campaign's gates on this side; empty where there are none
 * @param warnings what a reader must know before believing a verdict
 */
public record Comparison(
        String campaign,
        String campaignId,
        SideSummary reference,
        SideSummary side,
        Method method,
        Map<String, Double> marginsNs,
        List<MetricComparison> metrics,
        List<NodeRanking> rankings,
        @Nullable Step step,
        List<NoiseControl> noise,
        Interference interference,
        List<GateResult> gates,
        List<String> warnings) {
    /** Up to so many places are told one by one; of more the nodes are ranked, and each place is in the documents. */
    public static final int MOST_PLACES = 8;

    public Comparison {
        marginsNs = Collections.unmodifiableMap(new TreeMap<>(marginsNs));
        metrics = List.copyOf(metrics);
        rankings = List.copyOf(rankings);
        noise = List.copyOf(noise);
        gates = List.copyOf(gates);
        warnings = List.copyOf(warnings);
    }

    /** This comparison with more warnings, before its own. */
    public Comparison warning(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(warnings);
        return new Comparison(
                campaign,
                campaignId,
                reference,
                side,
                method,
                marginsNs,
                metrics,
                rankings,
                step,
                noise,
                interference,
                gates,
                all);
    }

    /** This comparison with its gates. */
    public Comparison with(List<GateResult> results) {
        return new Comparison(
                campaign,
                campaignId,
                reference,
                side,
                method,
                marginsNs,
                metrics,
                rankings,
                step,
                noise,
                interference,
                results,
                warnings);
    }

    /**
     * One word for all primary metrics: regressed where any is, else improved where any is, else inconclusive where any
     * is, else equivalent.
     */
    public Verdict overall() {
        List<Verdict> verdicts = metrics.stream()
                .flatMap(metric -> Stream.ofNullable(metric.verdict()))
                .toList();
        return Stream.of(Verdict.REGRESSED, Verdict.IMPROVED, Verdict.INCONCLUSIVE, Verdict.EQUIVALENT)
                .filter(verdicts::contains)
                .findFirst()
                .orElse(Verdict.INCONCLUSIVE);
    }
}
