package io.quietcore.contract;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a program states of its values better than its histogram tells them. oslat and cyclictest count everything above their
 * last column together, and fio tells latencies in bins; all of them state their longest value exactly. Stored with the
 * result's evidence.
 *
 * @param maxNs the longest value; 0 where nothing is stated and the histogram's own is as good
 * @param openFromNs values from here on are known by their number and their maximum: the histogram holds as many, but not at
 *     their own lengths; {@code Long.MAX_VALUE} where it tells all values apart
 * @param sumIsTold whether the values in the histogram add up to what they were: only then is time that was lost known
 */
public record Stated(long maxNs, long openFromNs, boolean sumIsTold) {
    /** The histogram tells everything. */
    public static final Stated NOTHING = new Stated(0, Long.MAX_VALUE, true);

    /** The name of the evidence. */
    public static final String EVIDENCE = "statedByProgram";

    private static final Pattern WORDS = Pattern.compile(
            "longest value ([0-9]{1,13}) ns(?:; values from ([0-9]{1,13}) ns on are told by their number(, and their sum)?)?");

    public Stated {
        if (maxNs < 0 || openFromNs < 0 || (openFromNs != Long.MAX_VALUE && maxNs < openFromNs)) {
            throw new IllegalArgumentException("the longest value is " + maxNs + " ns, and values from " + openFromNs
                    + " ns on are not told apart");
        }
    }

    /** What holds for some of the values, of which this is the longest: the program stated the longest of all alone. */
    public Stated ofPart(long partMaxNs) {
        return partMaxNs < openFromNs ? NOTHING : new Stated(partMaxNs, openFromNs, sumIsTold);
    }

    /** Whether the histogram does not tell its longest values apart. */
    public boolean isOpen() {
        return openFromNs != Long.MAX_VALUE;
    }

    /** As it is stored. */
    public Evidence evidence() {
        String open = "; values from " + openFromNs + " ns on are told by their number"
                + (sumIsTold ? ", and their sum" : "");
        return Evidence.seen("longest value " + maxNs + " ns" + (isOpen() ? open : ""));
    }

    /**
     * What is stored; {@link #NOTHING} where the evidence says nothing of it.
     *
     * @throws IllegalArgumentException where it says something else than {@link #evidence()} does
     */
    public static Stated in(Map<String, Evidence> evidence) {
        @Nullable Evidence stored = evidence.get(EVIDENCE);
        if (stored == null) {
            return NOTHING;
        }
        Matcher words = WORDS.matcher(stored.detail());
        if (!words.matches()) {
            throw new IllegalArgumentException("the evidence " + EVIDENCE + " is '" + stored.detail() + "'");
        }
        boolean open = words.group(2) != null;
        return new Stated(
                Long.parseLong(words.group(1)),
                open ? Long.parseLong(words.group(2)) : Long.MAX_VALUE,
                !open || words.group(3) != null);
    }
}
