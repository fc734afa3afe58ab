package io.quietcore.harness.kubeconfig;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The algorithm of a kubeconfig's client key. fabric8 has to be told, and takes every key but a {@code BEGIN EC PRIVATE KEY} for
 * RSA, also an elliptic-curve one in PKCS #8 (RFC 5958), as openssl writes it: then its error speaks of DER.
 */
final class ClientKey {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ClientKey() {}

    /**
     * RSA or EC; RSA for what is neither, which shows when the key is used.
     *
     * @param base64 of the PEM
     */
    static String algorithm(String base64) {
        String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        Matcher pkcs8 = PKCS8.matcher(pem);
        if (!pkcs8.find()) {
            return pem.contains("BEGIN EC PRIVATE KEY") ? "EC" : "RSA";
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pkcs8.group(1));
            return List.of("RSA", "EC").stream()
                    .filter(algorithm -> isOf(algorithm, der))
                    .findFirst()
                    .orElse("RSA");
        } catch (IllegalArgumentException e) {
            return "RSA";
        }
    }

    private static boolean isOf(String algorithm, byte[] der) {
        try {
            // The key is not kept: whether it can be read says what it is.
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            return true;
        } catch (InvalidKeySpecException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
