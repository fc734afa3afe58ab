package io.quietcore.workloads;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** The JSON Schema of campaigns (draft 2020-12), for editors and for our own reader. */
public final class CampaignSchema {
    private static final String RESOURCE = "campaign.schema.json";

    private CampaignSchema() {}

    /** The schema's text, as {@code quietcore schema} prints it. */
    public static String text() {
        return new String(resource(RESOURCE), StandardCharsets.UTF_8);
    }

    static JsonNode tree() {
        return CanonicalJson.readTree(resource(RESOURCE));
    }

    /** A resource beside this class, which is part of the program. */
    static byte[] resource(String name) {
        try (InputStream in = CampaignSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of the program", e);
        }
    }
}
