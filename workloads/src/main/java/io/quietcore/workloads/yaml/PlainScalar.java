package io.quietcore.workloads.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a plain (unquoted) scalar means, by the core schema of YAML 1.2.2, section 10.3.2: {@code yes} and
 * {@code 1_000} are text. Numbers that no campaign holds (infinite, not a number, longer than 64 characters, beyond
 * 1e±400, with a fraction behind more than a {@code long}) stay text, so that they are refused as such and cost nothing.
 */
final class PlainScalar {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
    private static final int LONGEST_NUMBER = 64;
    private static final int LARGEST_EXPONENT = 400;

    /** Of {@link Long#MAX_VALUE}; any number with fewer before its point is smaller. */
    private static final int DIGITS_OF_LONG = 19;

    private PlainScalar() {}

    static JsonNode resolve(String text) {
        if (NULL.matcher(text).matches()) {
            return NODES.nullNode();
        }
        if (TRUE.matcher(text).matches()) {
            return NODES.booleanNode(true);
        }
        if (FALSE.matcher(text).matches()) {
            return NODES.booleanNode(false);
        }
        if (text.length() > LONGEST_NUMBER) {
            return NODES.stringNode(text);
        }
        if (OCTAL.matcher(text).matches()) {
            return whole(new BigInteger(text.substring(2), 8));
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return whole(new BigInteger(text.substring(2), 16));
        }
        if (DECIMAL.matcher(text).matches()) {
            return decimal(text);
        }
        return NODES.stringNode(text);
    }

    private static JsonNode decimal(String text) {
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        if (Math.abs((long) value.scale()) > LARGEST_EXPONENT) {
            return NODES.stringNode(text);
        }
        // json-schema-validator 3.0.9 compares what is no whole number with a minimum by asLong(), which throws beyond
        // the range of long.
        if (value.scale() <= 0) {
            return whole(value.toBigIntegerExact());
        }
        return value.precision() - value.scale() < DIGITS_OF_LONG ? NODES.numberNode(value) : NODES.stringNode(text);
    }

    private static JsonNode whole(BigInteger value) {
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }
}
