package io.quietcore.contract;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.NumberOutput;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON writer: keys sorted, text and numbers spelled as Go's encoding/json spells a decoded document.
 *
 * <p>kube-burner's {@code import} decodes each document and encodes it anew; its indexer derives the document's id from
 * those bytes. Only a document that is written in that spelling in the first place gets one id by both roads.
 *
 * <p>Reading is strict and bounded: an unknown key, a duplicate key or a file that is too deep or too large is an error.
 */
public final class CanonicalJson {
    private static final int MAX_DEPTH = 64;
    /** No file that is read is larger. */
    public static final long MAX_DOCUMENT_BYTES = 256L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_DOCUMENT_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** One element of an array, behind which more may come. */
    private static final ObjectReader ELEMENT =
            MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CanonicalJson() {}

    /** The value on one line, without a line end. Records, maps, lists, text, numbers. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, tree(value), -1);
        return out.toString();
    }

    /** The value over many lines, for files that people open; ends in a line end. */
    public static String writeIndented(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, tree(value), 0);
        return out.append('\n').toString();
    }

    public static byte[] bytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads one document.
     *
     * @throws MalformedJsonException saying where and what is wrong, in one line
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** As {@link #read}, into a tree. */
    public static JsonNode readTree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** Takes the elements of an array, one after the other. */
    @FunctionalInterface
    public interface Elements<E extends Exception> {
        void take(JsonNode element) throws E;
    }

    /**
     * Reads an array, one element at a time: a file of any length costs the memory of its longest element.
     *
     * @throws MalformedJsonException as {@link #read}; also where it is no array. The elements before it were taken
     */
    public static <E extends Exception> void readArray(byte[] json, Elements<E> elements) throws E {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new MalformedJsonException("line 1, column 1: found no array", null);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.take(ELEMENT.readValue(parser));
            }
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("found more behind the array", null);
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** The tree of a value, as {@link #write} sees it. */
    public static JsonNode tree(Object value) {
        return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
    }

    private static MalformedJsonException malformed(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": ";
        return new MalformedJsonException(
                where + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }

    /** Text that is not the JSON that was expected; the message says where and why, in one line. */
    public static final class MalformedJsonException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        MalformedJsonException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static void write(StringBuilder out, JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(out, node, depth);
            case ARRAY -> writeArray(out, node, depth);
            case STRING -> writeString(out, node.stringValue());
            case NUMBER -> out.append(number(node));
            default -> out.append(node.asString("null"));
        }
    }

    private static void writeObject(StringBuilder out, JsonNode node, int depth) {
        List<String> names = new ArrayList<>(node.propertyNames());
        names.sort(CanonicalJson::compareCodePoints);
        out.append('{');
        int inner = depth < 0 ? depth : depth + 1;
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            breakLine(out, inner);
            writeString(out, names.get(i));
            out.append(depth < 0 ? ":" : ": ");
            write(out, node.get(names.get(i)), inner);
        }
        if (!names.isEmpty()) {
            breakLine(out, depth);
        }
        out.append('}');
    }

    private static void writeArray(StringBuilder out, JsonNode node, int depth) {
        boolean scalars = node.valueStream().noneMatch(JsonNode::isContainer);
        int inner = depth < 0 || scalars ? -1 : depth + 1;
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
            out.append(i == 0 ? "" : ",");
            breakLine(out, inner);
            write(out, node.get(i), inner);
        }
        if (!scalars) {
            breakLine(out, depth);
        }
        out.append(']');
    }

    private static void breakLine(StringBuilder out, int depth) {
        if (depth >= 0) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    /** Go spells floats with {@code 'f'}, and with {@code 'e'} below 1e-6 and from 1e21 (encoding/json, floatEncoder). */
    private static String number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.asString();
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
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

    /** Go sorts by the bytes of UTF-8, which is the order of code points; {@code String} compares UTF-16. */
    private static int compareCodePoints(String a, String b) {
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
    private static void writeString(StringBuilder out, String text) {
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
        out.append(text, written, text.length()).append('"');
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
