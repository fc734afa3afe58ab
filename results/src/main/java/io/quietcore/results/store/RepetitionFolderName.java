package io.quietcore.results.store;

import io.quietcore.contract.ProbeSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of the folder of one role's repetition: {@code 01-jitter-numa0} where it is whole and valid, otherwise marked
 * so that it cannot pass for that: {@code 01-jitter-numa0.invalid-2} (the second attempt measured, and was invalid),
 * {@code 01-jitter-numa0.incomplete-2} (the second attempt of its group did not come to a whole repetition).
 *
 * @param base number, group and role
 * @param mark what became of it
 * @param attempt of the mark; 0 for {@link Mark#WHOLE}, which does not name it
 */
public record RepetitionFolderName(String base, Mark mark, int attempt) {
    /** What begins the name of everything that is being written, and is removed when a killed writer left it. */
    static final String WRITING = ".writing-";

    /** NAME_MAX is 255 bytes on Linux; the rest is for the mark. */
    private static final int MAX_BASE = 200;

    private static final Pattern NAME =
            Pattern.compile("([0-9]{2,9}-[A-Za-z0-9.-]+?)(?:\\.(invalid|incomplete)-([0-9]{1,6}))?");
    private static final Pattern MARKED = Pattern.compile(".*\\.(invalid|incomplete)-[0-9]+");

    /** What became of a role's repetition. */
    public enum Mark {
        WHOLE,
        INVALID,
        INCOMPLETE
    }

    /** The name of a whole one. */
    public static RepetitionFolderName whole(int repetition, String group, String role) {
        String base = base(repetition, group, role);
        if (base.length() > MAX_BASE || MARKED.matcher(base).matches()) {
            throw new IllegalArgumentException("the group '" + group + "' and the role '" + role
                    + "' cannot name a folder: together they have at most " + (MAX_BASE - 10)
                    + " characters and do not end like '.invalid-1'");
        }
        return new RepetitionFolderName(base, Mark.WHOLE, 0);
    }

    static RepetitionFolderName whole(ProbeSpec spec) {
        return whole(spec.repetition(), spec.group(), spec.role());
    }

    private static String base(int repetition, String group, String role) {
        return String.format(Locale.ROOT, "%02d-%s-%s", repetition, group, role);
    }

    /** Whether a repetition of this spec has this name, or this name with another mark. */
    boolean isOf(ProbeSpec spec) {
        return base.equals(base(spec.repetition(), spec.group(), spec.role()));
    }

    RepetitionFolderName marked(Mark as, int ofAttempt) {
        return new RepetitionFolderName(base, as, ofAttempt);
    }

    static Optional<RepetitionFolderName> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                parts.group(2) == null
                        ? new RepetitionFolderName(parts.group(1), Mark.WHOLE, 0)
                        : new RepetitionFolderName(
                                parts.group(1),
                                Mark.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
                                Integer.parseInt(parts.group(3))));
    }

    @Override
    public String toString() {
        return mark == Mark.WHOLE ? base : base + "." + mark.name().toLowerCase(Locale.ROOT) + "-" + attempt;
    }
}
