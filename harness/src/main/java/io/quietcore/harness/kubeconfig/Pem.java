package io.quietcore.harness.kubeconfig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/** Certificates and keys of a kubeconfig, which stand in it in base64, or in a file that it names. */
final class Pem {
    private Pem() {}

    /**
     * The bytes of {@code key-data}, else of the file that {@code key} names, relative to the kubeconfig's folder.
     *
     * @return in base64, as fabric8 wants them; empty where there is neither
     */
    static String base64(Section section, String key) throws KubeconfigException {
        String data = section.text(key + "-data");
        if (!data.isEmpty()) {
            try {
                // As Go: line ends are passed over, all else counts.
                return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(data.replaceAll("[\r\n]", "")));
            } catch (IllegalArgumentException e) {
                throw section.wrong(key + "-data", "found text that is no base64; expected PEM in base64");
            }
        }
        return section.text(key).isEmpty() ? "" : Base64.getEncoder().encodeToString(bytes(section, key));
    }

    /** The bytes of the file that a key names. */
    static byte[] bytes(Section section, String key) throws KubeconfigException {
        Path file = file(section, key);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw section.wrong(
                    key,
                    "the file " + KubeconfigException.shown(file.toString())
                            + " cannot be read: is it there, and may you read it?");
        }
    }

    static Path file(Section section, String key) throws KubeconfigException {
        try {
            return section.file().toAbsolutePath().resolveSibling(section.text(key));
        } catch (InvalidPathException e) {
            throw section.wrong(key, "found text that cannot be the name of a file here");
        }
    }

    /** The certificates of {@link #base64}, checked. */
    static String certificates(Section section, String key) throws KubeconfigException {
        String base64 = base64(section, key);
        if (!base64.isEmpty() && !holdsCertificates(Base64.getDecoder().decode(base64))) {
            throw section.wrong(key, "holds no certificate that can be read; expected PEM");
        }
        return base64;
    }

    private static boolean holdsCertificates(byte[] pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty();
        } catch (CertificateException e) {
            // Its message holds a part of what it read.
            return false;
        }
    }
}
