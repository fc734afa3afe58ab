package io.quietcore.contract;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.io.Reader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as tokens, strict and bounded: a duplicate key, and a document that is too deep or too large, is an error. Apart from
 * {@link CanonicalJson}, whose mapper takes 0.1 s to start, for those who need no objects.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 64;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(CanonicalJson.MAX_DOCUMENT_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** For text of somebody else's that is read once: neither keys nor what they were are remembered. */
    private static final JsonFactory STREAM = FACTORY.rebuild()
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private StrictJson() {}

    /** The tokens of a document; what it throws is for {@link #malformed}. */
    public static JsonParser tokens(byte[] json) {
        return FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    /**
     * The tokens of a document of any number of keys, without holding on to any: that each stands once is for the caller to
     * see to. The same bounds hold; what it throws is for {@link #malformed}.
     */
    public static JsonParser stream(Reader json) {
        return STREAM.createParser(ObjectReadContext.empty(), json);
    }

    /** Where and what is wrong, in one line. */
    public static MalformedJsonException malformed(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": ";
        return new MalformedJsonException(
                where + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
}
