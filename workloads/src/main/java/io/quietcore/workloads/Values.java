package io.quietcore.workloads;

import io.quietcore.workloads.yaml.LocatedTree;
import io.quietcore.workloads.yaml.ProblemList;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The values of a document that the schema has checked, each with its default. A value that has a problem reads as its
 * default, so that the checks behind it can go on; what they build is thrown away then.
 */
record Values(LocatedTree tree, ProblemList problems) {
    Optional<JsonNode> at(Where where) {
        return problems.within(where) ? Optional.empty() : tree.at(where);
    }

    long whole(Where where, long otherwise) {
        return at(where).map(JsonNode::longValue).orElse(otherwise);
    }

    int count(Where where, int otherwise) {
        return Math.toIntExact(whole(where, otherwise));
    }

    double number(Where where, double otherwise) {
        return at(where).map(JsonNode::doubleValue).orElse(otherwise);
    }

    boolean flag(Where where, boolean otherwise) {
        return at(where).map(JsonNode::booleanValue).orElse(otherwise);
    }

    String text(Where where, String otherwise) {
        return at(where).map(JsonNode::stringValue).orElse(otherwise);
    }

    /** How many entries a list has; 0 where something else stands. */
    int size(Where where) {
        return tree.at(where).filter(JsonNode::isArray).map(JsonNode::size).orElse(0);
    }

    /** The keys of a mapping, in the file's order; none where something else stands. */
    List<String> keys(Where where) {
        return tree.at(where)
                .filter(JsonNode::isObject)
                .map(node -> (List<String>) new ArrayList<>(node.propertyNames()))
                .orElse(List.of());
    }

    long durationNs(Where where, long otherwise, long leastNs, long mostNs) {
        String text = text(where, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        long ns = DurationText.parse(text).orElse(Long.MAX_VALUE);
        if (ns < leastNs || ns > mostNs) {
            String expected = DurationText.format(leastNs) + " to " + DurationText.format(mostNs);
            problem(where, "found " + text, expected, "");
            return otherwise;
        }
        return ns;
    }

    void problem(Where where, String found, String expected, String suggestion) {
        problems.add(tree.valueLine(where), where, found, expected, suggestion);
    }
}
