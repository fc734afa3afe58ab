package io.quietcore.results.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of documents, kube-burner's and ours. */
public final class DocumentSchema {
    private static final String RESOURCE = "documents.schema.json";

    private DocumentSchema() {}

    /** The schema's text, as {@code quietcore schema --documents} prints it. */
    public static String text() {
        try (InputStream in = DocumentSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " of the program", e);
        }
    }
}
