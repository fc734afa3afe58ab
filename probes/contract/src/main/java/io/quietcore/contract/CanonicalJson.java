package io.quietcore.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
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
    /** No file that is read is larger. */
    public static final long MAX_DOCUMENT_BYTES = 256L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(StrictJson.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

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
            throw StrictJson.malformed(e);
        }
    }

    /** As {@link #read}, into a tree. */
    public static JsonNode readTree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw StrictJson.malformed(e);
        }
    }

    /** The tree of a value, as {@link #write} sees it. */
    public static JsonNode tree(Object value) {
        return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
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
            case STRING -> GoSpelling.text(out, node.stringValue());
            case NUMBER ->
                out.append(node.isIntegralNumber() ? node.asString() : GoSpelling.number(node.doubleValue()));
            default -> out.append(node.asString("null"));
        }
    }

    private static void writeObject(StringBuilder out, JsonNode node, int depth) {
        List<String> names = new ArrayList<>(node.propertyNames());
        names.sort(GoSpelling::compare);
        out.append('{');
        int inner = depth < 0 ? depth : depth + 1;
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            breakLine(out, inner);
            GoSpelling.text(out, names.get(i));
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
}
