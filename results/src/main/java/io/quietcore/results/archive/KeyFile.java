package io.quietcore.results.archive;

import io.quietcore.contract.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys of Ed25519 and of ECDSA as their tools write them, unencrypted: PEM around PKCS#8 and SPKI (openssl, cosign's public
 * keys), and OpenSSH's own for Ed25519 (PROTOCOL.key in its sources).
 */
final class KeyFile {
    private static final int MAX_BYTES = 64 << 10;
    private static final List<String> ALGORITHMS = List.of("Ed25519", "EC");
    private static final String EXPECTED = "expected an unencrypted key of Ed25519 or ECDSA, such as 'openssl genpkey"
            + " -algorithm ed25519' and 'ssh-keygen -t ed25519' make";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----\\s*");
    private static final Pattern SSH_PUBLIC = Pattern.compile("([a-z0-9@.-]{1,64}) ([A-Za-z0-9+/=]+)(?: [^\\n]*)?\\s*");
    private static final Pattern ANY_PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");

    /** What stands before the 32 bytes of an Ed25519 key in PKCS#8 and in SPKI (RFC 8410). */
    private static final byte[] PKCS8_OF_ED25519 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] SPKI_OF_ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ED25519_BYTES = 32;
    private static final byte[] OPENSSH = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final String SSH_ED25519 = "ssh-ed25519";

    private KeyFile() {}

    /** Reads the key that signs. */
    static PrivateKey privateKey(Path file) throws IOException {
        String text = text(file);
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            throw refused(file, text);
        }
        return switch (pem.group(1)) {
            case "PRIVATE KEY" -> pkcs8(file, der(file, pem.group(2)));
            case "OPENSSH PRIVATE KEY" -> openSsh(file, der(file, pem.group(2)));
            default -> throw refused(file, text);
        };
    }

    /** Reads the key that checks. */
    static PublicKey publicKey(Path file) throws IOException {
        String text = text(file);
        Matcher ssh = SSH_PUBLIC.matcher(text);
        if (ssh.matches()) {
            return openSshPublic(file, ssh.group(1), der(file, ssh.group(2)));
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.matches() || !pem.group(1).equals("PUBLIC KEY")) {
            throw text.contains("PRIVATE KEY")
                    ? new IOException(file + ": found a private key, expected the public one that belongs to it")
                    : refused(file, text);
        }
        return spki(file, der(file, pem.group(2)));
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": found " + Files.size(file) + " bytes, " + EXPECTED);
        }
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip() + "\n";
    }

    private static byte[] der(Path file, String base64) throws IOException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": found what is no base64, " + EXPECTED, e);
        }
    }

    /** What kind of key it is instead, and what to do about it. */
    private static IOException refused(Path file, String text) {
        Matcher label = ANY_PEM.matcher(text);
        String found = label.find() ? label.group(1) : "";
        String what =
                switch (found) {
                    case "ENCRYPTED PRIVATE KEY" ->
                        "an encrypted key; write it without a passphrase with 'openssl pkey -in " + file
                                + " -out PLAIN'";
                    case "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY" ->
                        "cosign's encrypted key; make one with 'openssl genpkey -algorithm ed25519 -out PLAIN', which"
                                + " 'cosign import-key-pair' takes too";
                    case "EC PRIVATE KEY" ->
                        "a key in SEC1; write it as PKCS#8 with 'openssl pkcs8 -topk8 -nocrypt -in " + file
                                + " -out PLAIN'";
                    case "" -> "no key; " + EXPECTED;
                    default -> "a " + found + "; " + EXPECTED;
                };
        return new IOException(file + ": found " + what);
    }

    private static PrivateKey pkcs8(Path file, byte[] der) throws IOException {
        @Nullable GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IOException(file + ": found a key of another kind, or a damaged one; " + EXPECTED, last);
    }

    private static PublicKey spki(Path file, byte[] der) throws IOException {
        @Nullable GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IOException(file + ": found a key of another kind, or a damaged one; " + EXPECTED, last);
    }

    private static PublicKey openSshPublic(Path file, String type, byte[] blob) throws IOException {
        if (!type.equals(SSH_ED25519)) {
            throw otherType(file, type);
        }
        Fields fields = new Fields(file, blob);
        fields.text();
        return spki(file, joined(SPKI_OF_ED25519, fields.bytes()));
    }

    private static PrivateKey openSsh(Path file, byte[] content) throws IOException {
        if (content.length < OPENSSH.length || !Arrays.equals(Arrays.copyOf(content, OPENSSH.length), OPENSSH)) {
            throw new IOException(file + ": found a damaged OpenSSH key; " + EXPECTED);
        }
        Fields outer = new Fields(file, Arrays.copyOfRange(content, OPENSSH.length, content.length));
        String cipher = outer.text();
        if (!cipher.equals("none")) {
            throw new IOException(file + ": found an encrypted key; write a copy of it without a passphrase with"
                    + " 'ssh-keygen -p -N \"\" -f COPY'");
        }
        outer.bytes();
        outer.bytes();
        if (outer.number() != 1) {
            throw new IOException(file + ": found several keys in one file; " + EXPECTED);
        }
        outer.bytes();
        Fields inner = new Fields(file, outer.bytes());
        inner.number();
        inner.number();
        String type = inner.text();
        if (!type.equals(SSH_ED25519)) {
            throw otherType(file, type);
        }
        inner.bytes();
        byte[] seedAndPublic = inner.bytes();
        return pkcs8(file, joined(PKCS8_OF_ED25519, Arrays.copyOf(seedAndPublic, ED25519_BYTES)));
    }

    private static IOException otherType(Path file, String type) {
        return new IOException(file + ": found an OpenSSH key of the type " + Printable.line(type) + "; expected "
                + SSH_ED25519 + ", as 'ssh-keygen -t ed25519' makes it");
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** OpenSSH's fields: numbers of four bytes, and strings with their lengths before them (RFC 4251). */
    private static final class Fields {
        private final Path file;
        private final ByteBuffer rest;

        Fields(Path file, byte[] content) {
            this.file = file;
            this.rest = ByteBuffer.wrap(content);
        }

        int number() throws IOException {
            if (rest.remaining() < Integer.BYTES) {
                throw cut();
            }
            return rest.getInt();
        }

        byte[] bytes() throws IOException {
            int length = number();
            if (length < 0 || length > rest.remaining()) {
                throw cut();
            }
            byte[] bytes = new byte[length];
            rest.get(bytes);
            return bytes;
        }

        String text() throws IOException {
            return new String(bytes(), StandardCharsets.ISO_8859_1);
        }

        private IOException cut() {
            return new IOException(file + ": found an OpenSSH key that was cut off; " + EXPECTED);
        }
    }
}
