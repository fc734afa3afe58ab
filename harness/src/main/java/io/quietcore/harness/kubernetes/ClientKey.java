package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm of a kubeconfig's client key. fabric8 looks for {@code BEGIN EC PRIVATE KEY} and takes every other key for
 * RSA, also an elliptic-curve one in PKCS #8 (RFC 5958), as openssl writes it: then its error speaks of DER.
 */
final class ClientKey {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ClientKey() {}

    /** Empty where there is no key in PKCS #8, or fabric8 reads it as it is. */
    static Optional<String> algorithm(Config config) throws ClusterException {
        try {
            Matcher pem = PKCS8.matcher(text(config));
            return pem.find() ? algorithm(Base64.getMimeDecoder().decode(pem.group(1))) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new ClusterException("the kubeconfig's client key cannot be read: " + e.getMessage());
        }
    }

    private static String text(Config config) throws IOException {
        @Nullable String data = config.getClientKeyData();
        if (data != null) {
            return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        }
        @Nullable String file = config.getClientKeyFile();
        return file == null ? "" : Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    }

    private static Optional<String> algorithm(byte[] pkcs8) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                // The key is not kept: whether it can be read says what it is.
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                return Optional.of(algorithm);
            } catch (InvalidKeySpecException e) {
                // Not of this kind: the next one.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
        return Optional.empty();
    }
}
