package io.quietcore.workloads;

import io.quietcore.workloads.yaml.Expectation;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Renders the reference of the campaign format from {@link CampaignSchema}. Pure. */
public final class CampaignReference {
    private final JsonNode schema;
    private final StringBuilder out = new StringBuilder();

    private CampaignReference(JsonNode schema) {
        this.schema = schema;
    }

    /** The reference as Markdown: a table for each mapping, in the schema's order. */
    public static String markdown() {
        return new CampaignReference(CampaignSchema.tree()).render();
    }

    private String render() {
        out.append("# The campaign format\n\n");
        out.append("Generated from `campaign.schema.json`; a test compares the two. ");
        out.append("Unknown keys are errors, and so are durations without a unit.\n");
        section("The file", schema);
        return out.toString();
    }

    private void section(String title, JsonNode mapping) {
        out.append("\n## ").append(title).append("\n\n");
        out.append(mapping.path("description").asString("")).append(mapping.has("description") ? "\n\n" : "");
        out.append("| Key | Values | Left out | Says |\n|---|---|---|---|\n");
        List<String> keys = Expectation.keys(mapping);
        for (String key : keys) {
            row(key, mapping.get("properties").get(key), required(mapping, key));
        }
        for (String key : keys) {
            JsonNode value =
                    Expectation.resolve(schema, mapping.get("properties").get(key));
            String path = title.equals("The file") ? key : title.replace("`", "") + "." + key;
            if (value.has("properties")) {
                section("`" + path + "`", value);
            } else if (value.path("additionalProperties").isObject()) {
                section("`" + path + ".NAME`", Expectation.resolve(schema, value.get("additionalProperties")));
            } else if (value.path("type").asString("").equals("object")) {
                throw new IllegalStateException("the schema's " + path + " is a mapping of nothing");
            }
        }
    }

    private void row(String key, JsonNode property, boolean required) {
        String otherwise = required ? "an error" : property.has("default") ? code(property.get("default")) : "";
        out.append("| `").append(key).append("` | ");
        out.append(Expectation.of(schema, property)).append(" | ");
        out.append(otherwise).append(" | ");
        out.append(description(property)).append(" |\n");
    }

    private static boolean required(JsonNode mapping, String key) {
        return mapping.path("required").valueStream().anyMatch(name -> name.asString("")
                .equals(key));
    }

    /** The default as it is typed: text as it is, everything else as JSON, which YAML reads alike. */
    private static String code(JsonNode value) {
        String text = value.isString() ? value.stringValue() : value.toString();
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private String description(JsonNode property) {
        JsonNode holder = property;
        while (!holder.has("description") && holder.has("$ref")) {
            holder = schema.at(holder.get("$ref").asString().substring(1));
        }
        return holder.path("description").asString("");
    }
}
