package io.quietcore.workloads.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Checks a document against a JSON Schema (draft 2020-12) and says what is wrong in our words, with lines. The
 * validator's own messages are not used: they follow the locale and know no lines. Immutable.
 */
public final class SchemaCheck {
    private final JsonNode document;
    private final Schema schema;

    /**
     * Compiles a schema that is part of the program.
     *
     * @param document the schema; uses the keywords that {@link Expectation} and this class know
     */
    public SchemaCheck(JsonNode document) {
        this.document = document;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document.toString(), InputFormat.JSON);
    }

    /** Adds what is wrong with the document to the list. */
    public void check(LocatedTree tree, ProblemList problems) {
        // The wrong type first: that a text is also below a minimum is no news.
        schema.validate(tree.root()).stream()
                .sorted(Comparator.comparing(error -> !error.getKeyword().equals("type")))
                .forEach(error -> translate(error, tree, problems));
    }

    private void translate(Error error, LocatedTree tree, ProblemList problems) {
        Where where = where(error.getInstanceLocation());
        JsonNode parent = parentOf(error);
        switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String key = error.getProperty();
                List<String> known = Expectation.keys(parent);
                problems.add(
                        tree.keyLine(where.key(key)),
                        where.key(key),
                        "unknown key",
                        "one of " + String.join(", ", known),
                        Suggestion.clause(key, known));
            }
            case "required" -> {
                String key = error.getProperty();
                String expected =
                        Expectation.brief(document, parent.path("properties").path(key));
                problems.add(
                        tree.keyLine(where), where.key(key), "the key is missing", expected, "add \"" + key + ":\"");
            }
            case "propertyNames" -> {
                Where place = where.key(error.getProperty());
                String expected = Expectation.brief(document, parent.path("propertyNames"));
                problems.addName(tree.keyLine(place), place, "not a name that can be used here", expected);
            }
            case "uniqueItems" -> repeated(tree, where, problems);
            default -> {
                JsonNode value = error.getInstanceNode();
                problems.add(
                        tree.valueLine(where),
                        where,
                        found(value, error.getKeyword()),
                        Expectation.brief(document, parent),
                        meant(value, parent));
            }
        }
    }

    private static String found(JsonNode value, String keyword) {
        boolean counted = keyword.startsWith("min") || keyword.startsWith("max");
        String size = counted && value.isContainer() ? " of " + value.size() : "";
        return "found " + LocatedTree.describe(value) + size;
    }

    private static String meant(JsonNode value, JsonNode schema) {
        if (value.isNull() && schema.path("type").asString("").equals("object")) {
            return "write {} to leave everything as it is";
        }
        boolean bare = value.isNumber() || value.isBoolean();
        if (bare && schema.path("type").asString("").equals("string")) {
            String text = value.asString();
            return text.matches(schema.path("pattern").asString(".*")) ? "put it in quotes: \"" + text + "\"" : "";
        }
        if (!value.isString()) {
            return "";
        }
        List<String> words = Stream.of("enum", "examples")
                .flatMap(key -> schema.path(key).valueStream())
                .map(JsonNode::asString)
                .toList();
        return Suggestion.clause(value.stringValue(), words);
    }

    private static void repeated(LocatedTree tree, Where where, ProblemList problems) {
        Set<JsonNode> seen = new HashSet<>();
        JsonNode list = tree.at(where).orElseThrow();
        for (int i = 0; i < list.size(); i++) {
            if (!seen.add(list.get(i))) {
                Where item = where.index(i);
                String found = "found " + LocatedTree.describe(list.get(i)) + " a second time";
                problems.add(tree.valueLine(item), item, found, "each value once", "remove it");
            }
        }
    }

    /** The schema that holds the keyword which failed. */
    private JsonNode parentOf(Error error) {
        NodePath path = error.getSchemaLocation().getFragment();
        JsonNode node = document;
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            node = path.getElement(i) instanceof Integer index
                    ? node.path(index)
                    : node.path(String.valueOf(path.getElement(i)));
        }
        return node;
    }

    private static Where where(NodePath path) {
        List<Object> steps = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            steps.add(path.getElement(i));
        }
        return new Where(steps);
    }
}
