package io.quietcore.results.summary;

import java.util.List;
import java.util.Locale;

/** {@link LostTime} for people: a line for each CPU. Pure. */
public final class LostTimeText {
    private LostTimeText() {}

    /** The lines of one side; none where nothing was explained. */
    public static String of(String side, List<LostTime> all) {
        StringBuilder out = new StringBuilder();
        for (LostTime each : all) {
            out.append(String.format(
                    Locale.ROOT,
                    "lost time by cause, %s on %s, CPU %s, in %.1f s of their own:",
                    side,
                    each.place(),
                    each.cpu(),
                    each.measuredNs() * 1e-9));
            each.causes()
                    .forEach(cause -> out.append(String.format(
                            Locale.ROOT,
                            "  %s %s/s (%d)",
                            cause.cause(),
                            perSecond(cause.lostNs(), each.measuredNs()),
                            cause.count())));
            out.append(each.causes().isEmpty() ? "  no spike\n" : "\n");
        }
        return out.toString();
    }

    /** Lost time in each second that was measured. */
    public static String perSecond(long lostNs, long measuredNs) {
        return measuredNs == 0 ? "0 ns" : ProbeSummaryText.time(Math.round(lostNs * 1e9 / measuredNs));
    }
}
