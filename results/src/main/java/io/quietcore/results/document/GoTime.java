package io.quietcore.results.document;

import java.time.Instant;

/** Timestamps as Go's encoder writes them: RFC 3339 in UTC, up to nanoseconds, trailing zeros dropped (RFC3339Nano). */
final class GoTime {
    private GoTime() {}

    static String of(Instant at) {
        String text = at.toString();
        return text.contains(".") ? text.replaceFirst("\\.?0+Z$", "Z") : text;
    }
}
