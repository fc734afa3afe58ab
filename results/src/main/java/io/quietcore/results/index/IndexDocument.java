package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One document as it stands in an index: by {@code kube-burner import}, by ours, or written directly.
 *
 * @param id lower-case hexadecimal SHA-256 of {@code json}: what is indexed again changes nothing
 * @param metricName for messages; empty where it has none
 * @param json its bytes, in {@link CanonicalJson}'s spelling
 */
@SuppressWarnings("ArrayRecordComponent") // Carried to the server, never compared.
public record IndexDocument(String id, String metricName, byte[] json) {
    /** Beyond this a float64 does not hold every whole number (IEEE 754, 53 bits). */
    private static final long EXACT = 1L << 53;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The document of a tree, whose numbers become what Go makes of them on decoding: float64. */
    static IndexDocument of(JsonNode document) {
        byte[] json = CanonicalJson.bytes(holdsInexact(document) ? decoded(document) : document);
        return new IndexDocument(sha256(json), document.path("metricName").asString(""), json);
    }

    private static boolean holdsInexact(JsonNode node) {
        if (!node.isContainer()) {
            return inexact(node);
        }
        for (JsonNode each : node) {
            if (holdsInexact(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inexact(JsonNode node) {
        return node.isIntegralNumber()
                && (!node.canConvertToLong() || node.longValue() > EXACT || node.longValue() < -EXACT);
    }

    private static JsonNode decoded(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.properties().forEach(each -> object.set(each.getKey(), decoded(each.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(each -> array.add(decoded(each)));
            return array;
        }
        return inexact(node) ? NODES.numberNode(node.doubleValue()) : node;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
