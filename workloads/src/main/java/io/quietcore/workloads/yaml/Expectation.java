package io.quietcore.workloads.yaml;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a JSON Schema expects at one place, in words; for messages and for the reference. Pure. A schema of text
 * says it in its {@code title}; all else follows from the keywords.
 */
public final class Expectation {
    private static final int LONGEST_ENTRY = 80;

    private Expectation() {}

    /** The words for a schema of this document; {@code $ref} into its {@code $defs} is followed. */
    public static String of(JsonNode document, JsonNode schema) {
        return of(document, schema, Integer.MAX_VALUE);
    }

    /** As {@link #of}, but what the entries of a list may be is left out where it would fill the line. */
    public static String brief(JsonNode document, JsonNode schema) {
        return of(document, schema, LONGEST_ENTRY);
    }

    private static String of(JsonNode document, JsonNode schema, int longestEntry) {
        JsonNode target = resolve(document, schema);
        if (target.has("enum") && !target.has("title")) {
            List<String> values =
                    target.get("enum").valueStream().map(JsonNode::asString).toList();
            return values.size() == 1 ? values.get(0) : "one of " + String.join(", ", values);
        }
        if (target.has("enum")) {
            return target.get("title").asString();
        }
        return switch (target.path("type").asString("")) {
            case "integer" -> "a whole number" + range(target);
            case "number" -> "a number" + range(target);
            case "boolean" -> "true or false";
            case "object" -> "a mapping" + count(target, "Properties", "entries");
            case "array" -> list(document, target, longestEntry);
            default -> target.path("title").asString("text");
        };
    }

    private static String list(JsonNode document, JsonNode schema, int longestEntry) {
        String what = schema.path("uniqueItems").asBoolean(false) ? "different values" : "values";
        String entry = of(document, schema.path("items"), longestEntry);
        return "a list" + count(schema, "Items", what) + (entry.length() <= longestEntry ? ", each " + entry : "");
    }

    /** The schema itself, or the one that its {@code $ref} names. */
    public static JsonNode resolve(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.startsWith("#/") ? resolve(document, document.at(reference.substring(1))) : schema;
    }

    /** The keys that a schema of a mapping knows, in its order. */
    public static List<String> keys(JsonNode schema) {
        return new ArrayList<>(schema.path("properties").propertyNames());
    }

    private static String range(JsonNode schema) {
        return " from " + schema.path("minimum").asString("") + " to "
                + schema.path("maximum").asString("");
    }

    private static String count(JsonNode schema, String what, String entries) {
        String least = schema.path("min" + what).asString("");
        String most = schema.path("max" + what).asString("");
        if (most.isEmpty()) {
            return "";
        }
        return " of " + (least.isEmpty() ? "at most " : least + " to ") + most + " " + entries;
    }
}
