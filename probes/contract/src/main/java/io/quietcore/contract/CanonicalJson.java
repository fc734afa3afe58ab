package io.quietcore.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The one JSON writer: keys sorted, text and numbers spelled as Go's encoding/json spells a decoded document.
 *
 * <p>kube-burner's {@code import} decodes each document and encodes it anew; its indexer derives the document's id from
 * those bytes. Only a document that is written in that spelling in the first place gets one id by both roads.
 *
 * <p>Reading is strict and bounded: an unknown key, a duplicate key, a null or a type that was not declared, or a file that
 * is too deep or too large is an error.
 */
public final class CanonicalJson {
    /** No file that is read is larger. */
    public static final long MAX_DOCUMENT_BYTES = 256L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(StrictJson.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .annotationIntrospector(new RequiredValues())
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
        @Nullable T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw StrictJson.malformed(e);
        }
        if (value == null) {
            throw new MalformedJsonException("found null, expected a value", null);
        }
        return value;
    }

    /**
     * Reads a file that holds one document.
     *
     * @throws IOException naming the file, and in one line what is wrong with it
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        if (Files.size(file) > MAX_DOCUMENT_BYTES) {
            throw new IOException(
                    file + ": found " + Files.size(file) + " bytes, expected at most " + MAX_DOCUMENT_BYTES);
        }
        try {
            return read(Files.readAllBytes(file), type);
        } catch (MalformedJsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
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
