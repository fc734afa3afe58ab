package io.quietcore.contract;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Go's encoding/json written down a second time, slowly and without looking at {@link GoSpelling}. */
final class GoWriter {
    private GoWriter() {}

    /**
     * A document as Go writes it.
     *
     * @param floats whether every number is a float64, as it is in what Go decoded
     */
    static String text(JsonNode tree, boolean floats) {
        StringBuilder out = new StringBuilder();
        write(out, tree, floats);
        return out.toString();
    }

    private static void write(StringBuilder out, JsonNode node, boolean floats) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>(node.propertyNames());
            names.sort((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
            out.append('{');
            String before = "";
            for (String name : names) {
                out.append(before);
                string(out, name);
                out.append(':');
                write(out, node.get(name), floats);
                before = ",";
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            String before = "";
            for (JsonNode element : node) {
                out.append(before);
                write(out, element, floats);
                before = ",";
            }
            out.append(']');
        } else if (node.isString()) {
            string(out, node.stringValue());
        } else if (node.isNumber()) {
            out.append(
                    floats || !node.isIntegralNumber()
                            ? number(value(node))
                            : node.bigIntegerValue().toString());
        } else {
            out.append(node.isBoolean() ? Boolean.toString(node.booleanValue()) : "null");
        }
    }

    private static double value(JsonNode node) {
        // A whole number has no minus zero; the token that was read has.
        return node.isIntegralNumber() ? node.bigIntegerValue().doubleValue() : node.doubleValue();
    }

    private static byte[] bytes(String name) {
        // As the encoder sees it: halves of a pair are replaced first.
        return new String(
                        name.codePoints()
                                .map(each -> each >= 0xD800 && each <= 0xDFFF ? 0xFFFD : each)
                                .toArray(),
                        0,
                        name.codePointCount(0, name.length()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        text.codePoints().forEach(each -> {
            String known = "\b\t\n\f\r\"\\".indexOf(each) < 0 ? "" : "" + (char) each;
            switch (known) {
                case "\b" -> out.append("\\b");
                case "\t" -> out.append("\\t");
                case "\n" -> out.append("\\n");
                case "\f" -> out.append("\\f");
                case "\r" -> out.append("\\r");
                case "\"" -> out.append("\\\"");
                case "\\" -> out.append("\\\\");
                default -> {
                    boolean escaped = each < 0x20 || "<>&\u2028\u2029".indexOf(each) >= 0;
                    out.append(
                            escaped
                                    ? String.format(Locale.ROOT, "\\u%04x", each)
                                    : Character.toString(each >= 0xD800 && each <= 0xDFFF ? 0xFFFD : each));
                }
            }
        });
        out.append('"');
    }

    /** The fewest digits that are read as this number: the exact value rounded to one digit, to two, and so on. */
    private static String number(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e-6 && size < 1e21) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        // Go writes e-09 as e-9, and e+21 with its sign.
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }
}
