package io.quietcore.workloads.yaml;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A document as JSON, and the line of everything in it.
 *
 * @param root the document
 * @param keyLines by place, the line of the key (of the value itself in a list), from 1
 * @param valueLines by place, the line where the value begins, from 1
 */
public record LocatedTree(JsonNode root, Map<Where, Integer> keyLines, Map<Where, Integer> valueLines) {
    private static final int LONGEST_QUOTE = 60;

    public LocatedTree {
        keyLines = Map.copyOf(keyLines);
        valueLines = Map.copyOf(valueLines);
    }

    /** The value at a place, if there is one. */
    public Optional<JsonNode> at(Where where) {
        JsonNode node = root;
        for (Object step : where.steps()) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    /** The line of a key; of the nearest thing around it where there is none. */
    public int keyLine(Where where) {
        return line(keyLines, where);
    }

    /** The line where a value begins; for a mapping or a list that of its key, where a reader looks for it. */
    public int valueLine(Where where) {
        boolean container = at(where).filter(JsonNode::isContainer).isPresent();
        return line(container ? keyLines : valueLines, where);
    }

    private static int line(Map<Where, Integer> lines, Where where) {
        Where place = where;
        while (!place.steps().isEmpty()) {
            Integer line = lines.get(place);
            if (line != null) {
                return line;
            }
            place = new Where(place.steps().subList(0, place.steps().size() - 1));
        }
        return lines.getOrDefault(Where.ROOT, 1);
    }

    /** What a message says was found: a number as it is, text in quotes and cut, a container by its kind. */
    public static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case NULL, MISSING -> "nothing";
            case STRING -> '"' + cut(node.stringValue()) + '"';
            default -> cut(node.asString());
        };
    }

    static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_QUOTE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
    }
}
