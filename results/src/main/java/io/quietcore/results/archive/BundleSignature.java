package io.quietcore.results.archive;

import io.quietcore.results.store.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * The signature of a bundle, in a file beside it: over the bytes of its {@link EvidenceBundle#SUMS}, which name every file of
 * it with its SHA-256. Ed25519 (RFC 8032), or ECDSA over SHA-256 in DER, in base64 on one line: what {@code openssl} and
 * {@code cosign verify-blob} check. OpenSSH's own format (SSHSIG) would be read by nothing but {@code ssh-keygen}.
 */
public final class BundleSignature {
    /** Behind the bundle's name. */
    public static final String SUFFIX = ".sig";

    private static final int MAX_BYTES = 4096;

    private BundleSignature() {}

    /** Where the signature of a bundle lies. */
    public static Path of(Path bundle) {
        return bundle.resolveSibling(bundle.getFileName() + SUFFIX);
    }

    /**
     * Reads a key before anything is packed, so that what is wrong with it is told first.
     *
     * @throws IOException where it cannot sign, saying why and what to do
     */
    public static PrivateKey key(Path file) throws IOException {
        return KeyFile.privateKey(file);
    }

    /** Signs a bundle that was packed. */
    public static void sign(PrivateKey key, byte[] sums, Path bundle) throws IOException {
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(sums);
            String line = Base64.getEncoder().encodeToString(signature.sign()) + "\n";
            AtomicFile.write(of(bundle), line.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot sign: " + e.getMessage(), e);
        }
    }

    /**
     * Checks a bundle's signature.
     *
     * @throws IOException where there is none, or it is not the one of this key over these sums
     */
    public static void verify(Path keyFile, byte[] sums, Path bundle) throws IOException {
        PublicKey key = KeyFile.publicKey(keyFile);
        Path file = of(bundle);
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not there; expected the signature that 'quietcore bundle --sign' writes"
                    + " beside the bundle");
        }
        if (Files.size(file) > MAX_BYTES || !isSignature(key, sums, file)) {
            throw new IOException(file + ": found another signature, expected that of the key " + keyFile + " over the "
                    + EvidenceBundle.SUMS + " of " + bundle);
        }
    }

    private static boolean isSignature(PublicKey key, byte[] sums, Path file) throws IOException {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip());
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initVerify(key);
            signature.update(sums);
            return signature.verify(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // What is no signature at all is not that of the key.
            return false;
        }
    }

    private static String algorithm(Key key) {
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
    }
}
