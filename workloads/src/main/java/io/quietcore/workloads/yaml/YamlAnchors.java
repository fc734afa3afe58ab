package io.quietcore.workloads.yaml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the anchors of a document stand for, and YAML 1.1's merge key, which Go's YAML reader takes too. For one thread. */
final class YamlAnchors {
    static final String MERGE_KEY = "<<";

    private final Map<Anchor, Anchored> anchored = new HashMap<>();

    /**
     * A value with an anchor.
     *
     * @param values how many values it holds, itself included
     */
    record Anchored(JsonNode node, int values) {}

    /** From here on the anchor stands for this value; it may have stood for another one before. */
    void put(Anchor name, JsonNode node, int values) {
        anchored.put(name, new Anchored(node, values));
    }

    /** What an alias stands for; empty inside the value itself, so that nothing holds itself. */
    Optional<Anchored> of(Anchor name) {
        return Optional.ofNullable(anchored.get(name));
    }

    /**
     * Takes the value of a merge key.
     *
     * @return whether it was a mapping, or a list of mappings
     */
    static boolean addMerged(JsonNode value, List<ObjectNode> merged) {
        List<JsonNode> all = value.isArray() ? List.copyOf(value.valueStream().toList()) : List.of(value);
        if (!all.stream().allMatch(ObjectNode.class::isInstance)) {
            return false;
        }
        all.forEach(each -> merged.add((ObjectNode) each));
        return true;
    }

    /** A key of the mapping itself goes before a merged one, and a mapping that is merged first before a later one. */
    static void merge(List<ObjectNode> merged, ObjectNode into) {
        merged.forEach(each -> each.properties().forEach(property -> {
            if (!into.has(property.getKey())) {
                into.set(property.getKey(), property.getValue());
            }
        }));
    }
}
