package io.quietcore.contract;

/**
 * Text of others, such as a node's name, a program's words or a file's content, made fit to be shown on a terminal, in a log and
 * on a page: what would drive a terminal, hide, reorder what stands around it, or is half a character, is written as its UTF-16
 * units, {@code \}{@code u001b}. JSON reads the same characters from that.
 *
 * <p>A list of its own rather than Unicode's categories: those differ between Java releases, and a report that is made again must
 * have the same bytes.
 */
public final class Printable {
    private Printable() {}

    /** Whether a character may be shown as it is: none of C0, C1, formats and their kind, separators of lines, halves, and non-characters. */
    public static boolean isPlain(int codePoint) {
        if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) {
            return false;
        }
        if (codePoint < 0x061c) {
            return codePoint != 0xad;
        }
        return codePoint != 0x061c
                && codePoint != 0x180e
                && !between(codePoint, 0x200b, 0x200f)
                && !between(codePoint, 0x2028, 0x202e)
                && !between(codePoint, 0x2060, 0x206f)
                && !between(codePoint, 0xd800, 0xdfff)
                && codePoint != 0xfeff
                && !between(codePoint, 0xfff9, 0xfffb)
                && (codePoint & 0xfffe) != 0xfffe
                && !between(codePoint, 0xe0000, 0xe007f);
    }

    private static boolean between(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }

    /** Several lines: line ends and tabs stay. */
    public static String text(String any) {
        return escaped(any, true);
    }

    /** One line, whatever it held: its line ends are escaped too. */
    public static String line(String any) {
        return escaped(any, false);
    }

    private static String escaped(String any, boolean lines) {
        if (any.codePoints().allMatch(c -> isPlain(c) || (lines && isLayout(c)))) {
            return any;
        }
        StringBuilder out = new StringBuilder(any.length() + 16);
        any.codePoints().forEach(c -> {
            if (lines && isLayout(c)) {
                out.append((char) c);
            } else {
                append(c, out);
            }
        });
        return out.toString();
    }

    /** A line feed or a tab. */
    public static boolean isLayout(int codePoint) {
        return codePoint == '\n' || codePoint == '\t';
    }

    /** Appends a character, or what stands for it. */
    public static void append(int codePoint, StringBuilder out) {
        if (isPlain(codePoint)) {
            out.appendCodePoint(codePoint);
        } else {
            for (char unit : Character.toChars(codePoint)) {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(unit >> shift & 0xf, 16));
                }
            }
        }
    }
}
