package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.results.index.SearchServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The template that an index is made from. Without one the first document decides: a whole first {@code value} would make
 * the field a {@code long}, and every later fraction would be cut where it is searched and aggregated.
 */
final class IndexTemplate {
    private static final String RESOURCE = "template.json";
    private static final int NOT_FOUND = 404;

    private IndexTemplate() {}

    /** Installs it where the index is not there yet; says so where it is there and was made without. */
    static void ensure(SearchServer server, String index) throws IOException, InterruptedException {
        Answer mapping = server.get("/" + index + "/_mapping/field/value");
        if (mapping.ok()) {
            valueType(server, index, mapping)
                    .filter(List.of("long", "integer")::contains)
                    .ifPresent(type -> server.warn("the index "
                            + index + " maps value to " + type
                            + ": it was made without our template, and fractions are cut"
                            + " where they are searched; index into a new one, or reindex"));
            return;
        }
        if (mapping.status() != NOT_FOUND) {
            server.warn("whether " + index + " was made with our template cannot be seen: "
                    + SearchServer.words(mapping.status(), mapping.body()));
            return;
        }
        Answer installed = server.put("/_index_template/quietcore-" + index, of(index));
        if (!installed.ok()) {
            server.warn("the index template is not installed, so that the first document decides what is a number: "
                    + SearchServer.words(installed.status(), installed.body()));
        }
        // As kube-burner does. Otherwise the first bulk makes it, and waits for it. Who may only write is told by the
        // bulk.
        server.put("/" + index, "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> valueType(SearchServer server, String index, Answer mapping) {
        try {
            return CanonicalJson.readTree(mapping.body().getBytes(StandardCharsets.UTF_8))
                    .valueStream()
                    .map(each -> each.at("/mappings/value/mapping/value/type").asString(""))
                    .filter(type -> !type.isEmpty())
                    .findFirst();
        } catch (MalformedJsonException e) {
            server.warn("what " + index + " maps value to cannot be seen, the answer is no JSON: "
                    + SearchServer.words(mapping.status(), mapping.body()));
            return Optional.empty();
        }
    }

    /** For one index, by its name, which needs no escaping. Text: no mapper starts while the first bulk waits. */
    static byte[] of(String index) throws IOException {
        try (InputStream in = IndexTemplate.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{index}", index)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
