package io.quietcore.results.summary;

import io.quietcore.contract.Evidence;
import java.util.Locale;

/** What a gap loop says of itself: its floor, its period, its noise, and what a sampler beside it changes. Pure. */
public final class SelfTestText {
    private SelfTestText() {}

    /**
     * A few lines.
     *
     * @param alone without a sampler
     * @param sampled with one
     */
    public static String of(ProbeSummary alone, ProbeSummary sampled) {
        return line("floor", "%d ns: the median turn of the loop", alone.floorNs())
                + line("clock", "%s", detail(alone, "jvmLogClock"))
                + line(
                        "period",
                        "%.2f ns: %,d turns in %.3f s",
                        (double) alone.durationNs() / alone.count(),
                        alone.count(),
                        alone.durationNs() * 1e-9)
                + line("noise", "%s", detail(alone, "selfNoise"))
                + line("sampler", "lost time %.4f %% without, %.4f %% with it", lost(alone), lost(sampled))
                + line(
                        "",
                        "max %s without, %s with it",
                        ProbeSummaryText.time(alone.quantiles().getOrDefault("max", 0L)),
                        ProbeSummaryText.time(sampled.quantiles().getOrDefault("max", 0L)));
    }

    private static double lost(ProbeSummary summary) {
        Double percent = summary.lostPercent();
        return percent == null ? Double.NaN : percent;
    }

    private static String detail(ProbeSummary summary, String name) {
        Evidence evidence = summary.evidence().get(name);
        return evidence == null ? "unknown" : evidence.detail();
    }

    private static String line(String name, String form, Object... values) {
        return String.format(Locale.ROOT, "%-8s ", name) + String.format(Locale.ROOT, form, values) + "\n";
    }
}
