package io.quietcore.results.compare;

import java.util.List;
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
 * @param metrics primary ones first, in the campaign's order; then the others by probe and statistic; each first over
 *     all places, then, where there are several, by place
 * @param rankings of the nodes, for each primary metric where there are several
 * @param step what the side brought beyond the one before it, where the campaign has more than one besides its reference
 * @param noise the reference against itself, for each primary metric
 * @param warnings what a reader must know before believing a verdict
 */
public record Comparison(
        String campaign,
        String campaignId,
        SideSummary reference,
        SideSummary side,
        Method method,
        List<MetricComparison> metrics,
        List<NodeRanking> rankings,
        @Nullable Step step,
        List<NoiseControl> noise,
        List<String> warnings) {
    public Comparison {
        metrics = List.copyOf(metrics);
        rankings = List.copyOf(rankings);
        noise = List.copyOf(noise);
        warnings = List.copyOf(warnings);
    }
}
