package io.quietcore.runtime.noise;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** HotSpot's second compiler's (compilationPolicy.hpp). */
    public static final int LAST_TIER = 4;

    /** A line of HotSpot's: its number, letters for what is special about it, its tier, the method (CompileTask::print_impl). */
    private static final Pattern COMPILATION = Pattern.compile(" *[0-9]++ ++[%sbn! ]*+([0-4]) .*+");

    /** What loops call, whatever they measure: the suite, what it records with, and the ways into the kernel. */
    private static final Pattern MEASURES = Pattern.compile(
            ".* (?:io\\.quietcore\\.runtime\\.suite\\."
                    + "|io\\.quietcore\\.runtime\\.machine\\.(?:Kernel|Futex|OwnSwitches)\\b"
                    + "|org\\.HdrHistogram\\.|com\\.sun\\.jna\\.|java\\.nio\\.|sun\\.nio\\.ch\\.|jdk\\.internal\\.misc\\."
                    + "|java\\.util\\.concurrent\\.locks\\.|java\\.util\\.SplittableRandom|java\\.lang\\.(?:System|Math|invoke)\\b).*");

    /** Whether other code took the place of what a loop or something that it calls ran as; the harness's own does not count. */
    public boolean changesMeasuringCode() {
        return (kind == Kind.JIT || kind == Kind.DEOPTIMISATION)
                && MEASURES.matcher(detail).matches();
    }

    /** The tier that a method was compiled for; 0 for what is no compilation. */
    public int tier() {
        Matcher line = COMPILATION.matcher(detail);
        return kind == Kind.JIT && line.matches() ? Integer.parseInt(line.group(1)) : 0;
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
