package io.quietcore.results.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With keys that openssl 3 and ssh-keygen wrote for this test, and signatures that openssl made with them. */
class BundleSignatureTest {
    private static final byte[] SUMS = "0123  campaign.yaml\n".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Path bundle() {
        return folder.resolve("a.tar.gz");
    }

    private Path key(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = BundleSignatureTest.class.getResourceAsStream("keys/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"ed25519.pem,ed25519.pub.pem", "p256.pem,p256.pub.pem", "p384.pem,p384.pub.pem", "ssh,ssh.pub"})
    void whatAKeySignedItsPublicOneChecksAndNoOther(String secret, String open) throws IOException {
        BundleSignature.sign(BundleSignature.key(key(secret)), SUMS, bundle());
        assertThat(BundleSignature.of(bundle())).hasFileName("a.tar.gz.sig");

        BundleSignature.verify(key(open), SUMS, bundle());

        byte[] others = "0124  campaign.yaml\n".getBytes(UTF_8);
        assertThatThrownBy(() -> BundleSignature.verify(key(open), others, bundle()))
                .hasMessageContaining("found another signature");
        Path other = key(open.startsWith("p256") ? "p384.pub.pem" : "p256.pub.pem");
        assertThatThrownBy(() -> BundleSignature.verify(other, SUMS, bundle()))
                .hasMessageContaining("found another signature");
    }

    /** Keys and verdicts of an openssl from outside, where there is one. */
    @ParameterizedTest
    @CsvSource({"ED25519, ''", "EC, ec_paramgen_curve:P-256"})
    void anotherToolChecksItWithAKeyOfItsOwn(String algorithm, String option) throws Exception {
        Path secret = folder.resolve("key.pem");
        assumeTrue(isThere(), "there is no openssl 3");
        List<String> made = new ArrayList<>(List.of("genpkey", "-algorithm", algorithm, "-out", secret.toString()));
        if (!option.isEmpty()) {
            made.addAll(List.of("-pkeyopt", option));
        }
        assertThat(openssl(made)).isZero();
        String open = folder.resolve("pub.pem").toString();
        assertThat(openssl(List.of("pkey", "-in", secret.toString(), "-pubout", "-out", open)))
                .isZero();

        BundleSignature.sign(BundleSignature.key(secret), SUMS, bundle());

        String signature = folder.resolve("sig").toString();
        Files.write(
                Path.of(signature), Base64.getMimeDecoder().decode(Files.readAllBytes(BundleSignature.of(bundle()))));
        assertThat(openssl(checks(algorithm, open, signature, SUMS))).isZero();
        assertThat(openssl(checks(algorithm, open, signature, "0124  campaign.yaml\n".getBytes(UTF_8))))
                .isNotZero();
    }

    private List<String> checks(String algorithm, String open, String signature, byte[] sums) throws IOException {
        String file = Files.write(folder.resolve("sums"), sums).toString();
        return algorithm.equals("EC")
                ? List.of("dgst", "-sha256", "-verify", open, "-signature", signature, file)
                : List.of("pkeyutl", "-verify", "-pubin", "-inkey", open, "-rawin", "-in", file, "-sigfile", signature);
    }

    private boolean isThere() throws InterruptedException {
        try {
            return openssl(List.of("version")) == 0
                    && Files.readString(folder.resolve("said")).startsWith("OpenSSL 3");
        } catch (IOException e) {
            return false;
        }
    }

    private int openssl(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @CsvSource({"ed25519.openssl.sig,ed25519.pub.pem", "p256.openssl.sig,p256.pub.pem"})
    void whatOpensslSignedIsASignature(String signature, String open) throws IOException {
        Files.copy(key(signature), BundleSignature.of(bundle()));

        BundleSignature.verify(key(open), SUMS, bundle());
    }

    @ParameterizedTest
    @CsvSource({
        "p256.sec1.pem,openssl pkcs8 -topk8 -nocrypt",
        "ed25519.encrypted.pem,openssl pkey -in",
        "ssh.encrypted,ssh-keygen -p -N",
        "ssh.rsa,ssh-keygen -t ed25519",
        "ed25519.pub.pem,expected an unencrypted key",
        "ssh.pub,expected an unencrypted key",
        "rsa.pem,expected an unencrypted key"
    })
    void aKeyThatCannotSignIsRefusedWithTheRemedy(String name, String remedy) throws IOException {
        Path file = key(name);

        assertThatThrownBy(() -> BundleSignature.key(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": found ")
                .hasMessageContaining(remedy)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh", "ssh.pub", "ed25519.pem", "ed25519.pub.pem"})
    void aKeyThatIsCutAnywhereIsOneLine(String name) throws IOException {
        byte[] whole = Files.readAllBytes(key(name));
        Path cut = folder.resolve("cut");
        for (int size = 0; size < whole.length - 30; size++) {
            Files.write(cut, Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> {
                        BundleSignature.key(cut);
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(cut + ": found ");
        }
    }

    @Test
    void aBundleWithoutASignatureAndAPrivateKeyInPlaceOfThePublicOneAreTold() throws IOException {
        Path open = key("ed25519.pub.pem");
        assertThatThrownBy(() -> BundleSignature.verify(open, SUMS, bundle()))
                .hasMessageContaining("a.tar.gz.sig is not there");
        Path secret = key("ed25519.pem");
        assertThatThrownBy(() -> BundleSignature.verify(secret, SUMS, bundle()))
                .hasMessageContaining("found a private key, expected the public one");
        Files.writeString(BundleSignature.of(bundle()), "no base64!");
        assertThatThrownBy(() -> BundleSignature.verify(open, SUMS, bundle()))
                .hasMessageContaining("found another signature");
        Files.writeString(BundleSignature.of(bundle()), Base64.getEncoder().encodeToString(new byte[64]));
        assertThatThrownBy(() -> BundleSignature.verify(open, SUMS, bundle()))
                .hasMessageContaining("found another signature");
    }
}
