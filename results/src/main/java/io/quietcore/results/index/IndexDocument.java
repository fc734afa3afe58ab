package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One document as it stands in an index: by {@code kube-burner import}, by ours, or written directly.
 *
 * @param id lower-case hexadecimal SHA-256 of {@code json}: what is indexed again changes nothing
 * @param json its bytes, in {@link CanonicalJson}'s spelling
 */
@SuppressWarnings("ArrayRecordComponent") // Carried to the server, never compared.
public record IndexDocument(String id, byte[] json) {
    static IndexDocument of(byte[] canonical) {
        return new IndexDocument(sha256(canonical), canonical);
    }

    /** For messages; empty where it has none. */
    String metricName() {
        try {
            return CanonicalJson.readTree(json).path("metricName").asString("");
        } catch (MalformedJsonException e) {
            // Keys of lone surrogates are one key once they are spelled.
            return "";
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
