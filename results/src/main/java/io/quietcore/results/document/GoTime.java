package io.quietcore.results.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Times as Go spells them. */
public final class GoTime {
    private static final Instant LAST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private GoTime() {}

    /** From 1970 to 2262: what its {@code time.UnixNano} and an index's dates hold. */
    static boolean canBeMeasured(Instant at) {
        return !at.isBefore(Instant.EPOCH) && !at.isAfter(LAST);
    }

    /** As its encoder writes a moment: RFC 3339 in UTC, up to nanoseconds, trailing zeros dropped (RFC3339Nano). */
    static String of(Instant at) {
        String text = at.toString();
        return text.contains(".") ? text.replaceFirst("\\.?0+Z$", "Z") : text;
    }

    /** As {@code time.Duration} prints itself, from a millisecond on: {@code 500ms}, {@code 1.5s}, {@code 4h0m0s}. */
    public static String of(Duration duration) {
        if (duration.toSeconds() == 0) {
            return BigDecimal.valueOf(duration.toNanos(), 6)
                            .stripTrailingZeros()
                            .toPlainString() + "ms";
        }
        long ofMinuteNs = duration.minusMinutes(duration.toMinutes()).toNanos();
        String seconds = BigDecimal.valueOf(ofMinuteNs, 9).stripTrailingZeros().toPlainString() + "s";
        String minutes = duration.toMinutes() == 0 ? "" : duration.toMinutesPart() + "m";
        return (duration.toHours() == 0 ? "" : duration.toHours() + "h") + minutes + seconds;
    }
}
