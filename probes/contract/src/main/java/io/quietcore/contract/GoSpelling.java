package io.quietcore.contract;

import java.math.BigDecimal;
import java.math.MathContext;
import tools.jackson.core.io.NumberOutput;

/** How Go's encoding/json spells text and numbers, and in which order it writes keys. */
final class GoSpelling {
    /** Up to here a float64 holds every whole number (IEEE 754, 53 bits). */
    static final long EXACT = 1L << 53;

    private GoSpelling() {}

    /** Go spells floats with {@code 'f'}, and with {@code 'e'} below 1e-6 and from 1e21 (encoding/json, floatEncoder). */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        if (value == (long) value && Math.abs(value) < EXACT) {
            return Long.toString((long) value);
        }
        String digitsAndExponent = NumberOutput.toString(value, true);
        if (digitsAndExponent.indexOf('E') < 0) {
            return digitsAndExponent;
        }
        BigDecimal shortest = shortest(new BigDecimal(digitsAndExponent).stripTrailingZeros(), value);
        double magnitude = Math.abs(value);
        if (magnitude >= 1e-6 && magnitude < 1e21) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + "e" + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }

    /** Java never takes fewer than two digits, where one may do: for the smallest numbers of all, such as Go's 5e-324. */
    private static BigDecimal shortest(BigDecimal ofJava, double value) {
        if (ofJava.precision() != 2) {
            return ofJava;
        }
        BigDecimal one = ofJava.round(new MathContext(1));
        return one.doubleValue() == value ? one.stripTrailingZeros() : ofJava;
    }

    /** Go sorts by the bytes of UTF-8, which is the order of code points; {@code String} compares UTF-16. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // The halves of a pair stand for code points above every single char.
                boolean pairX = Character.isSurrogate(x);
                return pairX == Character.isSurrogate(y) ? x - y : pairX ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    /** Go escapes what HTML or JavaScript would misread (encoding/json, HTMLEscape), and lone surrogates are replaced. */
    static void text(StringBuilder out, String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, written, i);
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint) - 1;
            written = i + 1;
            writeEscaped(out, codePoint);
        }
        // A piece of a text is copied char by char, a whole one at once; most are.
        if (written == 0) {
            out.append(text);
        } else {
            out.append(text, written, text.length());
        }
        out.append('"');
    }

    private static boolean isPlain(char c) {
        return c >= 0x20
                && c != '"'
                && c != '\\'
                && c != '<'
                && c != '>'
                && c != '&'
                && c != 0x2028
                && c != 0x2029
                && !Character.isSurrogate(c);
    }

    private static void writeEscaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                    out.append(String.format("\\u%04x", c));
                } else {
                    out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
                }
            }
        }
    }
}
