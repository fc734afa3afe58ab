package io.quietcore.runtime.noise;

/**
 * Something that the measuring JVM did, by its own log.
 *
 * @param kind what
 * @param startNs by {@code System.nanoTime()}
 * @param endNs the same as the start for what the log gives one moment for
 * @param detail in the log's words
 */
public record JvmEvent(Kind kind, long startNs, long endNs, String detail) {
    /** What a JVM does beside the program. */
    public enum Kind {
        SAFEPOINT("safepoints"),
        GC("collections"),
        JIT("compilations"),
        DEOPTIMISATION("deoptimisations");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }

        public String plural() {
            return plural;
        }
    }

    /** How much of a span it covers. */
    public long overlapNs(long fromNs, long untilNs) {
        return Math.max(0, Math.min(endNs, untilNs) - Math.max(startNs, fromNs));
    }

    /** Whether any of it lies within a span. */
    public boolean within(long fromNs, long untilNs) {
        return endNs >= fromNs && startNs <= untilNs;
    }
}
