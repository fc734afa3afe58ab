package io.quietcore.workloads;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as campaigns spell them, a number and a unit: {@code 200us}, {@code 1.5ms}, {@code 1s}. Pure. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:[.][0-9]{1,9})?)(ns|us|ms|s|m|h)");
    /** The units, largest first; spelled by their names. */
    private enum Unit {
        H(3_600_000_000_000L),
        M(60_000_000_000L),
        S(1_000_000_000L),
        MS(1_000_000L),
        US(1_000L),
        NS(1L);

        private final long ns;

        Unit(long ns) {
            this.ns = ns;
        }
    }

    private DurationText() {}

    /**
     * Nanoseconds, rounded up to a whole one; nothing for text of another form. What is too long for a {@code long} is
     * {@link Long#MAX_VALUE}, beyond every bound.
     */
    public static OptionalLong parse(String text) {
        return exactNs(text)
                .map(ns -> ns.setScale(0, RoundingMode.CEILING).min(BigDecimal.valueOf(Long.MAX_VALUE)))
                .map(ns -> OptionalLong.of(ns.longValueExact()))
                .orElse(OptionalLong.empty());
    }

    /** Nanoseconds as they are written, with what is below one of them; nothing for text of another form. */
    static Optional<BigDecimal> exactNs(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new BigDecimal(form.group(1))
                        .multiply(BigDecimal.valueOf(Unit.valueOf(form.group(2).toUpperCase(Locale.ROOT)).ns)))
                : Optional.empty();
    }

    /** The duration exactly: in the largest unit that it is a whole number of, or as a fraction of s, ms or us. */
    public static String format(long ns) {
        if (ns == 0) {
            return "0s";
        }
        for (Unit unit : Unit.values()) {
            boolean fractional = unit != Unit.H && unit != Unit.M;
            if (ns >= unit.ns && (fractional || ns % unit.ns == 0)) {
                BigDecimal number = BigDecimal.valueOf(ns).divide(BigDecimal.valueOf(unit.ns));
                return number.stripTrailingZeros().toPlainString() + unit.name().toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalArgumentException("a duration of " + ns + " ns");
    }
}
