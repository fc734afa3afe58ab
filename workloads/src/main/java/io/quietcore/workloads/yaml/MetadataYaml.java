package io.quietcore.workloads.yaml;

import io.quietcore.contract.CanonicalJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A user's metadata: a mapping as kube-burner's {@code --user-metadata} reads it, or one value of it. Pure. */
public final class MetadataYaml {
    private MetadataYaml() {}

    /** The mapping; empty where there are problems, which are added to the list. */
    public static Map<String, Object> read(byte[] bytes, ProblemList problems) {
        Map<String, Object> metadata = new TreeMap<>();
        Optional<LocatedTree> tree = LocatedYaml.read(bytes, "a mapping of metadata", problems);
        if (tree.isPresent() && problems.isEmpty()) {
            JsonNode root = tree.get().root();
            if (!root.isObject()) {
                String found = "found " + LocatedTree.describe(root);
                problems.addToDocument(1, found, "a mapping, such as \"platform: lab\"", "");
            }
            root.properties().forEach(each -> metadata.put(each.getKey(), value(each.getValue())));
        }
        return metadata;
    }

    /** What {@code NAME=text} sets: a number, a boolean or text, as in YAML. */
    public static Object value(String text) {
        return value(PlainScalar.resolve(text));
    }

    /** A document has no nulls: what is left empty is the empty text. */
    private static Object value(JsonNode node) {
        return node.isNull() ? "" : CanonicalJson.read(CanonicalJson.bytes(node), Object.class);
    }
}
